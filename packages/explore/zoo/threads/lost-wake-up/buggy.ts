// Mistake: the signal is read after the mailbox was found empty: what was put in between wakes nobody.
// Schedule: 0:1,1:0 (deadlock)
const ITEM = 0;
const SIGNAL = 1;

/** A mailbox for one value: 0 is empty. */
export class Mailbox {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  put(value: number): void {
    Atomics.store(this.#words, ITEM, value);
    Atomics.add(this.#words, SIGNAL, 1);
    Atomics.notify(this.#words, SIGNAL);
  }

  take(): number {
    for (;;) {
      const item = Atomics.exchange(this.#words, ITEM, 0);
      if (item !== 0) return item;
      const signal = Atomics.load(this.#words, SIGNAL);
      Atomics.wait(this.#words, SIGNAL, signal);
    }
  }
}
