// Verdict: lost update
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    this.value += 1;
  }

  get value(): number {
    return Atomics.load(this.words, 0);
  }

  set value(to: number) {
    Atomics.store(this.words, 0, to);
  }
}
