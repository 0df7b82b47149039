// Verdict: lost update
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    for (const before of this.#read()) Atomics.store(this.words, 0, before + 1);
  }

  *#read(): Generator<number> {
    yield Atomics.load(this.words, 0);
  }
}
