import type { Explored } from '../core/search.ts';
import type { Failure } from '../core/program.ts';
import type { NoOrder } from '../linearize/no-order.ts';
import type { Operation } from '../linearize/operation.ts';
import type { StoryDeviation } from './story.ts';

/** A place as a run records it. */
export interface RecordedPlace {
  /** A path. */
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** One thing that happened, as the goroutines' and the threads' explorers record it. */
export interface RecordedStep extends Partial<RecordedPlace> {
  readonly task: string;
  readonly op: string;
  /** What it is on; may be empty. */
  readonly on: string;
  readonly value?: string;
  readonly state: 'done' | 'waits' | 'goes on';
  readonly deviation?: StoryDeviation;
  /** The task that could have gone on instead. */
  readonly instead?: string;
}

/** Somebody who did not come to an end. */
export interface RecordedBlocked extends Partial<RecordedPlace> {
  readonly task: string;
  readonly op?: string;
  readonly on: string;
  /** What it waits to change: `while 0`. */
  readonly value?: string;
  /** Of a thread: it sleeps, or repeats the same steps without progress. Its place is where it does. */
  readonly state?: 'asleep' | 'repeating';
  readonly waitsAt?: RecordedPlace | undefined;
  readonly startedAt?: RecordedPlace | undefined;
}

/** A failing run, as an explorer hands it over. */
export interface RunRecord {
  readonly failure: Failure;
  readonly token: string;
  readonly isMinimal: boolean;
  readonly trace: readonly RecordedStep[];
  /** Steps that the trace leaves out. */
  readonly omitted?: {
    readonly count: number;
    /** Index of the step before which they were. */
    readonly at: number;
  };
  readonly blocked?: readonly RecordedBlocked[];
  readonly explored?: Explored;
  readonly confirmed?: { readonly real: number; readonly of: number };
  /** The calls of the run, and why they have no order. */
  readonly history?: { readonly operations: readonly Operation[]; readonly why: NoOrder };
}
