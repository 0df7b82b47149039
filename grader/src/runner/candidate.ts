import type { StageVerdict } from '@katas/kata';
import type { Go } from './frame.ts';
import { contextOf, solutionId } from './run.ts';
import type { Job } from './runner.ts';
import { transform } from './transform.ts';

/** A job of a batch; undefined where its text can't be parsed, which is told by the way that everything else goes. */
export async function candidateOf(job: Job): Promise<Go | undefined> {
  try {
    const solution = await transform(job.text, solutionId(job.kata.dir));
    return { solution, context: { ...contextOf(job, 'full') } };
  } catch {
    return undefined;
  }
}

/** The tests of a batch are told when it is known that they are true. */
export function told(job: Job, verdict: StageVerdict): StageVerdict {
  for (const test of verdict.tests) job.onTest?.(test);
  return verdict;
}

/** What came of a batch. */
export interface Many {
  /** Undefined: it could not be parsed, or the process ended before it had one. */
  readonly verdicts: readonly (StageVerdict | undefined)[];
  /** Index of the job that the process ended in. */
  readonly stoppedAt: number | undefined;
}
