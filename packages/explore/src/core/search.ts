import { BoundedSearch } from './bounded.ts';
import { drive, type Found } from './drive.ts';
import { minimise } from './minimise.ts';
import type { Failure, Program } from './program.ts';
import type { Strategy } from './strategy.ts';
import { tokenOf } from './token.ts';
import { PriorityWalk, RandomWalk } from './walk.ts';

export interface Budget {
  /** Milliseconds for finding a failure; default 1000. */
  readonly ms?: number;
  /** Runs for finding a failure; default: no limit but the time. */
  readonly schedules?: number;
  /** All schedules with up to this many deviations must be run, whatever they cost in time; default 1. */
  readonly mustComplete?: number;
  /** Bounds above this one are left to the random strategies; default 3. */
  readonly maxBound?: number;
  /** Milliseconds for making a failure small; default 500. */
  readonly minimiseMs?: number;
}

/** What was explored. */
export interface Explored {
  readonly schedules: number;
  readonly steps: number;
  readonly pruned: number;
  readonly ms: number;
  /** Every schedule with at most this many deviations was run; −1: none completely. */
  readonly completeBound: number;
  /** Every schedule was run, with any number of deviations. */
  readonly isExhausted: boolean;
  readonly seed: number;
}

export type SearchResult =
  | { readonly outcome: 'pass'; readonly explored: Explored }
  | { readonly outcome: 'unknown'; readonly explored: Explored; readonly reason: string }
  | {
      readonly outcome: 'fail';
      readonly explored: Explored;
      readonly failure: Failure;
      /** Replays the failure. */
      readonly token: string;
      /** No schedule with fewer deviations fails alike: all of them were run. */
      readonly isMinimal: boolean;
    };

/** Share of the time for the random walk that comes first: it finds shallow bugs in a few runs. */
const RANDOM_SHARE = 0.2;
const PRIORITY_DEPTH = 3;

/**
 * Looks for a failing schedule: a short random walk, then every schedule with 0, 1, 2, … deviations, then
 * priority-based random walks until the budget is spent. A failure is made minimal.
 */
export async function search(program: Program, seed: number, budget: Budget = {}): Promise<SearchResult> {
  const { ms = 1000, schedules = Infinity, mustComplete = 1, maxBound = 3, minimiseMs = 500 } = budget;
  const total = new Total(seed);
  const deadline = performance.now() + ms;
  const step = async (strategy: Strategy, maxMs: number): Promise<Found> => {
    program.reset?.();
    const found = await drive(program, strategy, { maxSchedules: schedules - total.schedules, maxMs });
    total.add(found);
    return found;
  };

  let found = await step(new RandomWalk(seed), ms * RANDOM_SHARE);
  for (let bound = 0; bound <= Math.max(maxBound, mustComplete) && !found.failure; bound += 1) {
    found = await step(
      new BoundedSearch(bound),
      bound <= mustComplete ? Infinity : deadline - performance.now(),
    );
    if (found.isComplete) total.completed(bound, found.schedules);
    else break;
    if (total.isExhausted) break;
  }
  if (!found.failure && !total.isExhausted) {
    found = await step(new PriorityWalk(seed, PRIORITY_DEPTH), Math.max(0, deadline - performance.now()));
  }
  if (found.failure && found.deviations) {
    program.reset?.();
    const minimal = await minimise(
      program,
      { failure: found.failure, deviations: found.deviations },
      minimiseMs,
    );
    return {
      outcome: 'fail',
      explored: total.explored(),
      failure: minimal.failure,
      token: tokenOf(minimal.deviations),
      isMinimal: minimal.isCertified,
    };
  }
  if (total.isExhausted || total.completeBound >= mustComplete)
    return { outcome: 'pass', explored: total.explored() };
  return {
    outcome: 'unknown',
    explored: total.explored(),
    reason: `the budget ended before every schedule with ${mustComplete} deviations was run`,
  };
}

/** Adds up what the strategies did. */
class Total {
  schedules = 0;
  completeBound = -1;
  isExhausted = false;
  #steps = 0;
  #pruned = 0;
  #ms = 0;
  #lastCount = -1;
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  add(found: Found): void {
    this.schedules += found.schedules;
    this.#steps += found.steps;
    this.#pruned += found.pruned;
    this.#ms += found.ms;
  }

  /** A bound that allows no schedule that the one below did not have has exhausted them all. */
  completed(bound: number, count: number): void {
    this.completeBound = bound;
    this.isExhausted = count === this.#lastCount && this.#pruned === 0;
    this.#lastCount = count;
  }

  explored(): Explored {
    const { schedules, completeBound, isExhausted } = this;
    return {
      schedules,
      steps: this.#steps,
      pruned: this.#pruned,
      ms: this.#ms,
      completeBound,
      isExhausted,
      seed: this.#seed,
    };
  }
}
