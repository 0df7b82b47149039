// stage: threads
// test: two producers that race both get their items in
// says: P1: tryPush(2); tryPop(); tryPop()
// The lock is seen free, and then taken: by two.

const LOCK = 0;
const CAPACITY = 1;
const FIRST = 2;
const COUNT = 3;
const IS_CLOSED = 4;
/** Move whenever an item comes, or room, or the end. */
const ITEM_CAME = 5;
const ROOM_CAME = 6;
const SLOTS = 7;

const FREE = 0;
const HELD = 1;
/** Held, and somebody sleeps until it is released. */
const WANTED = 2;

const NO_ITEM = Symbol('no item');
const NO_ROOM = Symbol('no room');

export class RingQueue {
  readonly #words: Int32Array<SharedArrayBuffer>;

  static allocate(capacity: number): SharedArrayBuffer {
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new RangeError(`RingQueue: the capacity must be a whole number from 1, not ${capacity}`);
    }
    const words = new Int32Array(new SharedArrayBuffer(4 * (SLOTS + capacity)));
    Atomics.store(words, CAPACITY, capacity);
    return words.buffer;
  }

  constructor(memory: SharedArrayBuffer) {
    if (!(memory instanceof SharedArrayBuffer)) {
      throw new TypeError('RingQueue: the memory must be a SharedArrayBuffer');
    }
    this.#words = new Int32Array(memory);
  }

  tryPush(value: number): boolean {
    mustBeInt32(value);
    return this.#locked(() => this.#put(value)) !== NO_ROOM;
  }

  tryPop(): number | undefined {
    const taken = this.#locked(() => this.#take());
    return taken === NO_ITEM ? undefined : taken;
  }

  push(value: number, timeoutMs?: number): boolean {
    mustBeInt32(value);
    return this.#when(ROOM_CAME, timeoutMs, () => this.#put(value), NO_ROOM) !== NO_ROOM;
  }

  pop(timeoutMs?: number): number | undefined {
    const take = (): number | undefined | typeof NO_ITEM => {
      const taken = this.#take();
      return taken === NO_ITEM && this.closed ? undefined : taken;
    };
    const taken = this.#when(ITEM_CAME, timeoutMs, take, NO_ITEM);
    return taken === NO_ITEM ? undefined : taken;
  }

  close(): void {
    this.#locked(() => {
      Atomics.store(this.#words, IS_CLOSED, 1);
      this.#signal(ITEM_CAME, Infinity);
      this.#signal(ROOM_CAME, Infinity);
    });
  }

  get length(): number {
    return Atomics.load(this.#words, COUNT);
  }

  get capacity(): number {
    return Atomics.load(this.#words, CAPACITY);
  }

  get closed(): boolean {
    return Atomics.load(this.#words, IS_CLOSED) === 1;
  }

  /** Under the lock. */
  #put(value: number): true | typeof NO_ROOM {
    if (this.closed) throw new Error('RingQueue: the queue is closed');
    const { length, capacity } = this;
    if (length === capacity) return NO_ROOM;
    const first = Atomics.load(this.#words, FIRST);
    Atomics.store(this.#words, SLOTS + ((first + length) % capacity), value);
    Atomics.store(this.#words, COUNT, length + 1);
    this.#signal(ITEM_CAME, 1);
    return true;
  }

  /** Under the lock. */
  #take(): number | typeof NO_ITEM {
    const { length, capacity } = this;
    if (length === 0) return NO_ITEM;
    const first = Atomics.load(this.#words, FIRST);
    const value = Atomics.load(this.#words, SLOTS + first);
    // The index never grows beyond the ring: there is nothing that could overflow.
    Atomics.store(this.#words, FIRST, (first + 1) % capacity);
    Atomics.store(this.#words, COUNT, length - 1);
    this.#signal(ROOM_CAME, 1);
    return value;
  }

  #signal(condition: number, sleepers: number): void {
    Atomics.add(this.#words, condition, 1);
    Atomics.notify(this.#words, condition, sleepers);
  }

  /** Tries under the lock until it gives something else than `none`; between two tries it sleeps on the condition. */
  #when<T>(condition: number, timeoutMs: number | undefined, attempt: () => T, none: T): T {
    const deadline = performance.now() + (timeoutMs ?? Infinity);
    for (;;) {
      const before = Atomics.load(this.#words, condition);
      const result = this.#locked(attempt);
      if (result !== none) return result;
      const rest = deadline - performance.now();
      if (rest <= 0) return none;
      Atomics.wait(this.#words, condition, before, rest);
    }
  }

  #locked<T>(body: () => T): T {
    while (Atomics.load(this.#words, LOCK) !== FREE) Atomics.wait(this.#words, LOCK, WANTED);
    Atomics.store(this.#words, LOCK, WANTED);
    Atomics.compareExchange(this.#words, LOCK, HELD, WANTED);
    try {
      return body();
    } finally {
      if (Atomics.exchange(this.#words, LOCK, FREE) === WANTED) Atomics.notify(this.#words, LOCK, 1);
    }
  }
}

function mustBeInt32(value: number): void {
  if (typeof value !== 'number') throw new TypeError('RingQueue: only numbers can be pushed');
  if ((value | 0) !== value) throw new RangeError(`RingQueue: ${value} does not fit into an item`);
}
