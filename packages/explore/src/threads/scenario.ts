import type { Budget } from '../core/search.ts';
import type { CallRecord } from './call-record.ts';
import type { Exports } from './source-module.ts';
import type { ThreadGlobals } from './thread-globals.ts';

/** Memory that the threads share: one buffer, or several. */
export type Memory =
  | SharedArrayBuffer
  | readonly SharedArrayBuffer[]
  | Readonly<Record<string, SharedArrayBuffer>>;

/**
 * The module under test.
 * - `path` or `source`: TypeScript or JavaScript, evaluated by the explorer as its threads need it.
 * - `module`: already evaluated, with the bindings of `threadGlobals()`; give its `path` or `source` as well, so that
 *   real threads can run it too and what the module keeps between calls is seen.
 */
export type SubjectSource =
  | { readonly path: string }
  | { readonly source: string; readonly file?: string }
  | { readonly module: object; readonly path?: string; readonly source?: string; readonly file?: string };

/** What the body of a thread gets beside the subject. */
export interface ThreadEnv<Mem = Memory> extends ThreadGlobals {
  /** The thread's name. */
  readonly name: string;
  /** The thread's number, from 0. */
  readonly id: number;
  readonly memory: Mem;
  /** The scenario's `data`. */
  readonly data: unknown;
}

/** What a thread does: a function of the subject, or calls on it as data, `[['push', 1], ['pop']]`. */
export type ThreadBody<Q, Mem = Memory> =
  | ((subject: Q, env: ThreadEnv<Mem>) => unknown)
  | readonly (readonly [name: string, ...args: unknown[]])[];

/** A run that has ended with every thread done. */
export interface RunEnd<M, Q, Mem> {
  readonly history: readonly CallRecord[];
  readonly memory: Mem;
  readonly module: M;
  /** Opens the subject once more, alone; what it does to the memory is undone. */
  readonly open: () => Q;
}

export interface ThreadsScenario<M = Exports, Q = never, Mem extends Memory = Memory> {
  readonly subject: SubjectSource;
  /** Allocates what the threads share; called once. */
  readonly memory: (module: M) => Mem;
  /** What a thread works on; called by each thread for itself. Default: `new` the only class of the module. */
  readonly open?: (module: M, memory: Mem, env: ThreadEnv<Mem>) => Q;
  /** Done once, alone, before every run: the memory as it is afterwards is where each run begins. */
  readonly init?: (subject: Q, env: ThreadEnv<Mem>) => void;
  /**
   * The threads by name. What a function uses from outside its own text real threads can not have: hand it in as
   * `data`.
   */
  readonly run: Readonly<Record<string, ThreadBody<Q, Mem>>>;
  /** Handed to the bodies; plain data. */
  readonly data?: unknown;
  /** Judges a run that ended: says in a sentence what is wrong, or nothing; an error that it throws counts as well. */
  readonly final?: (end: RunEnd<M, Q, Mem>) => string | void;
  /** Judges the history, e.g. whether it is linearizable: says in a sentence what is wrong, or nothing. */
  readonly spec?: (history: readonly CallRecord[]) => string | undefined;
  /**
   * What two unordered accesses to the same memory are, one of them plain, one a write: a failure when there is no
   * worse one (default), a note in the report, or nothing.
   */
  readonly races?: 'fail' | 'note' | 'off';
  /** Names for words of the memory, by byte address of the first buffer divided by 4: `{ 0: 'head' }`. */
  readonly words?: Readonly<Record<number, string>>;
  /**
   * What runs the threads. Default: a simulation, which is many times faster; real threads, one step at a time, where
   * the program can't be simulated.
   */
  readonly backEnd?: 'replay' | 'workers';
  readonly budget?: ThreadsBudget;
  /** Default 1. */
  readonly seed?: number;
}

export interface ThreadsBudget extends Budget {
  /** Accesses of a run until it counts as one that does not end; default 5000. */
  readonly maxSteps?: number;
  /** Runs on real threads of a failure found; default 20, 0: none. */
  readonly confirm?: number;
  /** Milliseconds of runs on real threads that nobody steers, after a pass; default 0. */
  readonly stressMs?: number;
}
