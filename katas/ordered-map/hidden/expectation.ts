import { expect } from 'vitest';

/** `expect(actual, what).toBe(expected)`, at next to no cost where it holds: for loops of thousands. */
export function same(actual: unknown, expected: unknown, what: string): void {
  if (!Object.is(actual, expected)) expect(actual, what).toBe(expected);
}

/** The same for an entry, which must be a pair of these very two, or `undefined`. */
export function sameEntry(
  actual: unknown,
  expected: readonly [unknown, unknown] | undefined,
  what: string,
): void {
  if (expected === undefined ? actual === undefined : isPair(actual, expected)) return;
  expect(actual, what).toEqual(expected);
  expect.fail(`${what}: equal, but not the key and the value that were set`);
}

function isPair(actual: unknown, [key, value]: readonly [unknown, unknown]): boolean {
  return (
    Array.isArray(actual) && actual.length === 2 && Object.is(actual[0], key) && Object.is(actual[1], value)
  );
}

/** Fails with a sentence unless `count` is within `limit`. */
export function within(count: number, limit: number, what: string): void {
  if (!(count <= limit)) expect.fail(`${what}: ${round(count)}, at most ${round(limit)} are allowed`);
}

/** A count in groups of three digits: `20 000`. */
export function grouped(count: number): string {
  return String(count).replace(/(?<=\d\d)(?=\d{3}$)/, ' ');
}

function round(count: number): number {
  return Math.round(count * 10) / 10;
}

/** The entries that an iterator still shows; fails when it goes on for ever. */
export function drained<T>(entries: Iterable<T>, most = 1000): T[] {
  const shown: T[] = [];
  for (const entry of entries) {
    shown.push(entry);
    if (shown.length > most)
      expect.fail(`the iteration does not end: it has shown more than ${most} entries`);
  }
  return shown;
}

/** The keys that an iterator still shows. */
export function keys<K>(entries: Iterable<[K, unknown]>): K[] {
  return drained(entries).map(([key]) => key);
}

/** The answer of an iterator's `next`, without the value that a `done` may carry. */
export function next<T>(iterator: Iterator<T>): T | 'done' {
  const { done, value } = iterator.next();
  return done === true ? 'done' : value;
}

/** The key of the entry that an iterator shows next. */
export function nextKey<K>(iterator: Iterator<[K, unknown]>): K | 'done' {
  const entry = next(iterator);
  return entry === 'done' ? entry : entry[0];
}
