import { InsertionMap } from '#solution';
import { expect } from 'vitest';
import { words } from './hashers.ts';

// Small maps for examples: their keys are letters, the value of a letter is its place in the given word.

export function lettered(letters: string): InsertionMap<string, number> {
  const map = new InsertionMap<string, number>(words);
  for (const [i, letter] of Array.from(letters).entries()) map.set(letter, i);
  return map;
}

/** 'a, then b' */
export function listed(letters: string, between = ', then '): string {
  return Array.from(letters).join(between);
}

/** The keys that a loop over the map shows, one letter each, while `body` changes the map. */
export function loop(map: InsertionMap<string, number>, body: (key: string) => void): string {
  let shown = '';
  for (const [key] of map) {
    shown += key;
    if (shown.length > 50) expect.fail(`the loop does not end: it has shown ${shown}`);
    body(key);
  }
  return shown;
}
