// Mistake: head and tail are compared as numbers: past the largest one the tail is the smaller.
// Schedule: - (invariant)
const HEAD = 0;
const TAIL = 1;
const ITEMS = 2;
const CAPACITY = 2;

/** A queue for one producer and one consumer; head and tail count on for ever, past the largest number. */
export class Pipe {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  tryPush(value: number): boolean {
    const tail = Atomics.load(this.#words, TAIL);
    if (((tail - Atomics.load(this.#words, HEAD)) | 0) >= CAPACITY) return false;
    this.#words[ITEMS + (tail & (CAPACITY - 1))] = value;
    Atomics.store(this.#words, TAIL, (tail + 1) | 0);
    return true;
  }

  tryPop(): number | undefined {
    const head = Atomics.load(this.#words, HEAD);
    if (Atomics.load(this.#words, TAIL) <= head) return undefined;
    const value = this.#words[ITEMS + (head & (CAPACITY - 1))];
    Atomics.store(this.#words, HEAD, (head + 1) | 0);
    return value;
  }
}
