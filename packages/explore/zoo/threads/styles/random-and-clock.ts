// Verdict: lost update
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    const rounds = Math.random() * 3 + (Date.now() % 2) + (performance.now() % 2);
    for (let round = 0; round < rounds; round += 1) Atomics.load(this.words, 1);
    const before = Atomics.load(this.words, 0);
    Atomics.store(this.words, 0, before + 1);
  }
}
