declare global {
  interface Atomics {
    /** In every engine of today, but not in TypeScript's own list yet: tells the processor that a loop waits for a moment. */
    pause(iterations?: number): void;
  }
}

/**
 * A bounded queue of whole numbers that real threads share: a ring in a `SharedArrayBuffer`.
 *
 * The memory is the queue. An object of this class is only one thread's view of it: each thread makes its own over the
 * same memory, at any time, and what one of them does all of them see. Any number of threads may push and pop at once.
 *
 * **Every call takes effect at one moment** between its begin and its end: whatever the threads do, there is an order of
 * all calls that explains all answers, as if one thread alone had made them one after the other (the history is
 * *linearizable*). Items leave in the order in which they came.
 *
 * Blocking calls (`push`, `pop`) sleep in `Atomics.wait` until another thread wakes them. `tryPush` and `tryPop` never
 * wait for room or for an item; they may wait for a moment until another thread has finished a call that it has begun.
 */
export class RingQueue {
  /**
   * Memory for an empty queue, which is open. It is all that the threads need to share.
   *
   * @param capacity - how many items fit: exactly so many, no slot is lost. A whole number, 1 or more
   * @throws {RangeError} for any other capacity
   */
  static allocate(_capacity: number): SharedArrayBuffer {
    throw new Error('TODO: allocate');
  }

  /**
   * A view of the queue that is in `memory`; its items and its state stay what they are.
   *
   * @param memory - from `allocate`, in this thread or in another; nothing else is needed, not even the capacity
   * @throws {TypeError} when `memory` is no `SharedArrayBuffer`
   */
  constructor(_memory: SharedArrayBuffer) {
    throw new Error('TODO: RingQueue');
  }

  /**
   * Puts `value` at the end if there is room.
   *
   * @param value - a whole number from −2³¹ to 2³¹ − 1
   * @returns false if the queue was full, and only then
   * @throws {RangeError} for a number that is no such value; for what is no number at all it may be a `TypeError`.
   *   The queue is as it was
   * @throws {Error} with the word "closed" in its message when the queue is closed
   */
  tryPush(_value: number): boolean {
    throw new Error('TODO: tryPush');
  }

  /**
   * Takes the item that came first.
   *
   * @returns undefined if the queue was empty, open or closed, and only then. A push that has ended counts, also while
   *   another push, before it, is still under way
   */
  tryPop(): number | undefined {
    throw new Error('TODO: tryPop');
  }

  /**
   * Puts `value` at the end, and waits for room while there is none.
   *
   * @param value - as for `tryPush`
   * @param timeoutMs - milliseconds to wait at most, all in all; 0 or less: does not wait; left out: as long as it takes
   * @returns true; false when the time was over and there had been no room
   * @throws {RangeError} as `tryPush` does, before it waits
   * @throws {Error} with the word "closed" in its message when the queue is closed, also while it waits
   */
  push(_value: number, _timeoutMs?: number): boolean {
    throw new Error('TODO: push');
  }

  /**
   * Takes the item that came first, and waits for one while there is none.
   *
   * @param timeoutMs - milliseconds to wait at most, all in all; 0 or less: does not wait; left out: as long as it takes
   * @returns undefined when the time was over and there had been no item, or when the queue is closed and nothing is
   *   left in it; then it does not wait
   */
  pop(_timeoutMs?: number): number | undefined {
    throw new Error('TODO: pop');
  }

  /**
   * Closes the queue: nothing can be pushed any more, what is in it can still be popped. Wakes every thread that waits:
   * in `push` it throws, in `pop` it gets what is left or undefined. Closing again does nothing.
   */
  close(): void {
    throw new Error('TODO: close');
  }

  /** How many items are in the queue, exact for one moment during the call: never below 0, never above the capacity. */
  get length(): number {
    throw new Error('TODO: length');
  }

  /** How many items fit, as given to `allocate`. */
  get capacity(): number {
    throw new Error('TODO: capacity');
  }

  /** Whether `close` was called, by any thread. */
  get closed(): boolean {
    throw new Error('TODO: closed');
  }
}
