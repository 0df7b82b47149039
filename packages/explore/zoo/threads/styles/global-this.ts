// Verdict: lost update
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new globalThis.Int32Array(memory);
  }

  up(): void {
    const before = globalThis.Atomics.load(this.words, 0);
    globalThis.Atomics.store(this.words, 0, before + 1);
  }
}
