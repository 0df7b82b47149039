import type { Hasher } from '#solution';
import { scrambled } from './meter.ts';

/** Whole numbers. */
export const numbers: Hasher<number> = { hash: scrambled, equals: (a, b) => a === b };

/** Strings by their characters. */
export const words: Hasher<string> = { hash: wordHash, equals: (a, b) => a === b };

/** Strings, whatever the case of their letters. */
export const caseless: Hasher<string> = {
  hash: (key) => wordHash(key.toLowerCase()),
  equals: (a, b) => a.toLowerCase() === b.toLowerCase(),
};

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Points by their coordinates: two objects can be one key. */
export const points: Hasher<Point> = {
  hash: ({ x, y }) => scrambled(x * 1000 + y),
  equals: (a, b) => a.x === b.x && a.y === b.y,
};

function wordHash(key: string): number {
  let hash = 7;
  for (let i = 0; i < key.length; i++) hash = (Math.imul(hash, 31) + key.charCodeAt(i)) | 0;
  return hash;
}
