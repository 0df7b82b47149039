// `vitest` for the floor: tests are collected and called, assertions compare and throw, nothing more.
import { isDeepStrictEqual } from 'node:util';

export { inject, test } from './tests.ts';

const CHECKS: Readonly<Record<string, (actual: unknown, expected: unknown) => boolean>> = {
  toBe: Object.is,
  toEqual: isDeepStrictEqual,
  toStrictEqual: isDeepStrictEqual,
  toBeUndefined: (actual) => actual === undefined,
  toBeLessThan: (actual, expected) => Number(actual) < Number(expected),
  toBeLessThanOrEqual: (actual, expected) => Number(actual) <= Number(expected),
  toBeGreaterThan: (actual, expected) => Number(actual) > Number(expected),
  toContain: (actual, expected) => (actual as readonly unknown[]).includes(expected),
  toHaveLength: (actual, expected) => (actual as readonly unknown[]).length === expected,
  toThrow: (actual, expected) => throws(actual as () => unknown, expected),
};

function throws(body: () => unknown, expected: unknown): boolean {
  try {
    body();
  } catch (error) {
    return typeof expected === 'function' ? error instanceof expected : true;
  }
  return false;
}

class Expectation {
  readonly #actual: unknown;
  readonly #what: string;
  readonly #isNegated: boolean;

  constructor(actual: unknown, what: string, isNegated: boolean) {
    this.#actual = actual;
    this.#what = what;
    this.#isNegated = isNegated;
  }

  get not(): Expectation {
    return new Expectation(this.#actual, this.#what, !this.#isNegated);
  }

  check(name: string, holds: (typeof CHECKS)[string], expected: unknown): void {
    if (holds(this.#actual, expected) === this.#isNegated)
      throw new Error(`${this.#what}: ${name} does not hold`);
  }
}

for (const [name, holds] of Object.entries(CHECKS)) {
  const method = function (this: Expectation, expected?: unknown): void {
    this.check(name, holds, expected);
  };
  Object.defineProperty(Expectation.prototype, name, { value: method });
}

export const expect = Object.assign(
  (actual: unknown, what = ''): Expectation => new Expectation(actual, what, false),
  {
    fail: (message: string): never => {
      throw new Error(message);
    },
  },
);
