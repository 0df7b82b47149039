/** As many permits as the word says. */
export class Permits {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  tryAcquire(): boolean {
    for (;;) {
      const left = Atomics.load(this.#words, 0);
      if (left <= 0) return false;
      if (Atomics.compareExchange(this.#words, 0, left, left - 1) === left) return true;
    }
  }
}
