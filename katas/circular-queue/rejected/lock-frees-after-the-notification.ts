// stage: threads
// test: two producers that race both get their items in
// says: nobody is left to wake it
// The lock is released after the one who waits for it was woken.

const CAPACITY = 0;
/** Twice the number of items, and one more when the queue is closed: the one word that both sides change. */
const STATE = 1;
const PRODUCERS = 2;
const CONSUMERS = 3;
const BACK = 4;
const FRONT = 5;
const RING = 6;

const CLOSED = 1;
const ONE_ITEM = 2;

export class RingQueue {
  readonly #view: Int32Array<SharedArrayBuffer>;
  readonly #capacity: number;

  static allocate(capacity: number): SharedArrayBuffer {
    if (!Number.isSafeInteger(capacity) || capacity <= 0) {
      throw new RangeError(`RingQueue: there is no queue for ${capacity} items`);
    }
    const memory = new SharedArrayBuffer((RING + capacity) * 4);
    Atomics.store(new Int32Array(memory), CAPACITY, capacity);
    return memory;
  }

  constructor(memory: SharedArrayBuffer) {
    if (!(memory instanceof SharedArrayBuffer)) throw new TypeError('RingQueue: give it a SharedArrayBuffer');
    this.#view = new Int32Array(memory);
    this.#capacity = Atomics.load(this.#view, CAPACITY);
  }

  tryPush(value: number): boolean {
    return this.push(value, 0);
  }

  tryPop(): number | undefined {
    return this.pop(0);
  }

  push(value: number, timeoutMs?: number): boolean {
    if ((value | 0) !== value) throw new RangeError(`RingQueue: ${value} is not an int32`);
    const patience = new Patience(timeoutMs);
    for (;;) {
      const state = this.#putIfRoom(value);
      if (state === undefined) return true;
      if (!patience.waitWhile(this.#view, STATE, state)) return false;
    }
  }

  pop(timeoutMs?: number): number | undefined {
    const patience = new Patience(timeoutMs);
    for (;;) {
      const { state, item } = this.#takeIfAny();
      if (item !== undefined) return item;
      if (state === CLOSED || !patience.waitWhile(this.#view, STATE, state)) return undefined;
    }
  }

  close(): void {
    // No producer is between its look at the state and its item.
    this.#lock(PRODUCERS);
    Atomics.or(this.#view, STATE, CLOSED);
    this.#unlock(PRODUCERS);
    Atomics.notify(this.#view, STATE);
  }

  get length(): number {
    return Atomics.load(this.#view, STATE) >> 1;
  }

  get capacity(): number {
    return this.#capacity;
  }

  get closed(): boolean {
    return (Atomics.load(this.#view, STATE) & CLOSED) === CLOSED;
  }

  /** @returns undefined when the item is in; otherwise the state in which there was no room */
  #putIfRoom(value: number): number | undefined {
    this.#lock(PRODUCERS);
    try {
      const state = Atomics.load(this.#view, STATE);
      if (state & CLOSED) throw new Error('RingQueue: closed, nothing can be pushed');
      if (state >= this.#capacity * ONE_ITEM) return state;
      const back = Atomics.load(this.#view, BACK);
      Atomics.store(this.#view, RING + back, value);
      Atomics.store(this.#view, BACK, (back + 1) % this.#capacity);
      this.#change(ONE_ITEM);
      return undefined;
    } finally {
      this.#unlock(PRODUCERS);
    }
  }

  #takeIfAny(): { readonly state: number; readonly item?: number } {
    this.#lock(CONSUMERS);
    try {
      const state = Atomics.load(this.#view, STATE);
      if (state < ONE_ITEM) return { state };
      const front = Atomics.load(this.#view, FRONT);
      const item = Atomics.load(this.#view, RING + front);
      Atomics.store(this.#view, FRONT, (front + 1) % this.#capacity);
      this.#change(-ONE_ITEM);
      return { state, item };
    } finally {
      this.#unlock(CONSUMERS);
    }
  }

  /** The moment at which a push or a pop takes effect: what it did to the ring is done before. */
  #change(by: number): void {
    Atomics.add(this.#view, STATE, by);
    // Producers and consumers sleep on the same word. To wake one of them might wake one of the wrong side.
    Atomics.notify(this.#view, STATE);
  }

  #lock(side: number): void {
    while (Atomics.compareExchange(this.#view, side, 0, 1) !== 0) Atomics.wait(this.#view, side, 1);
  }

  #unlock(side: number): void {
    Atomics.notify(this.#view, side, 1);
    Atomics.store(this.#view, side, 0);
  }
}

/** A time limit over several waits. */
class Patience {
  readonly #endMs: number;

  constructor(timeoutMs: number | undefined) {
    this.#endMs = timeoutMs === undefined ? Infinity : performance.now() + timeoutMs;
  }

  /** @returns whether there is time for another try */
  waitWhile(view: Int32Array, word: number, value: number): boolean {
    const leftMs = this.#endMs - performance.now();
    if (leftMs <= 0) return false;
    Atomics.wait(view, word, value, leftMs);
    return true;
  }
}
