// Verdict: lost update
export class Counter {
  readonly words: BigInt64Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new BigInt64Array(memory);
  }

  up(): void {
    Atomics.store(this.words, 0, Atomics.load(this.words, 0) + 1n);
  }
}
