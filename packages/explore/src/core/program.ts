/**
 * What an alternative costs. The default (index 0) is always free: the running task goes on, or, where it can't, the
 * first one that can.
 */
export const COST = {
  /** Free: the running task could not go on anyway. */
  free: 0,
  /** A deviation: another task runs although the running one could go on (a preemption), or a like liberty. */
  deviation: 1,
  /** A deviation that fairness forbids as a habit, e.g. a timer that overtakes ready work: random walks rarely take it. */
  unfair: 2,
} as const;

/**
 * Decides at a point where a run could go on in more than one way.
 * @param options - what each alternative is (a task, a timer, a case): stable ids, by which a schedule is replayed
 * @param costs - for each alternative, one of {@link COST}
 * @returns an index into `options`; the arrays may be reused after the call
 */
export type Choose = (options: readonly number[], costs: readonly number[]) => number;

/** Why a run failed; `kind` and `key` tell whether two runs fail alike, `message` tells a person. */
export interface Failure {
  readonly kind: 'deadlock' | 'livelock' | 'leak' | 'panic' | 'invariant' | 'not-linearizable' | 'race';
  /** What distinguishes this failure from others of its kind, independent of the schedule: e.g. the error's text. */
  readonly key: string;
  readonly message: string;
}

/** How one run ended. */
export interface RunOutcome {
  readonly failure?: Failure;
  /** How many points of decision the run met, those with one alternative included. */
  readonly steps: number;
  /** The run was cut short because an equal state had been explored before with as much liberty left. */
  readonly isPruned?: boolean;
}

/** A program that can be run again and again, each time from its beginning, under any schedule. */
export interface Program {
  /**
   * Runs once to the end. The same decisions must lead to the same run.
   * @param choose - is asked at every point with two or more alternatives
   * @param from - from this decision on the run is new territory: only from there may it prune
   */
  run(choose: Choose, from: number): RunOutcome | Promise<RunOutcome>;
  /**
   * Runs may be made only within `burst`, which makes any number of them; the program says from where it is called:
   * straight from the event loop, with the surroundings that a run needs.
   */
  enter?<T>(burst: () => T | Promise<T>): Promise<T>;
  /** Forgets what pruning remembers: a new bound is about to be explored. */
  reset?(): void;
}

/** A decision other than the default: at the `at`th point of decision (from 0), the alternative with this id. */
export interface Deviation {
  readonly at: number;
  readonly id: number;
}
