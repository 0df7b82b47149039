// stage: one-shot
// test: a delay of 2³¹ ms and more is not cut short
// says: timers.after(
// A timing wheel that finds its slots by shifting: times beyond 2³¹ lose their upper bits.
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

const SLOTS = 64;
const LEVELS = 9; // 64⁹ ms are beyond every safe integer

export class Timers {
  readonly #clock: Clock;
  readonly #wheel: Wheel;
  #armed: { readonly atMs: number; readonly disarm: () => void } | undefined = undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#wheel = new Wheel(clock.now());
  }

  newTimer(ms: number): Timer {
    const offer = new Offer();
    return this.#timer(ms, { C: offer.chan, fire: (atMs) => offer.make(atMs), undo: () => offer.takeBack() });
  }

  newTicker(ms: number): Ticker {
    const everyMs = positive(ms, 'NewTicker');
    const offer = new Offer();
    const entry = new Entry((atMs) => offer.make(atMs));
    const stop = (): void => {
      this.#remove(entry);
      offer.takeBack();
    };
    const start = (periodMs: number): void => {
      stop();
      entry.everyMs = periodMs;
      this.#add(entry, this.#clock.now() + periodMs);
    };
    start(everyMs);
    return { C: offer.chan, stop, reset: (nextMs) => start(positive(nextMs, 'Ticker.Reset')) };
  }

  after(ms: number): RecvChan<number> {
    return this.newTimer(ms).C;
  }

  afterFunc(ms: number, f: () => void): Timer {
    return this.#timer(ms, { C: Chan.nil<number>(), fire: () => go('afterFunc', f), undo: () => false });
  }

  #timer(ms: number, { C, fire, undo }: Effect): Timer {
    const entry = new Entry(fire);
    const stop = (): boolean => this.#remove(entry) || undo();
    const reset = (delayMs: number): boolean => {
      if (Number.isNaN(delayMs)) throw new TimeError('the duration is not a number');
      const wasActive = stop();
      this.#add(entry, this.#clock.now() + Math.max(delayMs, 0));
      return wasActive;
    };
    reset(ms);
    return { C, stop, reset };
  }

  #add(entry: Entry, atMs: number): void {
    entry.atMs = atMs;
    this.#wheel.advance(this.#clock.now());
    this.#wheel.add(entry);
    this.#arm();
  }

  #remove(entry: Entry): boolean {
    if (!this.#wheel.remove(entry)) return false;
    this.#arm();
    return true;
  }

  #arm(): void {
    const atMs = this.#wheel.nextMs;
    if (atMs === this.#armed?.atMs) return;
    this.#armed?.disarm();
    this.#armed = undefined;
    if (atMs !== undefined) this.#armed = { atMs, disarm: this.#clock.arm(atMs, () => this.#ring()) };
  }

  #ring(): void {
    this.#armed = undefined;
    const now = this.#clock.now();
    for (let entry = this.#wheel.takeDue(now); entry !== undefined; entry = this.#wheel.takeDue(now)) {
      const { atMs, everyMs } = entry;
      if (everyMs !== undefined) {
        entry.atMs = atMs + everyMs * Math.floor((now - atMs) / everyMs + 1);
        this.#wheel.add(entry);
      }
      entry.fire(atMs);
    }
    this.#arm();
  }
}

interface Effect {
  readonly C: RecvChan<number>;
  readonly fire: (atMs: number) => void;
  /** Takes back what has not been received; whether there was something. */
  readonly undo: () => boolean;
}

/** A time that is offered on a channel until somebody takes it. */
class Offer {
  readonly chan = new Chan<number>();

  make(atMs: number): void {
    // A time that is still on offer goes first, and this one is dropped.
    const old = this.chan.tryRecv();
    void this.chan.send(old?.value ?? atMs);
  }

  takeBack(): boolean {
    return this.chan.tryRecv() !== undefined;
  }
}

class Entry {
  readonly fire: (atMs: number) => void;
  atMs = 0;
  everyMs: number | undefined = undefined;
  order = 0;
  slot: Slot | undefined = undefined;
  previous: Entry | undefined = undefined;
  next: Entry | undefined = undefined;

