import type { Failure } from '../core/program.ts';
import type { Explored } from '../core/search.ts';
import type { CallRecord } from './call-record.ts';
import type { SourcePlace } from './source-place.ts';
import type { ThreadStep } from './thread-trace.ts';

/** A thread that did not come to its end, and where it is. */
export interface BlockedThread extends Partial<SourcePlace> {
  readonly task: string;
  /** It sleeps in `Atomics.wait`, or repeats the same steps. */
  readonly state: 'asleep' | 'repeating';
  /** The word, as the source calls it. */
  readonly on: string;
  /** What it waits to change: `while 0`. */
  readonly value?: string;
}

/** How a failure fared on real threads, steered to the same schedule. */
export interface Confirmed {
  /** Runs that failed alike. */
  readonly real: number;
  readonly of: number;
  /** Why there were no runs, or how the others differed. */
  readonly reason?: string;
}

/** Runs on real threads that nobody steered. */
export interface StressResult {
  readonly rounds: number;
  readonly failed: number;
  readonly ms: number;
  /** The first failure. */
  readonly failure?: Failure;
  readonly reason?: string;
}

/** What exploring a scenario gave. */
export interface ThreadsReport {
  /**
   * - `pass`: no schedule within the bound that is stated in `explored` fails;
   * - `fail`: one does, see `failure`;
   * - `unknown`: the budget ended before the bound, or the program can't be explored: see `reason`.
   */
  readonly outcome: 'pass' | 'fail' | 'unknown';
  /** What ran the threads: a simulation, or real threads one step at a time. */
  readonly backEnd: 'replay' | 'workers';
  readonly explored: Explored;
  readonly reason?: string;
  /** The program was not explored at all, for the reason given. */
  readonly isRefused?: true;
  readonly failure?: Failure;
  /** Replays the failure. */
  readonly token?: string;
  /** No schedule with fewer deviations fails alike. */
  readonly isMinimal?: boolean;
  readonly trace?: readonly ThreadStep[];
  /** The calls of the failing run. */
  readonly calls?: readonly CallRecord[];
  readonly blocked?: readonly BlockedThread[];
  readonly confirmed?: Confirmed;
  readonly stress?: StressResult;
  /** Data races that were seen, in words. */
  readonly races: readonly string[];
  /** What a reader of the verdict should know. */
  readonly notes: readonly string[];
}
