// Mistake: opening wakes one of those who wait, and the others wait for ever.
// Schedule: - (deadlock)
const CLOSED = 0;
const SIGNAL = 1;

/** A gate at which threads wait until it is opened for good. */
export class Gate {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  pass(): void {
    while (Atomics.load(this.#words, CLOSED) === 0) Atomics.wait(this.#words, SIGNAL, 0);
  }

  open(): void {
    Atomics.store(this.#words, CLOSED, 1);
    Atomics.store(this.#words, SIGNAL, 1);
    Atomics.notify(this.#words, SIGNAL, 1);
  }
}
