// Mistake: loads and stores atomically, but not as one: an increment in between is lost.
// Schedule: 3:2 (invariant)
/** Counts up. */
export class Counter {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  increment(): void {
    Atomics.store(this.#words, 0, Atomics.load(this.#words, 0) + 1);
  }

  get value(): number {
    return Atomics.load(this.#words, 0);
  }
}
