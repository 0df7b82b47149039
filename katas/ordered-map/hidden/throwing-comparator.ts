import { SortedMap } from '#solution';
import { withInput } from '@katas/kata/suite';
import { expect } from 'vitest';
import { drained, same, sameEntry } from './expectation.ts';
import { metered } from './meter.ts';
import { sequence, shuffled } from './sequence.ts';

export type Action = readonly [string, (map: SortedMap<number, number>, size: number) => unknown];

// the keys of the map are 0, 2, 4, …
export const ACTIONS: readonly Action[] = [
  ['set of a new key', (map, size) => map.set(size - 1 + (size % 2), 1)],
  ['set of a new greatest key', (map, size) => map.set(2 * size, 1)],
  ['set of a key that is there', (map, size) => map.set(size - (size % 2), 77)],
  ['get', (map, size) => map.get(size - (size % 2))],
  ['has of an absent key', (map) => map.has(-1)],
  ['delete', (map, size) => map.delete(size - (size % 2))],
  ['delete of the least key', (map) => map.delete(0)],
  ['delete of an absent key', (map, size) => map.delete(2 * size)],
  ['floor', (map, size) => map.floor(size + 1)],
  ['ceiling', (map, size) => map.ceiling(size + 1)],
  ['reading a range', (map, size) => drained(map.range(1, size))],
];

interface Throw {
  readonly size: number;
  readonly action: Action;
  /** Whether positions are looked at as well. */
  readonly positions: boolean;
}

/** Lets each of the first calls of the comparator throw in turn, until the action gets by without one. */
export function throwInTurn({ size, action: [name, act], positions }: Throw): void {
  const order = shuffled(sequence('ascending', size));
  for (let nth = 1; nth <= 60; nth++) {
    const { meter, compare } = metered();
    const map = new SortedMap<number, number>(compare);
    for (const key of order) map.set(2 * key, key);
    meter.arm(nth, 'the comparator');
    let caught: unknown;
    try {
      act(map, size);
    } catch (error) {
      caught = error;
    }
    meter.disarm();
    if (meter.thrown === undefined && caught === undefined) return;
    withInput(`a map of 0, 2, … ${2 * size - 2}; ${name}, where comparison ${nth} throws`, () => {
      if (caught !== meter.thrown) expect(caught, `what ${name} throws`).toBe(meter.thrown);
      checkWhole(map, size, `after ${name} threw`, positions);
    });
  }
}

function checkWhole(map: SortedMap<number, number>, size: number, when: string, positions: boolean): void {
  same(map.size, size, `size ${when}`);
  const wanted = sequence('ascending', size).map((key): [number, number] => [2 * key, key]);
  const shown = drained(map);
  if (
    shown.length !== size ||
    wanted.some(([key, value], i) => shown[i]?.[0] !== key || shown[i]?.[1] !== value)
  ) {
    expect(shown, `entries ${when}`).toEqual(wanted);
  }
  for (const [key, value] of wanted) same(map.get(key), value, `get(${key}) ${when}`);
  if (positions) for (const [i, entry] of wanted.entries()) sameEntry(map.at(i), entry, `at(${i}) ${when}`);
  map.set(-5, 1).set(2 * size + 5, 2);
  same(map.size, size + 2, `size ${when}, and set(-5, 1), set(${2 * size + 5}, 2)`);
  same(map.delete(0), true, `delete(0) ${when}`);
  sameEntry(map.first(), [-5, 1], `first() ${when}, and set(-5, 1)`);
  sameEntry(map.last(), [2 * size + 5, 2], `last() ${when}, and set(${2 * size + 5}, 2)`);
  if (positions) sameEntry(map.at(size), [2 * size + 5, 2], `at(${size}) ${when}, and two sets and a delete`);
}
