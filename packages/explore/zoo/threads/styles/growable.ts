// Verdict: refused: grow
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    const own = new SharedArrayBuffer(4, { maxByteLength: 8 });
    Atomics.add(this.words, 0, own.byteLength / 4);
  }
}
