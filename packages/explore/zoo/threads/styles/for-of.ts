// Verdict: lost update
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    let sum = 0;
    for (const word of this.words) sum += word;
    this.words[0] = sum + 1;
  }
}