  constructor(fire: (atMs: number) => void) {
    this.fire = fire;
  }
}

/** A list of entries in the order in which they were set. */
class Slot {
  readonly level: number;
  first: Entry | undefined = undefined;
  last: Entry | undefined = undefined;

  constructor(level: number) {
    this.level = level;
  }

  add(entry: Entry): void {
    // What comes down from a coarser level may have been set before what is here.
    let previous = this.last;
    while (previous !== undefined && previous.order > entry.order) previous = previous.previous;
    const next = previous === undefined ? this.first : previous.next;
    entry.slot = this;
    entry.previous = previous;
    entry.next = next;
    if (previous === undefined) this.first = entry;
    else previous.next = entry;
    if (next === undefined) this.last = entry;
    else next.previous = entry;
  }

  remove(entry: Entry): void {
    const { previous, next } = entry;
    if (previous === undefined) this.first = next;
    else previous.next = next;
    if (next === undefined) this.last = previous;
    else next.previous = previous;
    entry.slot = undefined;
    entry.previous = undefined;
    entry.next = undefined;
  }
}

class Wheel {
  readonly #levels = Array.from({ length: LEVELS }, (_, level) =>
    Array.from({ length: SLOTS }, () => new Slot(level)),
  );
  /** Entries in each level. */
  readonly #counts = Array.from({ length: LEVELS }, () => 0);
  /** Everything that is due before this has been taken. */
  #base: number;
  #settings = 0;

  constructor(now: number) {
    this.#base = now;
  }

  /** When the next slot begins that is not empty. */
  get nextMs(): number | undefined {
    return this.#next()?.startMs;
  }

  add(entry: Entry): void {
    entry.order = this.#settings++;
    this.#put(entry);
  }

  remove(entry: Entry): boolean {
    const { slot } = entry;
    if (slot === undefined) return false;
    slot.remove(entry);
    this.#counts[slot.level] = (this.#counts[slot.level] ?? 0) - 1;
    return true;
  }

  /** Time has passed in which nothing was due. */
  advance(now: number): void {
    const { nextMs } = this;
    if (nextMs === undefined || nextMs > now) this.#base = Math.max(this.#base, now);
  }

  /** The next entry that is due, in the order of deadlines. */
  takeDue(now: number): Entry | undefined {
    for (;;) {
      const next = this.#next();
      if (next === undefined || next.startMs > now) {
        this.advance(now);
        return undefined;
      }
      this.#base = next.startMs;
      const { slot } = next;
      for (let entry = slot.first; entry !== undefined; entry = slot.first) {
        this.remove(entry);
        if (slot.level === 0) return entry;
        this.#put(entry);
      }
    }
  }

  #put(entry: Entry): void {
    const distance = Math.max(entry.atMs - this.#base, 0);
    let level = 0;
    while (distance >= SLOTS ** (level + 1)) level++;
    const place = Math.max(entry.atMs, this.#base) >> (6 * level);
    (this.#levels[level]?.[modulo(place)] as Slot).add(entry);
    this.#counts[level] = (this.#counts[level] ?? 0) + 1;
  }

  #next(): { readonly slot: Slot; readonly startMs: number } | undefined {
    let found: { readonly slot: Slot; readonly startMs: number } | undefined;
    for (let level = 0; level < LEVELS; level++) {
      if (this.#counts[level] === 0) continue;
      const width = SLOTS ** level;
      const here = this.#base >> (6 * level);
      // Above the finest level, what is in the slot of this moment is a whole turn ahead: the rest has come down.
      const from = level === 0 ? here : here + 1;
      for (let place = from; place < from + SLOTS; place++) {
        const slot = this.#levels[level]?.[modulo(place)] as Slot;
        if (slot.first === undefined) continue;
        const startMs = place * width;
        // At the same time, first let come down what is in coarser slots.
        if (found === undefined || startMs <= found.startMs) found = { slot, startMs };
        break;
      }
    }
    return found;
  }
}

function modulo(place: number): number {
  return ((place % SLOTS) + SLOTS) % SLOTS;
}

function positive(ms: number, what: string): number {
  if (!(ms > 0)) throw new TimeError(`non-positive interval for ${what}`);
  return ms;
}
