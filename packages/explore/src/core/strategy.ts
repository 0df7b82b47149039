import type { Choose, Deviation, RunOutcome } from './program.ts';

/** Says which schedule is run next. The driver calls `begin`, runs the program with it, and reports with `end`. */
export interface Strategy {
  /** The decisions of the next run; undefined when every schedule that this strategy stands for was run. */
  begin(): Choose | undefined;
  /** The decision from which the run that has begun differs from earlier ones. */
  readonly from: number;
  /** The run that has begun is over. */
  end(outcome: RunOutcome): void;
  /** The deviations of the run that ended last. */
  deviations(): Deviation[];
}

export class NondeterminismError extends Error {
  override name = 'NondeterminismError';
}
