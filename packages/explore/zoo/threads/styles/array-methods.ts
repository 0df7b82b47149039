// Verdict: lost update
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    const [sum] = [this.words.reduce((total, word) => total + word, 0)];
    this.words.fill(sum + 1, 0, 1);
  }
}
