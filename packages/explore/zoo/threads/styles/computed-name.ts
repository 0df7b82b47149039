// Verdict: lost update
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    const name = ['lo', 'ad'].join('');
    const before = (Atomics as unknown as Record<string, typeof Atomics.load>)[name](this.words, 0);
    Atomics.store(this.words, 0, before + 1);
  }
}
