// Verdict: lost update
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    this.#with((value) => value + 1);
  }

  #with(change: (value: number) => number): void {
    [0].forEach((at) => Atomics.store(this.words, at, change(Atomics.load(this.words, at))));
  }
}
