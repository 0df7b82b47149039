import type { Place } from './place.ts';

/** How a step departs from what would have happened by default. */
export type StepDeviation =
  /** Another task goes on although this one could. */
  | 'preemption'
  /** This happens in the same turn of the event loop as the step before, ahead of all microtasks. */
  | 'same turn'
  /** Time passes although somebody could go on. */
  | 'early timer';

/** One thing that happened in a run. */
export interface TraceStep extends Partial<Place> {
  /** The goroutine; `clock` for a timer. */
  readonly task: string;
  /** Go's word for a library operation; also `go`, `start`, `return`, `panic`, `fails`, `timer`, `note`. */
  readonly op: string;
  /** The channel, lock or goroutine that it is on; empty where there is none. */
  readonly on: string;
  readonly value?: string;
  /** `waits`: it had to wait; `goes on`: the wait is over; `done`: it had not to wait. */
  readonly state: 'done' | 'waits' | 'goes on';
  /** Virtual milliseconds since the beginning of the run. */
  readonly atMs: number;
  readonly deviation?: StepDeviation;
  /** The task that could have gone on instead. */
  readonly instead?: string;
}
