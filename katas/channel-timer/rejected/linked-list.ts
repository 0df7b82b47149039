// stage: functions-and-scale
// limit: loop
// A sorted linked list: each timer walks past half of the others.
import { Chan, go, type RecvChan, TimeError } from '@katas/goroutine';

export interface Clock {
  now(): number;
  arm(atMs: number, wake: () => void): () => void;
}

export interface Timer {
  readonly C: RecvChan<number>;
  stop(): boolean;
  reset(ms: number): boolean;
}

export interface Ticker {
  readonly C: RecvChan<number>;
  stop(): void;
  reset(ms: number): void;
}

/** A setting of a timer; its index is -1 when it is not in the heap. */
interface Entry {
  atMs: number;
  order: number;
  index: number;
  everyMs: number;
  next: Entry | undefined;
  readonly fire: (atMs: number) => void;
}

class TimerChan extends Chan<number> {
  constructor() {
    super(1);
  }

  override get len(): number {
    return 0;
  }

  override get cap(): number {
    return 0;
  }
}

export class Timers {
  readonly #clock: Clock;
  #first: Entry | undefined = undefined;
  #order = 0;
  #armedAt: number | undefined = undefined;
  #disarm: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  newTimer(ms: number): Timer {
    const C = new TimerChan();
    return this.#timer(ms, C, (atMs) => C.trySend(atMs));
  }

  newTicker(ms: number): Ticker {
    mustBePositive(ms, 'NewTicker');
    const C = new TimerChan();
    const entry = newEntry((atMs) => C.trySend(atMs));
    const stop = (): void => {
      this.#remove(entry);
      C.tryRecv();
    };
    const start = (everyMs: number): void => {
      stop();
      entry.everyMs = everyMs;
      this.#add(entry, this.#clock.now() + everyMs);
    };
    const reset = (everyMs: number): void => {
      mustBePositive(everyMs, 'Ticker.Reset');
      start(everyMs);
    };
    start(ms);
    return { C, stop, reset };
  }

  after(ms: number): RecvChan<number> {
    return this.newTimer(ms).C;
  }

  afterFunc(ms: number, f: () => void): Timer {
    return this.#timer(ms, Chan.nil<number>(), () => go('afterFunc', f));
  }

  #timer(ms: number, C: RecvChan<number>, fire: (atMs: number) => void): Timer {
    mustBeNumber(ms);
    const entry = newEntry(fire);
    const stop = (): boolean => {
      const wasPending = this.#remove(entry);
      const wasUnread = C.tryRecv() !== undefined;
      return wasPending || wasUnread;
    };
    const reset = (delayMs: number): boolean => {
      mustBeNumber(delayMs);
      const wasActive = stop();
      this.#add(entry, this.#clock.now() + Math.max(0, delayMs));
      return wasActive;
    };
    reset(ms);
    return { C, stop, reset };
  }

  #add(entry: Entry, atMs: number): void {
    entry.atMs = atMs;
    entry.order = this.#order++;
    this.#push(entry);
    this.#arm();
  }

  #remove(entry: Entry): boolean {
    if (entry.index < 0) return false;
    this.#takeOut(entry);
    this.#arm();
    return true;
  }

  #arm(): void {
    const atMs = this.#first?.atMs;
    if (atMs === this.#armedAt) return;
    this.#disarm();
    this.#armedAt = atMs;
    if (atMs !== undefined) this.#disarm = this.#clock.arm(atMs, () => this.#wake());
  }

  #wake(): void {
    this.#armedAt = undefined;
    const now = this.#clock.now();
    for (let due = this.#first; due !== undefined && due.atMs <= now; due = this.#first) {
      const { atMs, everyMs } = due;
      this.#takeOut(due);
      if (everyMs > 0) {
        due.atMs = atMs + everyMs * (1 + Math.floor((now - atMs) / everyMs));
        due.order = this.#order++;
        this.#push(due);
      }
      due.fire(atMs);
    }
    this.#arm();
  }

  /** The deadlines in order, linked; each timer walks to its place. */
  #push(entry: Entry): void {
    let before: Entry | undefined;
    let after = this.#first;
    while (after !== undefined && !isBefore(entry, after)) {
      before = after;
      after = after.next;
    }
    entry.index = 0;
    entry.next = after;
    if (before === undefined) this.#first = entry;
    else before.next = entry;
  }

  #takeOut(entry: Entry): void {
    entry.index = -1;
    if (this.#first === entry) {
      this.#first = entry.next;
      return;
    }
    let before = this.#first;
    while (before !== undefined && before.next !== entry) before = before.next;
    if (before !== undefined) before.next = entry.next;
  }
}

function newEntry(fire: (atMs: number) => void): Entry {
  return { atMs: 0, order: 0, index: -1, everyMs: 0, next: undefined, fire };
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

function mustBeNumber(ms: number): void {
  if (Number.isNaN(ms)) throw new TimeError('the duration is not a number');
}

function mustBePositive(ms: number, what: string): void {
  if (!(ms > 0)) throw new TimeError(`non-positive interval for ${what}`);
}
