import type { Explored } from '../core/search.ts';
import type { Failure } from '../core/program.ts';
import type { Words } from './words.ts';

/** A place in a source file. */
export interface StoryPlace {
  /** As the reader would look for it: `queue.ts`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column?: number;
  /** The text of the line. */
  readonly source?: string;
}

/** How a step departs from what would have happened by default. */
export type StoryDeviation =
  /** It runs although another could have gone on. */
  | 'preemption'
  /** It happens in the same turn of the event loop as the step before. */
  | 'same turn'
  /** Time passes although somebody could have gone on. */
  | 'early timer';

/** One thing that happened. */
export interface StoryStep {
  /** Index into `lanes`. */
  readonly lane: number;
  /** The operation and its value: `load items → 0`. */
  readonly text: string;
  readonly place?: StoryPlace;
  /** Another lane did the step before. */
  readonly isSwitch: boolean;
  /** Why this step makes the schedule what it is; absent: it would have come next anyway. */
  readonly deviation?: StoryDeviation;
  /** The lane that could have gone on instead. */
  readonly instead?: number;
  /** How many steps before this one were left out. */
  readonly omittedBefore?: number;
  /** What the reader should not miss: `sleeps for ever`. */
  readonly note?: Words;
}

/** Somebody who did not come to an end. */
export interface StoryBlocked {
  /** The name of the goroutine or thread. */
  readonly who: string;
  /** What it waits for: `recv on jobs`, `items to change from 0`. */
  readonly waitsFor: Words;
  readonly waitsAt?: StoryPlace;
  readonly startedAt?: StoryPlace;
}

/** One call of a history. */
export interface StoryOperation {
  readonly who: string;
  /** `push(1)` */
  readonly call: string;
  /** `1`, `error: closed`; absent: it never returned, or answered nothing. */
  readonly answer?: string;
  /** Positions on one line of time. */
  readonly from: number;
  /** Absent: it never returned. */
  readonly to?: number;
  /** One of the few that contradict each other. */
  readonly isConflict: boolean;
  /** With this answer no order was left. */
  readonly isBreaking: boolean;
}

/** Why the calls have no order. */
export interface StoryHistory {
  readonly operations: readonly StoryOperation[];
  /** The longest order of the calls that contradict each other. */
  readonly order: readonly string[];
  /** What the object holds after it: `[1, 2]`. */
  readonly state?: string;
  /** What comes next, as far as time goes, and does not fit. */
  readonly misfits: readonly {
    readonly call: string;
    readonly answer?: string;
    /** What it would have to answer; absent: it could not have returned. */
    readonly expected?: string;
  }[];
  /** The part of the object that it is about. */
  readonly part?: string;
}

/**
 * A failing run, told for a person: plain data, of which the terminal form, the page and the JSON are made. What
 * learners wrote is in here as they wrote it; the renderers make it harmless.
 */
export interface Story {
  readonly version: 1;
  readonly kind: Failure['kind'];
  /** What went wrong, in a sentence: `C0 sleeps in pop(), nobody is left to wake it`. */
  readonly sentence: Words;
  /** More lines of it: expected and received. */
  readonly detail?: Words;
  /** The goroutines or threads, in the order of their columns. */
  readonly lanes: readonly string[];
  readonly steps: readonly StoryStep[];
  /** The invariant that broke, as its author states it. */
  readonly invariant?: Words;
  readonly blocked: readonly StoryBlocked[];
  readonly history?: StoryHistory;
  /** Replays the run. */
  readonly token: string;
  /** The command that does: `kata replay circular-queue 1:0,3:0`. */
  readonly replay?: string;
  /** How many deviations from the default the schedule has. */
  readonly deviations: number;
  /** No schedule with fewer deviations fails alike: all of them were run. */
  readonly isMinimal: boolean;
  readonly explored?: Omit<Explored, 'steps' | 'pruned'>;
  /** How often the failure came about on real threads, steered to the same schedule. */
  readonly confirmed?: { readonly real: number; readonly of: number };
  /** What else the reader should know. */
  readonly notes: readonly Words[];
}
