import type { Kata, Limits, StageDefinition, StageVerdict, TestVerdict } from '@katas/kata';

/** One stage of one kata, run against one text. */
export interface Job {
  readonly kata: Kata;
  readonly stage: StageDefinition;
  /** The solution as it was read. */
  readonly text: string;
  readonly seed: number;
  readonly limits: Limits;
  /** Aborting kills the process that runs; `run` then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called as soon as a test has an answer. */
  readonly onTest?: (test: TestVerdict) => void;
}

/**
 * Runs hidden suites. Each run happens in a process of its own that is used once and killed hard: nothing that a
 * solution does to its globals, timers or memory outlives the run.
 */
export interface Runner {
  /** Loads what every run needs; `run` does it by itself, this does it ahead. */
  prepare(): Promise<void>;
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
