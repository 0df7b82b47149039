import type { RecvChan } from '@katas/goroutine';

/**
 * Tells the time, and rings once when it is asked to. Times and durations are whole numbers of milliseconds; when the
 * clock began to count is its own business (it may say 0 or 1 700 000 000 000, or be negative).
 */
export interface Clock {
  /** The time. It never goes back; it may jump ahead by any amount. */
  now(): number;

  /**
   * Arms the wake-up: `wake` is called once, after this call has returned (never within it).
   *
   * **At most one wake-up is armed at a time.** To move it, disarm it first. It is armed until it rings or is disarmed;
   * when `wake` is called it is armed no more, so `wake` may arm the next one.
   *
   * It may ring *late*: the machine was busy or asleep. It may ring *early*, when `atMs` is further away than the
   * platform can count. So look at `now()`.
   *
   * @param atMs - when to ring, in milliseconds of `now`; a time that has come already rings as soon as possible
   * @returns disarms it; has no effect once it has rung or was disarmed
   * @throws {Error} when another wake-up is still armed
   */
  arm(atMs: number, wake: () => void): () => void;
}

/** Fires once. */
export interface Timer {
  /**
   * Gives the time at which the timer fired. It is the same channel for all the timer's life, works wherever a channel
   * does (`recv`, `tryRecv`, `select`, `for await`), is never closed, and behaves like one without a buffer: its `len`
   * and its `cap` are 0, also when the timer has fired and nobody has received yet.
   *
   * For a timer of `afterFunc` it is a nil channel (`Chan.nil()`): nothing is ever received from it.
   */
  readonly C: RecvChan<number>;

  /**
   * Stops the timer. Once this call has returned, nothing can be received from `C` (and `f` is not called any more,
   * unless it was before). Who waits for `C` goes on waiting.
   *
   * @returns true if this call kept the time from being received (or `f` from being called): the timer was pending, or
   *   it had fired and nobody had received the time. False if it had been received (or `f` started), or the timer was
   *   stopped before.
   */
  stop(): boolean;

  /**
   * Stops the timer as `stop` does, and lets it fire `ms` milliseconds from now, whatever state it was in. Nothing of
   * the earlier setting can be received afterwards.
   *
   * @param ms - 0 or less: at once
   * @returns what `stop` would have returned
   * @throws {TimeError} when `ms` is `NaN`; the timer goes on as before
   */
  reset(ms: number): boolean;
}

/** Fires again and again. */
export interface Ticker {
  /**
   * Gives the times of the ticks. It is a channel like `Timer.C`: never closed, `len` and `cap` 0. It holds at most one
   * tick: while one waits to be received, later ones are dropped.
   */
  readonly C: RecvChan<number>;

  /**
   * No more ticks: once this call has returned, nothing can be received from `C`, not even a tick that came before.
   * `C` stays open, and who waits for it goes on waiting. Stopping again does nothing.
   */
  stop(): void;

  /**
   * From now on there is a tick every `ms` milliseconds, the first one `ms` from now, also for a ticker that was
   * stopped. A tick that was not received is dropped.
   *
   * @throws {TimeError} `time: non-positive interval for Ticker.Reset` when `ms` is 0, less, or `NaN`; the ticker goes
   *   on as before
   */
  reset(ms: number): void;
}

/** Any number of timers and tickers on the one wake-up of a clock. */
export class Timers {
  /**
   * @param clock - belongs to these timers alone: nobody else arms it
   */
  constructor(_clock: Clock) {
    throw new Error('TODO: Timers');
  }

  /**
   * A timer that fires `ms` milliseconds from now: then the time can be received from its `C`, once.
   *
   * @param ms - 0 or less: at once, that is in this call or when the clock rings next
   * @throws {TimeError} when `ms` is `NaN`
   */
  newTimer(_ms: number): Timer {
    throw new Error('TODO: newTimer');
  }

  /**
   * A ticker: ticks are due `ms`, 2·`ms`, 3·`ms` … milliseconds from now.
   *
   * @throws {TimeError} `time: non-positive interval for NewTicker` when `ms` is 0, less, or `NaN`
   */
  newTicker(_ms: number): Ticker {
    throw new Error('TODO: newTicker');
  }

  /** The channel of a new timer: `newTimer(ms).C`. */
  after(_ms: number): RecvChan<number> {
    throw new Error('TODO: after');
  }

  /**
   * A timer that calls `f` instead of sending: once, `ms` milliseconds from now, in a goroutine of its own (started
   * with `go`), so neither within this call nor within the clock's call of `wake`. What `f` throws is the panic of that
   * goroutine and no business of the other timers.
   *
   * @param ms - 0 or less: at once
   * @throws {TimeError} when `ms` is `NaN`
   */
  afterFunc(_ms: number, _f: () => void): Timer {
    throw new Error('TODO: afterFunc');
  }
}
