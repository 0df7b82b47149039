// Verdict: lost update
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    let before = 0;
    try {
      before = Atomics.load(this.words, 0);
    } catch {
      before = 0;
    }
    try {
      Atomics.store(this.words, 0, before + 1);
    } catch {
      // Never.
    }
  }
}
