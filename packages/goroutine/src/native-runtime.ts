import { AlarmHeap } from './alarm-heap.ts';
import { GoroutinePanicError } from './errors.ts';
import type { Alarm, GoroutineStart, Op, Panic, Parked, Runtime } from './runtime.ts';

/**
 * Promises and timers: goroutines go on by themselves, in the order in which they became ready.
 *
 * Goroutines that keep each other busy would never let timers and sockets have their turn, because microtasks
 * run until there are none. So after a number of operations all that follow wait for the next turn of the
 * event loop.
 */
export class NativeRuntime implements Runtime {
  readonly #report: (panic: Panic) => void;
  readonly #alarms = new AlarmHeap(() => this.#schedule());
  #timeout: ReturnType<typeof setTimeout> | undefined = undefined;
  #timeoutAt = Infinity;
  /** Operations that may still go on in this turn of the event loop. */
  #slice = SLICE;
  /** Those that wait for the next one. */
  #held: (() => void)[] = [];
  #parked = 0;
  #running = 0;

  /** @param options.onPanic - called instead of failing the program; what it throws is an uncaught exception. */
  constructor(options: { onPanic?: (panic: Panic) => void } = {}) {
    this.#report = options.onPanic ?? failProgram;
  }

  /** Operations that wait now. */
  get parked(): number {
    return this.#parked;
  }

  /** Goroutines that were started and have not returned. */
  get goroutines(): number {
    return this.#running;
  }

  /** Alarms that have not fired. */
  get alarms(): number {
    return this.#alarms.size;
  }

  go(start: GoroutineStart): void {
    this.#running++;
    if (--this.#slice < 0) this.#hold(() => this.#run(start));
    else void settled.then(() => this.#run(start));
  }

  onPanic(panic: Panic): void {
    this.#report(panic);
  }

  done<T>(_op: Op, _on: object | undefined, value: T): Promise<T> {
    if (--this.#slice < 0) return new Promise((resolve) => this.#hold(() => resolve(value)));
    // Awaiting one settled promise again and again is cheaper than making one each time.
    return value === undefined ? (settled as Promise<T>) : Promise.resolve(value);
  }

  park<T>(parked: Parked<T>): Promise<T> {
    this.#parked++;
    return new Promise((resolve) => {
      parked.resume = resolve;
    });
  }

  wake<T>(parked: Parked<T>, value: T): void {
    this.#parked--;
    const resume = parked.resume as (value: T) => void;
    if (--this.#slice < 0) this.#hold(() => resume(value));
    else resume(value);
  }

  fail<T>(parked: Parked<T>, error: unknown): void {
    this.#parked--;
    // What is parked keeps only the resolving half of its promise: errors are rare and can take the longer way.
    parked.resume?.(Promise.reject(error));
  }

  did(): void {}

  pick(n: number): number {
    return Math.floor(Math.random() * n);
  }

  now(): number {
    return timeOriginMs + performance.now();
  }

  arm(atMs: number, fire: () => void): Alarm {
    const alarm = this.#alarms.push(atMs, fire);
    this.#schedule();
    return alarm;
  }

  #run(start: GoroutineStart): void {
    let result: unknown;
    try {
      result = start.body();
    } catch (error) {
      this.#panicked(start, error);
      return;
    }
    if (isThenable(result)) result.then(this.#exited, (error: unknown) => this.#panicked(start, error));
    else this.#exited();
  }

  readonly #exited = (): void => {
    this.#running--;
  };

  #panicked(start: GoroutineStart, error: unknown): void {
    this.#running--;
    const panic = { error, name: start.name ?? 'goroutine', origin: start.origin };
    // On its own: what the handler throws is then an uncaught exception, not a rejection of some promise.
    queueMicrotask(() => this.onPanic(panic));
  }

  #hold(goOn: () => void): void {
    if (this.#held.push(goOn) === 1) nextTurn(this.#releaseHeld);
  }

  readonly #releaseHeld = (): void => {
    const held = this.#held;
    this.#held = [];
    this.#slice = SLICE;
    for (const goOn of held) goOn();
  };

  /** Keeps one timer of the platform on the first alarm, and none without alarms. */
  #schedule(): void {
    const first = this.#alarms.first;
    if (this.#timeout !== undefined) {
      if (first !== undefined && first.atMs >= this.#timeoutAt) return;
      clearTimeout(this.#timeout);
      this.#timeout = undefined;
    }
    if (first === undefined) return;
    this.#timeoutAt = first.atMs;
    // Rounded up, because an early timer would have to be set again; longer waits than the platform's are cut.
    const delayMs = Math.min(Math.max(Math.ceil(first.atMs - this.now()), 0), LONGEST_DELAY_MS);
    this.#timeout = setTimeout(this.#ring, delayMs);
  }

  readonly #ring = (): void => {
    this.#timeout = undefined;
    const now = this.now();
    for (let due = this.#alarms.shiftDue(now); due !== undefined; due = this.#alarms.shiftDue(now))
      due.fire();
    this.#schedule();
  };
}

/** About half a millisecond of channel operations. */
const SLICE = 4096;
const LONGEST_DELAY_MS = 2 ** 31 - 1;
const timeOriginMs = performance.timeOrigin;
const settled: Promise<void> = Promise.resolve();
const nextTurn: (f: () => void) => void =
  typeof setImmediate === 'function' ? setImmediate : (f): unknown => setTimeout(f, 0);

/** Resolves in the next turn of the event loop, when no microtask is left of this one. */
export function turn(): Promise<void> {
  return new Promise((resolve) => nextTurn(resolve));
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

function failProgram(panic: Panic): void {
  throw new GoroutinePanicError(panic);
}
