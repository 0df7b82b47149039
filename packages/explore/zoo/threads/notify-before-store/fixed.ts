/** A flag to wait for. */
export class Flag {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  raise(): void {
    Atomics.store(this.#words, 0, 1);
    Atomics.notify(this.#words, 0);
  }

  await(): void {
    while (Atomics.load(this.#words, 0) === 0) Atomics.wait(this.#words, 0, 0);
  }
}
