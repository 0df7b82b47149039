// library: ringbuf.js
// stages: one-thread
// deviates: a capacity that no queue can have is a RangeError
// because: it takes any capacity: 0 and 1.5 give a ring in which other numbers of items fit
// deviates: what is no shared memory is a TypeError
// because: it takes any buffer: Atomics work on memory that nobody shares as well
// deviates: a value that is no whole number of 32 bits is refused, and the queue is as it was
// because: an element is whatever the typed array makes of the value: 0.5 becomes 0, 2³¹ becomes −2³¹
// deviates: a full queue refuses a value that is none, too
// because: values are not checked; a full ring writes nothing, and says so
//
// A ring for one producer and one consumer (Paul Adenot, after Lamport). The later stages are about many of each, about
// waiting and about closing, which it does not have; and the explorer can not look into a module that imports.

import { RingBuffer } from 'ringbuf.js';

export class RingQueue {
  readonly #ring: RingBuffer;
  readonly #one = new Int32Array(1);

  static allocate(capacity: number): SharedArrayBuffer {
    return RingBuffer.getStorageForCapacity(capacity, Int32Array);
  }

  constructor(memory: SharedArrayBuffer) {
    this.#ring = new RingBuffer(memory, Int32Array);
  }

  tryPush(value: number): boolean {
    this.#one[0] = value;
    return this.#ring.push(this.#one, 1) === 1;
  }

  tryPop(): number | undefined {
    return this.#ring.pop(this.#one, 1) === 1 ? this.#one[0] : undefined;
  }

  /** It has nothing to wait with; with a time of 0 it is not asked to. */
  push(value: number, _timeoutMs?: number): boolean {
    return this.tryPush(value);
  }

  get length(): number {
    return this.#ring.available_read();
  }

  get capacity(): number {
    return this.#ring.capacity();
  }

  get closed(): boolean {
    return false;
  }
}
