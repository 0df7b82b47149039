// Verdict: refused: asynchronous
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  async up(): Promise<void> {
    const before = Atomics.load(this.words, 0);
    await Promise.resolve();
    Atomics.store(this.words, 0, before + 1);
  }
}
