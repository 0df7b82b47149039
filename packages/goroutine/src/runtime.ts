import type { Origin } from './origin.ts';

/**
 * Everything that is not determined by the program itself: who runs next, which of several ready `select`
 * cases is taken, what time it is, and what happens to a panic. Every module of this package goes through it,
 * so whoever supplies another Runtime decides each of these.
 *
 * An operation takes effect at once, inside the call (JavaScript is cooperative: nothing else can run there).
 * What the Runtime decides is when the goroutine goes on after it: {@link Runtime.done} for an operation that
 * did not have to wait, {@link Runtime.park} followed by {@link Runtime.wake} or {@link Runtime.fail} for one
 * that did. A Runtime that resolves one of these promises at a time, and lets all microtasks run in between,
 * has serialised the program; the order in which it does so is the schedule.
 */
export interface Runtime {
  /** Starts `start.body` as a goroutine of its own, never within the call. */
  go(start: GoroutineStart): void;

  /**
   * An operation took effect without waiting; the goroutine goes on with `value` when the promise resolves.
   * @param on - the channel, lock …; for `select` the list of its cases.
   * @param brings - what the operation was given: the value sent, the milliseconds slept, the places wanted.
   */
  done<T>(op: Op, on: object | undefined, value: T, brings?: unknown): Promise<T>;

  /** The running goroutine waits in `op` on `on` until this runtime's {@link wake} or {@link fail} is called. */
  park<T>(parked: Parked<T>, op: Op, on: object | undefined, brings?: unknown): Promise<T>;

  /** What a parked goroutine waited for has happened. Either this or {@link fail} is called, once. */
  wake<T>(parked: Parked<T>, value: T): void;

  /** A parked goroutine goes on with an error. */
  fail<T>(parked: Parked<T>, error: unknown): void;

  /** An operation that cannot wait took effect (`close`, `unlock`, `trySend` …): for traces only. */
  did(op: Op, on: object | undefined, brings?: unknown): void;

  /** Which of `n` ready cases `select` takes: an integer from 0 to `n - 1`. Called only for `n` of 2 or more. */
  pick(n: number): number;

  /** Milliseconds since the Unix epoch on a clock that never goes back; fractions are allowed. */
  now(): number;

  /** Calls `fire` once, at `atMs` of {@link now} or later, unless the alarm is cancelled before. */
  arm(atMs: number, fire: () => void): Alarm;

  /** An error escaped a goroutine. */
  onPanic(panic: Panic): void;
}

/**
 * A goroutine that waits, as a Runtime sees it: the same object from `park` to `wake` or `fail`. The Runtime
 * keeps in it what it needs to let the goroutine go on.
 */
export interface Parked<T> {
  resume: ((value: T | PromiseLike<T>) => void) | undefined;
}

/** What `go` hands to the Runtime. */
export interface GoroutineStart {
  readonly body: () => unknown;
  readonly name: string | undefined;
  readonly origin: Origin;
}

/** An armed wake-up. */
export interface Alarm {
  /** Disarms; no effect once it has fired. */
  cancel(): void;
}

/** An error that escaped a goroutine. */
export interface Panic {
  readonly error: unknown;
  readonly name: string;
  readonly origin: Origin;
}

/** What a goroutine does or waits in; Go's own words for wait reasons where it has one. */
export type Op =
  | 'chan send'
  | 'chan receive'
  | 'chan send (nil chan)'
  | 'chan receive (nil chan)'
  | 'chan close'
  | 'select'
  | 'select (no cases)'
  | 'sleep'
  | 'sync.Mutex.Lock'
  | 'sync.Mutex.Unlock'
  | 'sync.RWMutex.Lock'
  | 'sync.RWMutex.Unlock'
  | 'sync.RWMutex.RLock'
  | 'sync.RWMutex.RUnlock'
  | 'sync.WaitGroup.Add'
  | 'sync.WaitGroup.Wait'
  | 'sync.Once.Do'
  | 'semaphore.Acquire'
  | 'semaphore.Release'
  | 'errgroup.Go'
  | 'timer.Stop'
  | 'timer.Reset'
  | 'timer.Fire'
  | 'context.Cancel'
  | 'yield';
