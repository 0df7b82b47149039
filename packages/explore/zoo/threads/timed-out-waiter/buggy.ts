// Mistake: the time is up at the moment of the hand-over: the consumer leaves without the item that was given to it.
// Schedule: 0:1,4:3 (invariant)
const STATE = 0;
const ITEM = 1;
const EMPTY = 0;
const WAITING = 1;
const FULL = 2;
const GONE = 3;

/** A consumer that waits for a while, and a producer that hands over only to one that waits. */
export class Rendezvous {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  /** @returns whether somebody took it */
  offer(value: number): boolean {
    Atomics.store(this.#words, ITEM, value);
    if (Atomics.compareExchange(this.#words, STATE, WAITING, FULL) !== WAITING) return false;
    Atomics.notify(this.#words, STATE);
    return true;
  }

  poll(timeoutMs: number): number | undefined {
    Atomics.compareExchange(this.#words, STATE, EMPTY, WAITING);
    if (Atomics.wait(this.#words, STATE, WAITING, timeoutMs) === 'timed-out') {
      Atomics.store(this.#words, STATE, GONE);
      return undefined;
    }
    return Atomics.load(this.#words, ITEM);
  }
}
