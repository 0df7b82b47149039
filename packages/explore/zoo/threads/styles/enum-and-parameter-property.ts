// Verdict: lost update
enum Word {
  value,
}

export class Counter {
  readonly words: Int32Array;

  constructor(private readonly shared: SharedArrayBuffer) {
    this.words = new Int32Array(this.shared);
  }

  up(): void {
    Atomics.store(this.words, Word.value, Atomics.load(this.words, Word.value) + 1);
  }
}
