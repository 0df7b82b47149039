// Verdict: lost update
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    const numbers = [2, 1];
    numbers.sort((a, b) => {
      Atomics.store(this.words, 0, Atomics.load(this.words, 0) + 1);
      return a - b;
    });
  }
}
