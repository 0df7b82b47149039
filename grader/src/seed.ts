import { randomInt } from 'node:crypto';
import { say } from './i18n/commands.ts';
import type { Invocation } from './invocation.ts';
import { UsageError } from './usage-error.ts';

const LARGEST = 0x7fffffff;

/** A fresh seed: every run tries other values, and says which. */
export function drawSeed(): number {
  return randomInt(LARGEST);
}

/** @throws {UsageError} for anything but a whole number from 0 to 2³¹ − 1 */
export function parseSeed(given: string, invocation: Invocation): number {
  const seed = /^\d+$/.test(given) ? Number(given) : NaN;
  if (Number.isInteger(seed) && seed <= LARGEST) return seed;
  throw new UsageError(invocation.text(say.seed(given)));
}
