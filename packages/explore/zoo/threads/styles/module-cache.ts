// Verdict: pass
const views: Int32Array[] = [];

export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    const view = views[0] ?? this.words;
    views[0] = view;
    Atomics.add(view, 0, 1);
  }
}
