// Verdict: lost update
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    const [before = 0] = this.words;
    this.words.set([before + 1]);
  }
}
