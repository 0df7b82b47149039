/** Words that hold where a run stands. All of it is in one array of integers: copied, it is a point to return to. */
export const RUN = {
  /** Decisions, those with one alternative included. */
  steps: 0,
  /** Decisions with two or more alternatives. */
  points: 1,
  /** The thread that ran last, plus one. */
  last: 2,
  /** Counts changes of shared memory. */
  version: 3,
  /** Virtual milliseconds. */
  now: 4,
  /** Counts calls and returns. */
  clock: 5,
  /** Deviations so far. */
  spent: 6,
  verdict: 7,
  /** Shared accesses so far. */
  accesses: 8,
  /** Counts sleeps, so that sleepers wake in their order. */
  sleeps: 9,
  memoryHash: 10,
  memoryHash2: 11,
  /** Length of what is undone when the run returns to an earlier point. */
  undo: 12,
  events: 13,
  /** Sleepers that wake by themselves. */
  timed: 14,
  /** Steps taken in loops that get nowhere. */
  forward: 15,
} as const;

export const RUN_WORDS = 18;

export const THREAD = {
  status: 0,
  /** Byte address that a sleeper waits on. */
  address: 1,
  order: 2,
  /** Virtual millisecond at which a sleeper wakes by itself, −1: never. */
  deadline: 3,
  /** How a sleeper was woken: {@link WOKEN}. */
  woken: 4,
  hash: 5,
  hash2: 6,
  /** The last steps repeat those this many steps before. */
  period: 7,
  /** For how many steps they have. */
  repeats: 8,
  /** Repeats itself since this version of the memory, plus one. */
  parked: 9,
  /** Goes on repeating itself, for this many steps by now. */
  forward: 10,
  /** Went on for as long as it is let, at this version of the memory, plus one. */
  stuck: 11,
  hasPaused: 12,
  /** Shared accesses of this thread. */
  trail: 13,
  /** Length of the log of the thread. */
  log: 14,
  /** Calls that have returned. */
  returns: 15,
  /** Looks at the clock since the last access. */
  looks: 16,
} as const;

export const THREAD_WORDS = 18;

export const STATUS = { ready: 0, asleep: 1, done: 2 } as const;
export const WOKEN = { no: 0, notified: 1, timedOut: 2 } as const;
export const VERDICT = { none: 0, deadlock: 1, livelock: 2, tooLong: 3 } as const;

/** Where a word of a thread is. */
export function at(thread: number, word: number): number {
  return RUN_WORDS + thread * THREAD_WORDS + word;
}
