import { failWhenDone } from './cancellation.ts';
import { Chan, type RecvChan } from './chan.ts';
import type { Context } from './context.ts';
import { current } from './current.ts';
import { TimeError } from './errors.ts';
import { goroutine } from './go.ts';
import { Origin } from './origin.ts';
import type { Alarm, GoroutineStart } from './runtime.ts';
import { TimerSource } from './timer-source.ts';
import { Waiter } from './waiter.ts';

/** Fires once. `using` stops it at the end of the scope. */
export interface Timer extends Disposable {
  /** Gives the time at which the timer fired, in milliseconds of {@link now}. */
  readonly C: RecvChan<number>;
  /**
   * Nothing can be received afterwards.
   * @returns true if that was prevented, false if the time was received, or stopped, before.
   */
  stop(): boolean;
  /** As {@link stop}, then fires `ms` milliseconds from now. */
  reset(ms: number): boolean;
}

/** Calls a function once; has no channel. `using` stops it at the end of the scope. */
export interface FuncTimer extends Disposable {
  readonly C: undefined;
  /** @returns true if the call was prevented, false if it was started, or stopped, before. */
  stop(): boolean;
  /** As {@link stop}, then calls `ms` milliseconds from now. */
  reset(ms: number): boolean;
}

/** Fires again and again. `using` stops it at the end of the scope. */
export interface Ticker extends Disposable {
  /** Gives the times of the ticks; holds at most one, the others are dropped. */
  readonly C: RecvChan<number>;
  /** No more ticks; the channel stays open, as in Go. */
  stop(): void;
  /**
   * From now on ticks every `ms` milliseconds.
   * @throws {TimeError} `time: non-positive interval for Ticker.Reset`.
   */
  reset(ms: number): void;
}

/** Milliseconds since the Unix epoch, with fractions, on a clock that never goes back. */
export function now(): number {
  return current.now();
}

/**
 * Resolves after at least `ms` milliseconds; at once for 0 or less.
 * @param context - ends the sleep.
 * @throws the context's error when it ends first.
 */
export function sleep(ms: number, context?: Context): Promise<void> {
  mustBeDuration(ms, 'Sleep');
  if (context?.err() !== undefined) return Promise.reject(context.err());
  if (ms <= 0) return current.done('sleep', undefined, undefined, ms);
  const waiter = new Waiter<void>(undefined);
  const alarm = current.arm(current.now() + ms, () => waiter.wake(undefined));
  if (context !== undefined) failWhenDone(waiter, context, () => alarm.cancel());
  return current.park(waiter, 'sleep', undefined, ms);
}

/** The channel of a new timer. There is no need to stop it: nothing is left of it when nobody waits. */
export function after(ms: number): RecvChan<number> {
  return newTimer(ms).C;
}

/** @param ms - until it fires; 0 or less: at once. */
export function newTimer(ms: number): Timer {
  mustBeDuration(ms, 'NewTimer');
  return new ChanTimer(ms);
}

/**
 * @param ms - between ticks, and until the first.
 * @throws {TimeError} `time: non-positive interval for NewTicker`.
 */
export function newTicker(ms: number): Ticker {
  return new ChanTicker(ms);
}

/** The channel of a new ticker; nil for an interval of 0 or less. */
export function tick(ms: number): RecvChan<number> {
  mustBeDuration(ms, 'Tick');
  return ms > 0 ? newTicker(ms).C : Chan.nil();
}

/** Calls `body` in a goroutine of its own, `ms` milliseconds from now. */
export function afterFunc(ms: number, body: () => unknown): FuncTimer {
  mustBeDuration(ms, 'AfterFunc');
  return new CallTimer(ms, body, new Origin());
}

class ChanTimer implements Timer {
  readonly C: RecvChan<number>;
  readonly #source: TimerSource;

  constructor(ms: number) {
    this.#source = new TimerSource(`timer ${ms} ms`);
    this.#source.set(ms, undefined);
    this.C = this.#source.chan;
  }

  stop(): boolean {
    current.did('timer.Stop', this.C);
    return this.#source.stop();
  }

  reset(ms: number): boolean {
    mustBeDuration(ms, 'Timer.Reset');
    current.did('timer.Reset', this.C, ms);
    return this.#source.set(ms, undefined);
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

class ChanTicker implements Ticker {
  readonly C: RecvChan<number>;
  readonly #source: TimerSource;

  constructor(ms: number) {
    mustBeInterval(ms, 'NewTicker');
    this.#source = new TimerSource(`ticker ${ms} ms`);
    this.#source.set(ms, ms);
    this.C = this.#source.chan;
  }

  stop(): void {
    current.did('timer.Stop', this.C);
    this.#source.stop();
  }

  reset(ms: number): void {
    mustBeInterval(ms, 'Ticker.Reset');
    current.did('timer.Reset', this.C, ms);
    this.#source.set(ms, ms);
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

class CallTimer implements FuncTimer {
  readonly C = undefined;
  readonly #start: GoroutineStart;
  #alarm: Alarm | undefined = undefined;

  constructor(ms: number, body: () => unknown, origin: Origin) {
    this.#start = goroutine(body.name === '' ? 'time.afterFunc' : body.name, body, origin);
    this.#arm(ms);
  }

  stop(): boolean {
    current.did('timer.Stop', this);
    const pending = this.#alarm !== undefined;
    this.#alarm?.cancel();
    this.#alarm = undefined;
    return pending;
  }

  reset(ms: number): boolean {
    mustBeDuration(ms, 'Timer.Reset');
    const pending = this.stop();
    this.#arm(ms);
    return pending;
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #arm(ms: number): void {
    this.#alarm = current.arm(current.now() + (ms > 0 ? ms : 0), () => {
      this.#alarm = undefined;
      current.go(this.#start);
    });
  }
}

function mustBeDuration(ms: number, of: string): void {
  if (Number.isNaN(ms)) throw new TimeError(`the duration of ${of} is not a number`);
}

function mustBeInterval(ms: number, of: string): void {
  mustBeDuration(ms, of);
  if (ms <= 0) throw new TimeError(`non-positive interval for ${of}`);
}
