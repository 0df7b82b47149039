import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Kata } from '@katas/kata';
import type { Invocation } from './invocation.ts';
import type { Comparison } from './watch/watch.ts';

/** Files of a kata's folder that hold solutions, by name. */
export function solutionsIn(kata: Kata, folder: 'accepted' | 'rejected' | 'libraries'): string[] {
  const dir = join(kata.dir, folder);
  if (!existsSync(dir)) return [];
  return readdirSync(dir)
    .filter((name) => name.endsWith('.ts'))
    .toSorted()
    .map((name) => join(dir, name));
}

/** The learner's solution and an accepted one to read beside it; null where the kata ships none. */
export function compareWithAccepted(invocation: Invocation, kata: Kata): Comparison | null {
  const mine = readFileSync(invocation.solutionPath(kata.slug), 'utf8');
  const [accepted] = solutionsIn(kata, 'accepted');
  if (accepted === undefined) return null;
  return { mine, accepted: readFileSync(accepted, 'utf8'), name: basename(accepted, '.ts') };
}
