// Mistake: the round is opened before the count is set back: who arrives for the next one in between is forgotten.
// Schedule: 3:1,6:0 (deadlock)
const ARRIVED = 0;
const ROUND = 1;
const THREADS = 2;

/** Lets nobody go on before all have come; can be used again and again. */
export class Barrier {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  arrive(): void {
    const round = Atomics.load(this.#words, ROUND);
    if (Atomics.add(this.#words, ARRIVED, 1) + 1 === THREADS) {
      Atomics.add(this.#words, ROUND, 1);
      Atomics.store(this.#words, ARRIVED, 0);
      Atomics.notify(this.#words, ROUND);
      return;
    }
    while (Atomics.load(this.#words, ROUND) === round) Atomics.wait(this.#words, ROUND, round);
  }
}
