// Verdict: lost update
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    const copy = this.words.slice();
    copy[0] += 1;
    this.words.set(copy.subarray(0, 1));
  }
}
