// Mistake: who is woken finds the flag as it was, or falls asleep just after the notification.
// Schedule: 2:0 (deadlock)
/** A flag to wait for. */
export class Flag {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  raise(): void {
    Atomics.notify(this.#words, 0);
    Atomics.store(this.#words, 0, 1);
  }

  await(): void {
    while (Atomics.load(this.#words, 0) === 0) Atomics.wait(this.#words, 0, 0);
  }
}
