// Verdict: lost update
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    this.#up(4);
  }

  #up(depth: number): void {
    if (depth > 0) this.#up(depth - 1);
    else Atomics.store(this.words, 0, Atomics.load(this.words, 0) + 1);
  }
}
