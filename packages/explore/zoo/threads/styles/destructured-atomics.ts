// Verdict: lost update
const { load, store } = Atomics;

export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    store(this.words, 0, load(this.words, 0) + 1);
  }
}
