// stage: threads
// test: no place is filled again before its item was read
// says: capacity 1, item 1 is in it
// Vyukov’s numbers as he wrote them: in a ring of one slot "filled" and "free for the next lap" are the same number.

const CAPACITY = 0;
const SLOTS = 1;
/** Twice the number of items ever pushed; the lowest bit says that the queue is closed. */
const TAIL = 2;
/** Twice the number of items ever popped. */
const HEAD = 3;
/** Count pushes and pops: words to sleep on. */
const PUSHED = 4;
const POPPED = 5;
const FIRST_SLOT = 6;

const CLOSED = 1;
const STEP = 2;

export class RingQueue {
  readonly #words: Int32Array;
  readonly #capacity: number;
  readonly #mask: number;

  static allocate(capacity: number): SharedArrayBuffer {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`RingQueue: a capacity of ${capacity} is not possible`);
    }
    // A power of two: the counters pass 2³² without a jump in the slots. What is too much is never filled.
    let slots = 1;
    while (slots < capacity) slots *= 2;
    const memory = new SharedArrayBuffer((FIRST_SLOT + 2 * slots) * Int32Array.BYTES_PER_ELEMENT);
    const words = new Int32Array(memory);
    Atomics.store(words, CAPACITY, capacity);
    Atomics.store(words, SLOTS, slots);
    for (let slot = 0; slot < slots; slot++) Atomics.store(words, FIRST_SLOT + 2 * slot, slot * STEP);
    return memory;
  }

  constructor(memory: SharedArrayBuffer) {
    if (!(memory instanceof SharedArrayBuffer)) throw new TypeError('RingQueue: no SharedArrayBuffer');
    this.#words = new Int32Array(memory);
    this.#capacity = Atomics.load(this.#words, CAPACITY);
    this.#mask = Atomics.load(this.#words, SLOTS) - 1;
  }

  tryPush(value: number): boolean {
    if (value !== (value | 0)) throw new RangeError(`RingQueue: ${value} is no 32 bit integer`);
    const words = this.#words;
    for (;;) {
      const tail = Atomics.load(words, TAIL);
      if (tail & CLOSED) throw new Error('RingQueue: push on a closed queue');
      const slot = this.#slotOf(tail);
      // Its own number: free for this lap.
      if (Atomics.load(words, slot) === tail) {
        // The slots may be more than the capacity. The head only grows, so there is room as well when the tail moves.
        if (this.#isFull(tail)) return false;
        if (Atomics.compareExchange(words, TAIL, tail, (tail + STEP) | 0) !== tail) continue;
        Atomics.store(words, slot + 1, value);
        Atomics.store(words, slot, tail + STEP);
        Atomics.add(words, PUSHED, 1);
        Atomics.notify(words, PUSHED, 1);
        return true;
      }
      // Taken: by an item of the lap before, or by another producer that was faster.
      if (this.#isFull(tail)) return false;
      Atomics.pause();
    }
  }

  tryPop(): number | undefined {
    const words = this.#words;
    for (;;) {
      const head = Atomics.load(words, HEAD);
      const slot = this.#slotOf(head);
      // One more than its number: filled in this lap.
      if (Atomics.load(words, slot) === head + STEP) {
        if (Atomics.compareExchange(words, HEAD, head, (head + STEP) | 0) !== head) continue;
        const value = Atomics.load(words, slot + 1);
        Atomics.store(words, slot, head + STEP * (this.#mask + 1));
        Atomics.add(words, POPPED, 1);
        Atomics.notify(words, POPPED, 1);
        return value;
      }
      // Not filled: is there nothing, or is a producer still at it?
      if ((Atomics.load(words, TAIL) & ~CLOSED) === head) return undefined;
      Atomics.pause();
    }
  }

  push(value: number, timeoutMs = Infinity): boolean {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      // The count first: what happens after this look is seen by the wait.
      const popped = Atomics.load(this.#words, POPPED);
      if (this.tryPush(value)) return true;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      Atomics.wait(this.#words, POPPED, popped, left);
    }
  }

  pop(timeoutMs = Infinity): number | undefined {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const pushed = Atomics.load(this.#words, PUSHED);
      // Closed before it was found empty: then it stays empty.
      const isClosed = this.closed;
      const value = this.tryPop();
      if (value !== undefined || isClosed) return value;
      const left = deadline - performance.now();
      if (left <= 0) return undefined;
      Atomics.wait(this.#words, PUSHED, pushed, left);
    }
  }

  close(): void {
    // In the very word that a push has to move: none can slip through beside it.
    Atomics.or(this.#words, TAIL, CLOSED);
    for (const word of [PUSHED, POPPED]) {
      Atomics.add(this.#words, word, 1);
      Atomics.notify(this.#words, word);
    }
  }

  get length(): number {
    for (;;) {
      const head = Atomics.load(this.#words, HEAD);
      const tail = Atomics.load(this.#words, TAIL) & ~CLOSED;
      // The head has not moved: both are of the moment at which the tail was read.
      if (Atomics.load(this.#words, HEAD) === head) return ((tail - head) | 0) / STEP;
    }
  }

  get capacity(): number {
    return this.#capacity;
  }

  get closed(): boolean {
    return (Atomics.load(this.#words, TAIL) & CLOSED) !== 0;
  }

  #isFull(tail: number): boolean {
    return ((tail - Atomics.load(this.#words, HEAD)) | 0) >= this.#capacity * STEP;
  }

  #slotOf(position: number): number {
    return FIRST_SLOT + 2 * ((position >>> 1) & this.#mask);
  }
}
