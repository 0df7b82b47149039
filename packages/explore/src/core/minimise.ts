import { BoundedSearch } from './bounded.ts';
import { drive } from './drive.ts';
import type { Deviation, Failure, Program } from './program.ts';
import { Replay } from './replay.ts';

export interface Minimal {
  readonly failure: Failure;
  readonly deviations: readonly Deviation[];
  /** Every schedule with fewer deviations was run, and none fails alike. */
  readonly isCertified: boolean;
  readonly runs: number;
}

/**
 * Makes a failing schedule as small as it can within the time: drops deviations as long as the program fails alike,
 * then runs every schedule with fewer deviations to find a smaller failure or to prove that there is none.
 * @param maxMs - milliseconds for the whole
 */
export async function minimise(
  program: Program,
  from: { readonly failure: Failure; readonly deviations: readonly Deviation[] },
  maxMs: number,
): Promise<Minimal> {
  const deadline = performance.now() + maxMs;
  const isAlike = (failure: Failure): boolean =>
    failure.kind === from.failure.kind && failure.key === from.failure.key;
  let best: Minimal = { ...from, isCertified: false, runs: 0 };
  best = await shrink(program, best, { isAlike, deadline });
  for (let bound = 0; bound < best.deviations.length; bound += 1) {
    program.reset?.();
    const limits = { maxSchedules: Infinity, maxMs: deadline - performance.now() };
    const found = await drive(program, new BoundedSearch(bound), limits, isAlike);
    const runs = best.runs + found.schedules;
    if (found.failure && found.deviations) {
      // The bounds below were explored completely, so nothing smaller exists.
      // What it decides without need at points where every choice is free goes too.
      const smaller = { failure: found.failure, deviations: found.deviations, isCertified: true, runs };
      return shrink(program, smaller, { isAlike, deadline });
    }
    best = { ...best, runs };
    if (!found.isComplete) return best;
  }
  return { ...best, isCertified: true };
}

interface Shrinking {
  readonly isAlike: (failure: Failure) => boolean;
  readonly deadline: number;
}

/** Delta debugging over the set of deviations: halves, quarters, … single ones. */
async function shrink(program: Program, start: Minimal, { isAlike, deadline }: Shrinking): Promise<Minimal> {
  let best = start;
  for (
    let chunk = Math.ceil(best.deviations.length / 2);
    chunk >= 1;
    chunk = chunk === 1 ? 0 : Math.ceil(chunk / 2)
  ) {
    let at = 0;
    while (at < best.deviations.length && performance.now() < deadline) {
      const fewer = best.deviations.toSpliced(at, chunk);
      const replay = new Replay(fewer);
      const found = await drive(program, replay, { maxSchedules: 1, maxMs: Infinity }, isAlike);
      const taken = found.deviations;
      if (found.failure && taken && taken.length < best.deviations.length)
        best = { ...best, failure: found.failure, deviations: taken, runs: best.runs + 1 };
      else {
        best = { ...best, runs: best.runs + 1 };
        at += chunk;
      }
    }
  }
  return best;
}
