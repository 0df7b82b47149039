// Mistake: the lock is not released when the body throws.
// Schedule: - (deadlock)
const LOCK = 0;
const COUNT = 1;
const LIMIT = 1;

/** Counts up to a limit under a lock. */
export class Guarded {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  enter(): void {
    this.#lock();
    const count = Atomics.load(this.#words, COUNT);
    if (count >= LIMIT) throw new RangeError('full');
    Atomics.store(this.#words, COUNT, count + 1);
    this.#unlock();
  }

  #lock(): void {
    while (Atomics.exchange(this.#words, LOCK, 1) !== 0) Atomics.wait(this.#words, LOCK, 1);
  }

  #unlock(): void {
    Atomics.store(this.#words, LOCK, 0);
    Atomics.notify(this.#words, LOCK);
  }
}
