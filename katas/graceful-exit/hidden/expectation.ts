import type { Story } from '@katas/explore';
import { expect } from 'vitest';

/** Fails with a sentence where `holds` is false. */
export function must(holds: boolean, sentence: string): void {
  if (!holds) expect.fail(sentence);
}

/** Fails where the two are not the same, with both of them whole: what is long would be cut off by `expect`. */
export function mustBe(what: string, actual: string, expected: string): void {
  must(actual === expected, `${what}: ${actual}\n  expected: ${expected}`);
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

/** Names the known mistake whose words are in the sentence of a failure. */
export function ifSaid(mistakes: Readonly<Record<string, string>>): (story: Story) => string | undefined {
  return ({ sentence }) => {
    const text = typeof sentence === 'string' ? sentence : sentence.en;
    return Object.entries(mistakes).find(([words]) => text.includes(words))?.[1];
  };
}
