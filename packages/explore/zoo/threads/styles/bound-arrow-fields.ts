// Verdict: lost update
export class Counter {
  readonly words: Int32Array;
  readonly load = (): number => Atomics.load(this.words, 0);
  readonly up = (): void => {
    Atomics.store(this.words, 0, this.load() + 1);
  };

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }
}
