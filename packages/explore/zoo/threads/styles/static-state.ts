// Verdict: lost update
export class Counter {
  static #calls = 0;
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    Counter.#calls += 1;
    if (Counter.#calls > 1) throw new Error('this thread has called before');
    const before = Atomics.load(this.words, 0);
    Atomics.store(this.words, 0, before + 1);
  }
}
