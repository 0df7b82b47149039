/** Words by which a real thread and the one that steers it talk. */
export const CONTROL = {
  /** Counts orders. */
  order: 0,
  /** What is to be done: {@link ORDER}. */
  what: 1,
  /** Threads that are through with the order. */
  done: 2,
  /** The run is over; whoever is still in it leaves. */
  isOver: 3,
  /** Instants of a run that nobody steers. */
  clock: 4,
  /** Threads that stand at the start of a run that nobody steers. */
  started: 5,
  /** A thread that could not be brought back, plus one. */
  lost: 6,
  /** Points of decision so far. */
  points: 7,
  /** From here on one word for each thread: it is its turn. */
  turns: 8,
} as const;

export const ORDER = { setUp: 1, steered: 2, free: 3 } as const;

/** More threads than anybody can explore. */
export const MOST_THREADS = 16;
export const CONTROL_WORDS = CONTROL.turns + MOST_THREADS;
/** Words that the record of one decision takes: how many alternatives, then each as `option * 4 + cost`. */
export const DECISION_WORDS = 1 + 2 * MOST_THREADS;
export const TEXT_BYTES = 1 << 16;

/** Memory through which a steered run goes. */
export interface RunMemory {
  readonly state: Int32Array;
  readonly trail: Int32Array;
  readonly footprint: Int32Array;
  /** For each point of decision the alternative to take, plus one; 0: the default. */
  readonly wanted: Int32Array;
  readonly decisions: Int32Array;
}

/** What a thread needs to know of a scenario. */
export interface ThreadSetup {
  readonly id: number;
  readonly names: readonly string[];
  readonly maxSteps: number;
  readonly control: Int32Array;
  readonly run: RunMemory;
  /** The calls of the thread as text, its length in the first four bytes. */
  readonly text: Uint8Array;
  readonly memory: unknown;
  readonly data: unknown;
  readonly module: {
    readonly body: string;
    readonly file: string;
    /** It keeps nothing between calls: one evaluation will do for all runs. */
    readonly isStateless: boolean;
  };
  /** The text of functions. */
  readonly open: string | undefined;
  readonly body: string | readonly (readonly [name: string, ...args: unknown[]])[];
}

/** A thread says that it is ready, or why it can't be. */
export type ThreadReply = { readonly ready: true } | { readonly error: string };
