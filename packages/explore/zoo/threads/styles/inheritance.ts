// Verdict: lost update
class Base {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  read(): number {
    return Atomics.load(this.words, 0);
  }

  write(value: number): void {
    Atomics.store(this.words, 0, value);
  }
}

export class Counter extends Base {
  up(): void {
    this.write(this.read() + 1);
  }
}
