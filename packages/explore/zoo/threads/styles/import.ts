// Verdict: refused: node:worker_threads
import { threadId } from 'node:worker_threads';

export class Counter {
  readonly words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
  }

  up(): void {
    Atomics.add(this.words, 0, threadId >= 0 ? 1 : 0);
  }
}
