import type { Kata, Limits, StageDefinition, StageVerdict, TestVerdict } from '@katas/kata';

/** One stage of one kata, run against one text. */
export interface Job {
  readonly kata: Kata;
  readonly stage: StageDefinition;
  /** The solution as it was read. */
  readonly text: string;
  readonly seed: number;
  readonly limits: Limits;
  /** Time for schedules beyond the bounds of the suite; default: a little. */
  readonly search?: Search;
  /** The one exploration to repeat, and its schedule: nothing else of the suite runs, and it is no pass. */
  readonly replay?: Replay;
  /** Aborting kills the process that runs; `run` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called as soon as a test has an answer; of its two answers, where it runs in small sizes first, with the first. */
  readonly onTest?: (test: TestVerdict) => void;
  /**
   * Called with the verdict on small sizes, where the run begins with them; the full sizes follow when it resolves.
   */
  readonly onQuick?: (verdict: StageVerdict) => Promise<void>;
}

export interface Search {
  /** For each exploration. */
  readonly beyondMs: number;
  /** For all of them: the run's limits grow by it. */
  readonly totalMs: number;
}

export interface Replay {
  /** Position of the test in its suite, from 0. */
  readonly test: number;
  /** Which of the test's explorations, from 0. */
  readonly call: number;
  readonly token: string;
}

/**
 * Runs hidden suites. Each run happens in a process of its own that is used once and killed hard: nothing that a
 * solution does to its globals, timers or memory outlives the run.
 */
export interface Runner {
  /** Loads what every run needs; `run` does it by itself, this does it ahead. */
  prepare(): Promise<void>;
  /** Resolves when the next run (of this kata; else of that which ran last) would be as fast as it can be, or when one is asked for. */
  fill(kata?: Kata): Promise<void>;
  /**
   * Resolves with what the suite said; failing tests, crashes and limits are values, not errors.
   * @throws {RunnerError} when the machinery itself broke
   */
  run(job: Job): Promise<StageVerdict>;
  close(): Promise<void>;
}

/** The machinery broke, not the solution. */
export class RunnerError extends Error {
  override name = 'RunnerError';
}
