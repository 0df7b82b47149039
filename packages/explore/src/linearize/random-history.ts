import * as fc from 'fast-check';
import type { Operation } from './operation.ts';

/** A call as a test writes it. */
export interface Call {
  readonly name: string;
  readonly args?: readonly unknown[];
  readonly result?: unknown;
  readonly error?: string;
}

/** Random small histories: each task's calls one after the other, all calls and returns at instants drawn at random. */
export function histories(calls: fc.Arbitrary<Call>, most = 6): fc.Arbitrary<Operation[]> {
  const timed = fc.record({
    call: calls,
    task: fc.integer({ min: 0, max: 2 }),
    gap: fc.integer({ min: 0, max: 6 }),
    length: fc.integer({ min: 0, max: 12 }),
    isPending: fc.integer({ min: 0, max: 5 }).map((roll) => roll === 0),
  });
  return fc.array(timed, { maxLength: most }).map((drafts) => {
    const clocks = [0, 1, 2];
    return drafts.flatMap(({ call, task, gap, length, isPending }): Operation[] => {
      const start = (clocks[task] ?? 0) + gap;
      // A task that never came back calls nothing more.
      if (start === Infinity) return [];
      const end = isPending ? Infinity : start + length;
      clocks[task] = end + 1;
      const { result, error, ...rest } = call;
      const answer = isPending ? {} : error === undefined ? { result } : { error };
      return [{ task: `T${task}`, args: [], ...rest, ...answer, call: start, return: end }];
    });
  });
}
