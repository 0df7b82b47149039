// Mistake: the word that publishes the value is written with a plain store: nothing orders it before the value.
// Schedule: - (race)
const READY = 0;
const VALUE = 1;

/** Hands over one value. */
export class Handover {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  give(value: number): void {
    this.#words[VALUE] = value;
    this.#words[READY] = 1;
  }

  peek(): number | undefined {
    return Atomics.load(this.#words, READY) === 1 ? this.#words[VALUE] : undefined;
  }
}
