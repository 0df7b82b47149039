// Mistake: producers and consumers wait on one word, and a change wakes only one of them: it may be the wrong one.
// Schedule: 0:1 (deadlock)
const LOCK = 0;
const ITEM = 1;
const CHANGES = 2;

/** One place guarded by a lock; who finds it full or empty waits for a change. */
export class Slot {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  put(value: number): void {
    this.#until((item) => item === 0);
    this.#leave(value);
  }

  take(): number {
    const item = this.#until((each) => each !== 0);
    this.#leave(0);
    return item;
  }

  /** Ends with the lock held. */
  #until(fits: (item: number) => boolean): number {
    for (;;) {
      this.#lock();
      const item = Atomics.load(this.#words, ITEM);
      if (fits(item)) return item;
      const changes = Atomics.load(this.#words, CHANGES);
      this.#unlock();
      Atomics.wait(this.#words, CHANGES, changes);
    }
  }

  #leave(item: number): void {
    Atomics.store(this.#words, ITEM, item);
    Atomics.add(this.#words, CHANGES, 1);
    this.#unlock();
    Atomics.notify(this.#words, CHANGES, 1);
  }

  #lock(): void {
    while (Atomics.exchange(this.#words, LOCK, 1) !== 0) Atomics.wait(this.#words, LOCK, 1);
  }

  #unlock(): void {
    Atomics.store(this.#words, LOCK, 0);
    Atomics.notify(this.#words, LOCK);
  }
}
