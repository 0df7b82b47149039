// Verdict: refused: waitAsync
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    Atomics.waitAsync(this.words, 0, 5);
    const before = Atomics.load(this.words, 0);
    Atomics.store(this.words, 0, before + 1);
  }
}
