// Mistake: when nothing is left the lock is kept: who comes next spins for ever.
// Schedule: - (livelock)
const LOCK = 0;
const LEFT = 1;

/** Hands out tickets under a spin lock. */
export class Tickets {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  buy(): boolean {
    while (Atomics.exchange(this.#words, LOCK, 1) === 1) Atomics.pause();
    const left = Atomics.load(this.#words, LEFT);
    if (left === 0) return false;
    Atomics.store(this.#words, LEFT, left - 1);
    Atomics.store(this.#words, LOCK, 0);
    return true;
  }
}
