// Verdict: refused: Buffer
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    const bytes = Buffer.from(this.words.buffer);
    bytes[0] = bytes[0] + 1;
  }
}
