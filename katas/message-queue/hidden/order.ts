import { everySchedule } from '@katas/kata/schedules';
import { type Chooser, seeded } from '@katas/goroutine/steered';
import { expect } from 'vitest';
import { alone, NeverEndsError } from './alone.ts';

/** True, or what is wrong. */
type Verdict = true | string | undefined;

/** How a run failed: `deadlock`, `invariant` …, and in which words. */
interface Failure {
  readonly kind: string;
  readonly said: string;
}

export interface Race {
  readonly program: string;
  readonly lanes?: readonly string[];
  /** Gives what judges the run when everything has come to rest. */
  readonly run: () => Promise<() => Verdict>;
  /** The slug of the known mistake that such a failure is the signature of. */
  readonly looksLike?: (failure: Failure) => string | undefined;
}

const FIRST: Chooser = { next: () => 0, pick: () => 0 };
const LAST: Chooser = { next: (ready) => ready.length - 1, pick: (n) => n - 1 };
const SOME = [1, 2, 3, 4].map((seed) => seeded(seed));

/** How often the search is begun anew for a program that is known to fail, so that its story can be told. */
const SEARCHES = 6;

/**
 * Runs a program in many orders: as many as there is time for, drawn anew and searched in order, and some that are the
 * same each time. How many orders there are depends on how the solution is built, by a factor of a thousand and more, so
 * that to run all of them can't be asked.
 */
export async function inManyOrders(race: Race): Promise<void> {
  await searched(race);
  for (const chooser of [FIRST, LAST, ...SOME]) {
    try {
      await inOneOrder(race, chooser);
    } catch (error) {
      for (let i = 0; i < SEARCHES; i += 1) await searched(race);
      throw named(error, race);
    }
  }
}

function searched({ looksLike, ...race }: Race): Promise<void> {
  return everySchedule({
    ...race,
    bound: -1,
    looksLike: ({ kind, sentence }) =>
      looksLike?.({ kind, said: typeof sentence === 'string' ? sentence : sentence.en }),
  });
}

function named(error: unknown, { program, looksLike }: Race): unknown {
  if (!(error instanceof Error)) return error;
  const kind = error instanceof NeverEndsError ? 'deadlock' : 'invariant';
  const mistake = looksLike?.({ kind, said: error.message });
  return Object.assign(error, { input: program, ...(mistake && { mistake }) });
}

async function inOneOrder({ program, run }: Race, chooser: Chooser): Promise<void> {
  let judge: () => Verdict = () => 'the program has not ended';
  const body = async (): Promise<void> => {
    judge = await run();
  };
  await alone(program, body, chooser);
  const verdict = judge();
  if (typeof verdict === 'string') expect.fail(verdict);
}
