// Mistake: the slot is published before the item is in it.
// Schedule: 4:1 (invariant)
const HEAD = 0;
const TAIL = 1;
const SEQUENCE = 2;
const CAPACITY = 2;

/** A queue for many producers and consumers; each slot has a sequence number that says whose turn it is. */
export class Ring {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  static allocate(): SharedArrayBuffer {
    const memory = new SharedArrayBuffer(4 * (SEQUENCE + 2 * CAPACITY));
    const words = new Int32Array(memory);
    for (let slot = 0; slot < CAPACITY; slot += 1) words[SEQUENCE + slot] = slot;
    return memory;
  }

  tryPush(value: number): boolean {
    for (;;) {
      const tail = Atomics.load(this.#words, TAIL);
      const slot = tail % CAPACITY;
      const sequence = Atomics.load(this.#words, SEQUENCE + slot);
      if (sequence < tail) return false;
      if (sequence > tail || Atomics.compareExchange(this.#words, TAIL, tail, tail + 1) !== tail) continue;
      Atomics.store(this.#words, SEQUENCE + slot, tail + 1);
      Atomics.store(this.#words, SEQUENCE + CAPACITY + slot, value);
      return true;
    }
  }

  tryPop(): number | undefined {
    for (;;) {
      const head = Atomics.load(this.#words, HEAD);
      const slot = head % CAPACITY;
      const sequence = Atomics.load(this.#words, SEQUENCE + slot);
      if (sequence < head + 1) return undefined;
      if (sequence > head + 1 || Atomics.compareExchange(this.#words, HEAD, head, head + 1) !== head)
        continue;
      const value = Atomics.load(this.#words, SEQUENCE + CAPACITY + slot);
      Atomics.store(this.#words, SEQUENCE + slot, head + CAPACITY);
      return value;
    }
  }
}
