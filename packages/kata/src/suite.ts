// What hidden suites import. It runs in the learner's process at every save: keep it small, no zod, no file access.
import type { Text } from '@katas/structure';
import * as fc from 'fast-check';
import { inject, test as vitestTest } from 'vitest';

/** What a runner must provide to a suite. */
export interface SuiteContext {
  readonly seed: number;
  /** After this long a test that waits is stopped. */
  readonly testMs: number;
  /** `quick`: sizes that take milliseconds, for a first verdict; `full` follows and decides. */
  readonly depth: 'quick' | 'full';
  /** Position of the only test that is to run; undefined: all. */
  readonly onlyTest: number | undefined;
}

/** What a test carries beside its name, which is the English sentence. */
export interface TestMeta extends TestOptions {
  /** The Chinese sentence. */
  readonly zh?: string;
}

declare module 'vitest' {
  interface ProvidedContext extends SuiteContext {}
  interface TaskMeta extends TestMeta {}
}

/** Seed of this run; every random choice of a suite must come from it. */
export let seed: number = inject('seed') ?? 1;
const testMs = inject('testMs') ?? 5000;

// A suite that is rehearsed is told its seed after it was loaded.
Object.defineProperty(globalThis, Symbol.for('katas.begin'), {
  configurable: true,
  value: () => {
    seed = inject('seed') ?? 1;
  },
});

/**
 * One test of a hidden suite. The sentence names an invariant that a learner understands without seeing the test:
 * "no item is lost when two consumers race for one".
 */
export function test(sentence: Text, body: () => void | Promise<void>, options: TestOptions = {}): void {
  const mine: CurrentTest = { index: registered, explorations: 0 };
  registered += 1;
  if (onlyTest !== undefined && mine.index !== onlyTest) return;
  vitestTest(sentence.en, { meta: { zh: sentence.zh, ...options }, timeout: testMs }, () => {
    mine.explorations = 0;
    current = mine;
    return body();
  });
}

/** The test that runs: part of what repeats a schedule. */
export interface CurrentTest {
  /** Its position in the suite, from 0. */
  readonly index: number;
  /** Explorations that it has begun. */
  explorations: number;
}

let registered = 0;
let current: CurrentTest = { index: -1, explorations: 0 };
const onlyTest = inject('onlyTest');

export function currentTest(): CurrentTest {
  return current;
}

/** What was explored, for whoever runs the suite. */
export interface ToldExploration {
  readonly schedules: number;
  /** Every schedule with so many deviations was run; Infinity: every one there is. */
  readonly bound: number;
  /** The bound that each run reaches. */
  readonly least: number;
}

const LISTENER = Symbol.for('katas.explored');

/** Hands an exploration to the runner, if one listens. */
export function tell(explored: ToldExploration): void {
  const listener: unknown = Reflect.get(globalThis, LISTENER);
  if (typeof listener === 'function') listener(explored);
}

/**
 * Says which known mistake (a slug of `mistakes` in `kata.ts`) it looks like when `body` fails.
 * @throws whatever `body` threw
 */
export async function looksLike(mistake: string, body: () => void | Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    if (error instanceof Error) Object.assign(error, { mistake });
    throw error;
  }
}

export interface TestOptions {
  /** Why the test may pass on the stub; without a reason `kata verify` refuses a test that does. */
  readonly passesOnStub?: string;
}

/** Adds to an error what the learner may see of the input that led to it. */
export function withInput(input: string, body: () => void): void {
  try {
    body();
  } catch (error) {
    throw attach(error, input);
  }
}

function attach(error: unknown, input: string): unknown {
  if (error instanceof Error) Object.assign(error, { input });
  return error;
}

/**
 * A size or a number of repetitions: what the test needs to be sure, and what shows most mistakes within a millisecond
 * or two. A save is answered with the small ones first.
 * @param full - what decides; @param quick - for the first verdict
 */
export function sized<T extends readonly number[] | []>(full: T, quick: T): T;
export function sized<T>(full: T, quick: T): T;
export function sized(full: unknown, quick: unknown): unknown {
  return inject('depth') === 'quick' ? quick : full;
}

/** A property over generated values. */
export interface Property<T> {
  readonly of: fc.Arbitrary<T>;
  /** The value as the learner would write it: a small program or a literal. */
  readonly show: (value: T) => string;
  readonly holds: (value: T) => void;
  /** How many values are tried; default 100. For the first verdict on a save a part of them is. */
  readonly runs?: number;
}

/** The first verdict on a save tries one value of so many. */
const QUICK_PART = 8;

/**
 * Checks a property with the run's seed. A failure is the failure of the smallest value found, with that value as
 * its input.
 * @throws whatever `holds` threw for that value
 */
export function forAll<T>(property: Property<T>): void {
  const { runs = 100 } = property;
  const details = fc.check(
    fc.property(property.of, (value) => property.holds(value)),
    { seed, numRuns: sized(runs, Math.ceil(runs / QUICK_PART)) },
  );
  if (!details.failed) return;
  const error = details.errorInstance ?? new Error('the property does not hold');
  const [value] = details.counterexample ?? [];
  throw attach(error, value === undefined ? '' : property.show(value));
}
