// Verdict: lost update
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    const before = Reflect.apply(Atomics.load, Atomics, [this.words, 0]) as number;
    Atomics.store.call(undefined, this.words, 0, before + 1);
  }
}
