// stage: tickers
// test: tickers and timers keep their order and their distance
// says: which tickers were received at 20, in order
// A ticker that is set again is put before its equals.
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
  readonly #heap: Entry[] = [];
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
    const atMs = this.#heap[0]?.atMs;
    if (atMs === this.#armedAt) return;
    this.#disarm();
    this.#armedAt = atMs;
    if (atMs !== undefined) this.#disarm = this.#clock.arm(atMs, () => this.#wake());
  }

  #wake(): void {
    this.#armedAt = undefined;
    const now = this.#clock.now();
    for (let due = this.#heap[0]; due !== undefined && due.atMs <= now; due = this.#heap[0]) {
      const { atMs, everyMs } = due;
      this.#takeOut(due);
      if (everyMs > 0) {
        due.atMs = atMs + everyMs * (1 + Math.floor((now - atMs) / everyMs));
        due.order = -this.#order++;
        this.#push(due);
      }
      due.fire(atMs);
    }
    this.#arm();
  }

  #push(entry: Entry): void {
    this.#heap.push(entry);
    this.#up(entry, this.#heap.length - 1);
  }

  #takeOut(entry: Entry): void {
    const { index } = entry;
    entry.index = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === entry) return;
    this.#up(last, index);
    this.#down(last, last.index);
  }

  #up(entry: Entry, from: number): void {
    let index = from;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = this.#heap[above] as Entry;
      if (!isBefore(entry, parent)) break;
      this.#put(parent, index);
      index = above;
    }
    this.#put(entry, index);
  }

  #down(entry: Entry, from: number): void {
    let index = from;
    for (;;) {
      let below = 2 * index + 1;
      const right = this.#heap[below + 1];
      if (right !== undefined && isBefore(right, this.#heap[below] as Entry)) below++;
      const child = this.#heap[below];
      if (child === undefined || !isBefore(child, entry)) break;
      this.#put(child, index);
      index = below;
    }
    this.#put(entry, index);
  }

  #put(entry: Entry, index: number): void {
    this.#heap[index] = entry;
    entry.index = index;
  }
}

function newEntry(fire: (atMs: number) => void): Entry {
  return { atMs: 0, order: 0, index: -1, everyMs: 0, fire };
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
