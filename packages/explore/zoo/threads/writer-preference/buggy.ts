// Mistake: a reader enters again while a writer waits: each waits for the other.
// Schedule: 4:1 (deadlock)
const READERS = 0;
const WRITERS = 1;
const CHANGES = 2;

/** A lock for readers and writers in which a waiting writer goes before new readers. */
export class ReadWriteLock {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  /** Reads, and reads again within. */
  readTwice(): void {
    this.#lockRead();
    this.#lockRead();
    this.#unlockRead();
    this.#unlockRead();
  }

  write(): void {
    Atomics.add(this.#words, WRITERS, 1);
    for (;;) {
      const changes = Atomics.load(this.#words, CHANGES);
      if (Atomics.compareExchange(this.#words, READERS, 0, -1) === 0) break;
      Atomics.wait(this.#words, CHANGES, changes);
    }
    Atomics.sub(this.#words, WRITERS, 1);
    Atomics.store(this.#words, READERS, 0);
    this.#changed();
  }

  #lockRead(): void {
    for (;;) {
      const changes = Atomics.load(this.#words, CHANGES);
      const readers = Atomics.load(this.#words, READERS);
      const mayEnter = readers >= 0 && Atomics.load(this.#words, WRITERS) === 0;
      if (mayEnter && Atomics.compareExchange(this.#words, READERS, readers, readers + 1) === readers) return;
      if (!mayEnter) Atomics.wait(this.#words, CHANGES, changes);
    }
  }

  #unlockRead(): void {
    Atomics.sub(this.#words, READERS, 1);
    this.#changed();
  }

  #changed(): void {
    Atomics.add(this.#words, CHANGES, 1);
    Atomics.notify(this.#words, CHANGES);
  }
}
