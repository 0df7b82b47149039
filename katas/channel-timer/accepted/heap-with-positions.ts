// A binary heap in which every timer knows its own index, so that stop and reset take it out in O(log n). As in Go's
// runtime, a channel has a buffer for one value and hides it: stopping empties the buffer, a full one drops a tick.
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

export class Timers {
  readonly #heap = new Heap();
  readonly #clock: Clock;
  #armedAt = Infinity;
  #disarm: () => void = () => undefined;
  #settings = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  newTimer(ms: number): Timer {
    const chan = new HiddenBuffer();
    const timer = new HeapTimer(this, chan, (atMs) => chan.trySend(atMs));
    timer.reset(ms);
    return timer;
  }

  newTicker(ms: number): Ticker {
    const chan = new HiddenBuffer();
    const ticker = new HeapTicker(this, chan, (atMs) => chan.trySend(atMs));
    ticker.start(ms, 'NewTicker');
    return ticker;
  }

  after(ms: number): RecvChan<number> {
    return this.newTimer(ms).C;
  }

  afterFunc(ms: number, f: () => void): Timer {
    const timer = new HeapTimer(this, Chan.nil<number>(), () => go('afterFunc', f));
    timer.reset(ms);
    return timer;
  }

  /** For timers: puts one into the heap. */
  schedule(entry: Entry, ms: number): void {
    entry.atMs = this.#clock.now() + Math.max(ms, 0);
    entry.order = this.#settings++;
    this.#heap.push(entry);
    this.#arm();
  }

  /** For timers: takes one out of the heap; whether it was there. */
  cancel(entry: Entry): boolean {
    if (entry.index < 0) return false;
    this.#heap.remove(entry);
    this.#arm();
    return true;
  }

  #arm(): void {
    const atMs = this.#heap.first?.atMs ?? Infinity;
    if (atMs === this.#armedAt) return;
    this.#disarm();
    this.#disarm = () => undefined;
    this.#armedAt = atMs;
    if (atMs < Infinity) this.#disarm = this.#clock.arm(atMs, this.#wake);
  }

  readonly #wake = (): void => {
    this.#armedAt = Infinity;
    this.#disarm = () => undefined;
    const now = this.#clock.now();
    for (let due = this.#heap.first; due !== undefined && due.atMs <= now; due = this.#heap.first) {
      const { atMs, everyMs } = due;
      this.#heap.remove(due);
      if (everyMs !== undefined) {
        due.atMs += everyMs * (1 + Math.floor((now - atMs) / everyMs));
        due.order = this.#settings++;
        this.#heap.push(due);
      }
      due.fire(atMs);
    }
    this.#arm();
  };
}

/** Holds a value that nobody has received yet, and shows nobody that it does. */
class HiddenBuffer extends Chan<number> {
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

/** Something that fires, in the heap or not. */
interface Entry {
  atMs: number;
  order: number;
  /** Where it is in the heap; -1: nowhere. */
  index: number;
  /** Of a ticker. */
  everyMs: number | undefined;
  fire(atMs: number): void;
}

abstract class Setting implements Entry {
  readonly C: RecvChan<number>;
  readonly fire: (atMs: number) => void;
  protected readonly timers: Timers;
  atMs = 0;
  order = 0;
  index = -1;
  everyMs: number | undefined = undefined;

  constructor(timers: Timers, C: RecvChan<number>, fire: (atMs: number) => void) {
    this.timers = timers;
    this.C = C;
    this.fire = fire;
  }

  stop(): boolean {
    const wasPending = this.timers.cancel(this);
    const wasUnread = this.C.tryRecv() !== undefined;
    return wasPending || wasUnread;
  }
}

class HeapTimer extends Setting implements Timer {
  reset(ms: number): boolean {
    if (Number.isNaN(ms)) throw new TimeError('the duration is not a number');
    const wasActive = this.stop();
    this.timers.schedule(this, ms);
    return wasActive;
  }
}

class HeapTicker extends Setting implements Ticker {
  start(ms: number, what: string): void {
    if (!(ms > 0)) throw new TimeError(`non-positive interval for ${what}`);
    this.stop();
    this.everyMs = ms;
    this.timers.schedule(this, ms);
  }

  reset(ms: number): void {
    this.start(ms, 'Ticker.Reset');
  }
}

class Heap {
  readonly #entries: Entry[] = [];

  get first(): Entry | undefined {
    return this.#entries[0];
  }

  push(entry: Entry): void {
    this.#up(entry, this.#entries.length);
  }

  remove(entry: Entry): void {
    const { index } = entry;
    entry.index = -1;
    const last = this.#entries.pop();
    if (last === undefined || last === entry) return;
    this.#up(last, index);
    this.#down(last, last.index);
  }

  #up(entry: Entry, from: number): void {
    let index = from;
    while (index > 0) {
      const parent = this.#entries[(index - 1) >> 1];
      if (parent === undefined || !before(entry, parent)) break;
      const above = parent.index;
      this.#put(parent, index);
      index = above;
    }
    this.#put(entry, index);
  }

  #down(entry: Entry, from: number): void {
    let index = from;
    for (;;) {
      let child = this.#entries[2 * index + 1];
      const right = this.#entries[2 * index + 2];
      if (child !== undefined && right !== undefined && before(right, child)) child = right;
      if (child === undefined || !before(child, entry)) break;
      const below = child.index;
      this.#put(child, index);
      index = below;
    }
    this.#put(entry, index);
  }

  #put(entry: Entry, index: number): void {
    this.#entries[index] = entry;
    entry.index = index;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
