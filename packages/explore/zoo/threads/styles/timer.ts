// Verdict: refused: setTimeout
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    setTimeout(() => Atomics.add(this.words, 0, 1), 0);
  }
}
