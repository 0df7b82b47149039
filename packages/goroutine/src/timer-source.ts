import { Chan } from './chan.ts';
import { ChanCore, type Source } from './chan-core.ts';
import { current } from './current.ts';
import type { Alarm } from './runtime.ts';

/**
 * Puts times into a channel. As since Go 1.23, an alarm is armed only while somebody waits for the channel; for
 * everybody else what is due is worked out when they look. So a timer that nobody waits for costs nothing,
 * keeps no process alive and needs no `stop`, and no time of an earlier setting is ever received.
 */
export class TimerSource implements Source {
  readonly chan: Chan<number>;
  readonly #core: ChanCore<number>;
  /** When the next time is due; `undefined` when stopped or fired. */
  #dueMs: number | undefined = undefined;
  /** Milliseconds between ticks; `undefined` for one that fires once. */
  #periodMs: number | undefined;
  #alarm: Alarm | undefined = undefined;

  constructor(name: string) {
    this.#core = new ChanCore<number>(1, this);
    this.chan = new Chan<number>(this.#core, name);
  }

  /** @returns whether a time was still to be received. */
  set(delayMs: number, periodMs: number | undefined): boolean {
    const pending = this.stop();
    this.#dueMs = current.now() + (delayMs > 0 ? delayMs : 0);
    this.#periodMs = periodMs;
    if (!this.#core.receivers.empty) this.waited();
    return pending;
  }

  /** @returns whether a time was still to be received. */
  stop(): boolean {
    // Due or not: what nobody has received yet is still to be received.
    const pending = this.#dueMs !== undefined || this.#core.buffered;
    this.#dueMs = undefined;
    this.#core.clear();
    this.idle();
    return pending;
  }

  refresh(): void {
    const now = this.#dueMs === undefined ? 0 : current.now();
    // A time that nobody was there to receive carries the moment it was due.
    if (this.#dueMs !== undefined && this.#dueMs <= now) this.#fire(this.#dueMs, now);
  }

  waited(): void {
    if (this.#dueMs === undefined || this.#alarm !== undefined) return;
    this.#alarm = current.arm(this.#dueMs, () => {
      const now = current.now();
      this.#fire(now, now);
    });
  }

  idle(): void {
    this.#alarm?.cancel();
    this.#alarm = undefined;
  }

  #fire(value: number, now: number): void {
    // Somebody may have looked after the time has come and before the alarm rang: it must not ring for it again.
    this.idle();
    const due = this.#dueMs as number;
    const period = this.#periodMs;
    // A ticker stays on its grid: the next tick is the first one that is still ahead.
    this.#dueMs = period === undefined ? undefined : due + period * (1 + floorDivide(now - due, period));
    // What does not fit is dropped: a slow reader of a ticker finds one tick.
    this.#core.offer(value);
    if (!this.#core.receivers.empty) this.waited();
  }
}

function floorDivide(dividend: number, divisor: number): number {
  return (dividend - (dividend % divisor)) / divisor;
}
