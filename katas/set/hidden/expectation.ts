import { expect } from 'vitest';

/** `expect(actual, what).toBe(expected)`, at next to no cost where it holds: for loops of thousands. */
export function same(actual: unknown, expected: unknown, what: string): void {
  if (!Object.is(actual, expected)) expect(actual, what).toBe(expected);
}

/** Fails with a sentence where `holds` is false. */
export function must(holds: boolean, sentence: string): void {
  if (!holds) expect.fail(sentence);
}

/** What `body` throws; fails where it throws nothing. */
export function thrownBy(body: () => unknown, what: string): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  return expect.fail(`${what} should have thrown`);
}
