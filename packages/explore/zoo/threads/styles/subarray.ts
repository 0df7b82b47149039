// Verdict: lost update
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    const part = this.words.subarray(0, 1);
    part[0] = part.at(0) + 1;
  }
}
