/** Counts up. */
export class Counter {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  increment(): void {
    Atomics.add(this.#words, 0, 1);
  }

  get value(): number {
    return Atomics.load(this.#words, 0);
  }
}
