import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kata, StageDefinition } from '@katas/kata';
import { DEFAULT_LIMITS } from '@katas/kata';
import type { Job } from './runner.ts';

/** Of more than one shape, so that nothing is compiled for one solution only. */
const MOST = 3;

/** The texts of accepted solutions, to rehearse with. */
export function referencesIn(dir: string): readonly string[] {
  const folder = join(dir, 'accepted');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  return files
    .toSorted()
    .slice(0, MOST)
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** In the place of the solution while its suite is loaded: nothing of it but what it may import. */
export function placeholder(imports: readonly string[]): string {
  return [...imports.map((name) => `import ${JSON.stringify(name)};`), 'export {};'].join('\n');
}

/** What a suite is told while it is rehearsed. */
export function rehearsalOf(kata: Kata, stage: StageDefinition): Job {
  return { kata, stage, text: '', seed: 1, limits: { ...DEFAULT_LIMITS, ...kata.definition.limits } };
}
