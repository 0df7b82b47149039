// Verdict: lost update
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    try {
      const before = Atomics.load(this.words, 0);
      Atomics.store(this.words, 0, before + 1);
    } catch {
      this.up();
    }
  }
}
