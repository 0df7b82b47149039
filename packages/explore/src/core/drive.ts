import type { Deviation, Failure, Program, RunOutcome } from './program.ts';
import type { Strategy } from './strategy.ts';

/** How much work a search may do. */
export interface Limits {
  readonly maxSchedules: number;
  /** Milliseconds on the clock. */
  readonly maxMs: number;
}

/** What one strategy found. */
export interface Found {
  readonly schedules: number;
  readonly steps: number;
  /** Runs cut short because an equal state had been explored. */
  readonly pruned: number;
  readonly ms: number;
  readonly failure?: Failure;
  /** The schedule of the failure. */
  readonly deviations?: readonly Deviation[];
  /** Every schedule of the strategy was run. */
  readonly isComplete: boolean;
}

/** The clock is read once in this many runs. */
const CLOCK_EVERY = 16;
/** Milliseconds after which the event loop gets a turn, where the program can be left and entered. */
const BURST_MS = 25;

/**
 * Runs a program under the schedules of a strategy until one fails, all were run, or the limits are reached. Programs
 * that run synchronously are driven without giving the event loop a turn, or in bursts where they are to be entered.
 * @param isFailure - which failures end the search; default: every one
 */
export async function drive(
  program: Program,
  strategy: Strategy,
  limits: Limits,
  isFailure: (failure: Failure) => boolean = () => true,
): Promise<Found> {
  const started = performance.now();
  const burstMs = program.enter === undefined ? Infinity : BURST_MS;
  let schedules = 0;
  let steps = 0;
  let pruned = 0;
  const found = (rest: Pick<Found, 'failure' | 'deviations' | 'isComplete'>): Found => ({
    schedules,
    steps,
    pruned,
    ms: performance.now() - started,
    ...rest,
  });
  const account = (outcome: RunOutcome): Found | undefined => {
    strategy.end(outcome);
    schedules += 1;
    steps += outcome.steps;
    if (outcome.isPruned) pruned += 1;
    if (outcome.failure === undefined || !isFailure(outcome.failure)) return undefined;
    return found({ failure: outcome.failure, deviations: strategy.deviations(), isComplete: false });
  };
  const burst = (): Found | undefined | Promise<Found | undefined> => {
    const entered = performance.now();
    for (;;) {
      if (schedules >= limits.maxSchedules) return found({ isComplete: false });
      if (schedules % CLOCK_EVERY === 0) {
        const now = performance.now();
        if (now - started > limits.maxMs) return found({ isComplete: false });
        // The first of a burst is run in any case.
        if (now - entered > burstMs) return undefined;
      }
      const choose = strategy.begin();
      if (choose === undefined) return found({ isComplete: true });
      const running = program.run(choose, strategy.from);
      if (running instanceof Promise) return running.then(account);
      const end = account(running);
      if (end !== undefined) return end;
    }
  };
  for (;;) {
    const end = await (program.enter === undefined ? burst() : program.enter(burst));
    if (end !== undefined) return end;
  }
}
