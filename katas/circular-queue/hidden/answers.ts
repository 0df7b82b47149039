import { expect } from 'vitest';

/** Compares primitive answers; `call` says what was called, as the learner would write it. */
export function same(actual: unknown, expected: unknown, call: string): void {
  if (!Object.is(actual, expected)) expect(actual, call).toBe(expected);
}

type ErrorClass = abstract new (...args: never[]) => Error;

/** Something was thrown, of one of these classes. @returns its message */
export function thrown(call: string, classes: readonly ErrorClass[], body: () => unknown): string {
  let answer: unknown;
  try {
    answer = body();
  } catch (error) {
    const names = classes.map(({ name }) => name).join(' or ');
    const isRight = classes.some((Class) => error instanceof Class);
    expect(isRight, `${call} threw ${String(error)}; is it a ${names}`).toBe(true);
    return error instanceof Error ? error.message : String(error);
  }
  expect.fail(`${call} was expected to throw, and answered ${String(answer)}`);
}
