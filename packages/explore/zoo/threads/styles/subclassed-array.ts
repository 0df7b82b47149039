// Verdict: refused: extends Int32Array
class Words extends Int32Array {}

export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Words(memory);
  }

  up(): void {
    this.words[0] = this.words[0] + 1;
  }
}
