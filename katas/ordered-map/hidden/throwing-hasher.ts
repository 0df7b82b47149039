import { InsertionMap } from '#solution';
import { withInput } from '@katas/kata/suite';
import { expect } from 'vitest';
import { drained, same } from './expectation.ts';
import { MeteredHasher } from './meter.ts';
import { sequence } from './sequence.ts';

export type Action = readonly [string, (map: InsertionMap<number, number>, size: number) => void];
export const ACTIONS: readonly Action[] = [
  ['set of a new key', (map) => map.set(1000, 1)],
  ['set of a key that is there', (map, size) => map.set(size >> 1, 77)],
  ['get', (map, size) => map.get(size >> 1)],
  ['has of an absent key', (map) => map.has(1000)],
  ['delete', (map, size) => map.delete(size >> 1)],
  ['moveToEnd', (map) => map.moveToEnd(0)],
];

interface Throw {
  /** The map holds 0 … size - 1. */
  readonly size: number;
  readonly part: 'hash' | 'equals';
  readonly action: Action;
}

/** Lets each of the first calls of the hasher throw in turn, until the action gets by without one. */
export function throwInTurn({ size, part, action: [name, act] }: Throw): void {
  for (let nth = 1; nth <= 80; nth++) {
    const hasher = new MeteredHasher();
    // every second pair of keys collides, so that `equals` has something to do
    const map = new InsertionMap<number, number>({
      hash: (key) => hasher.hash(key >> 1),
      equals: (a, b) => hasher.equals(a, b),
    });
    for (let key = 0; key < size; key++) map.set(key, key);
    const meter = part === 'hash' ? hasher.hashes : hasher.equalities;
    meter.arm(nth, part);
    let caught: unknown;
    try {
      act(map, size);
    } catch (error) {
      caught = error;
    }
    meter.disarm();
    if (meter.thrown === undefined && caught === undefined) return;
    const input = `a map of 0 … ${size - 1}; ${name}, where call ${nth} of ${part} throws`;
    withInput(input, () => {
      if (caught !== meter.thrown) expect(caught, `what ${name} throws`).toBe(meter.thrown);
      same(map.size, size, `size after ${name} threw`);
      const shown = drained(map);
      if (shown.length !== size || shown.some(([key, value], i) => key !== i || value !== i)) {
        expect(shown, `entries after ${name} threw`).toEqual(
          sequence('ascending', size).map((key) => [key, key]),
        );
      }
      for (let key = 0; key < size; key++) same(map.get(key), key, `get(${key}) after ${name} threw`);
      same(map.has(1000), false, `has(1000) after ${name} threw`);
      map.set(2000, 5);
      same(map.get(2000), 5, `get(2000) after ${name} threw and set(2000, 5)`);
      same(map.delete(0), true, `delete(0) after ${name} threw`);
      same(map.size, size, `size after ${name} threw, set(2000, 5) and delete(0)`);
    });
  }
}
