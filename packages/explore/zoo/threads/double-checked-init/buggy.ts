// Mistake: the value counts as computed before it is there.
// Schedule: 3:1 (invariant)
const STATE = 0;
const VALUE = 1;
const EMPTY = 0;
const BUSY = 1;
const READY = 2;

/** Computes a value once, by whoever comes first. */
export class Lazy {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  get(): number {
    if (Atomics.load(this.#words, STATE) !== READY) this.#initialise();
    return Atomics.load(this.#words, VALUE);
  }

  #initialise(): void {
    if (Atomics.compareExchange(this.#words, STATE, EMPTY, BUSY) === EMPTY) {
      Atomics.store(this.#words, STATE, READY);
      Atomics.store(this.#words, VALUE, 42);
      Atomics.notify(this.#words, STATE);
      return;
    }
    while (Atomics.load(this.#words, STATE) === BUSY) Atomics.wait(this.#words, STATE, BUSY);
  }
}
