// Mistake: between looking at the permits and taking one another thread takes it.
// Schedule: 1:1 (invariant)
/** As many permits as the word says. */
export class Permits {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  tryAcquire(): boolean {
    if (Atomics.load(this.#words, 0) <= 0) return false;
    Atomics.sub(this.#words, 0, 1);
    return true;
  }
}
