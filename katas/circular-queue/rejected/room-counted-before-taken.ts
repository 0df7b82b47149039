// stage: threads
// test: two producers that race both get their items in
// says: P1: tryPush(2); tryPop(); tryPop()
// The next number is drawn by an `add`, but taken from an earlier look.

const CAPACITY = 0;
/** The next tickets. They count in steps of two; the lowest bit of both says that the queue is closed. */
const NEXT_PUSH = 1;
const NEXT_POP = 2;
const SLOTS = 3;

const CLOSED = 1;

/** Two words of a slot: which ticket it serves (odd: a pop has to come), and the item. */
const TURN = 0;
const ITEM = 1;
const SLOT_WORDS = 2;

type Drawn = { readonly ticket: number } | { readonly asItWas: number };

export class RingQueue {
  readonly capacity: number;
  readonly #shared: Int32Array;
  readonly #slots: number;

  static allocate(capacity: number): SharedArrayBuffer {
    if (capacity >= 1 && Number.isInteger(capacity)) {
      const slots = 2 ** Math.ceil(Math.log2(capacity));
      const shared = new Int32Array(new SharedArrayBuffer((SLOTS + SLOT_WORDS * slots) * 4));
      shared[CAPACITY] = capacity;
      for (let slot = 0; slot < slots; slot++) shared[SLOTS + SLOT_WORDS * slot + TURN] = 2 * slot;
      return shared.buffer;
    }
    throw new RangeError('RingQueue: capacity must be a whole number and at least 1');
  }

  constructor(memory: SharedArrayBuffer) {
    if (!(memory instanceof SharedArrayBuffer)) throw new TypeError('RingQueue: memory must be shared');
    this.#shared = new Int32Array(memory);
    this.capacity = Atomics.load(this.#shared, CAPACITY);
    this.#slots = (this.#shared.length - SLOTS) / SLOT_WORDS;
  }

  tryPush(value: number): boolean {
    return this.push(value, 0);
  }

  tryPop(): number | undefined {
    return this.pop(0);
  }

  push(value: number, timeoutMs = Infinity): boolean {
    if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 31) {
      throw new RangeError(`RingQueue: ${value} is outside of what an item can be`);
    }
    const until = Date.now() + timeoutMs;
    for (;;) {
      const drawn = this.#drawPush();
      if ('ticket' in drawn) {
        this.#serve(drawn.ticket, drawn.ticket, (slot) => {
          Atomics.store(this.#shared, slot + ITEM, value);
          return drawn.ticket + 1;
        });
        return true;
      }
      if (!this.#sleeps(NEXT_POP, drawn.asItWas, until)) return false;
    }
  }

  pop(timeoutMs = Infinity): number | undefined {
    const until = Date.now() + timeoutMs;
    for (;;) {
      const drawn = this.#drawPop();
      if ('ticket' in drawn) {
        return this.#serve(drawn.ticket, drawn.ticket + 1, () => drawn.ticket + 2 * this.#slots);
      }
      if (drawn.asItWas & CLOSED || !this.#sleeps(NEXT_PUSH, drawn.asItWas, until)) return undefined;
    }
  }

  close(): void {
    for (const word of [NEXT_PUSH, NEXT_POP]) {
      Atomics.or(this.#shared, word, CLOSED);
      Atomics.notify(this.#shared, word);
    }
  }

  get length(): number {
    let pops = Atomics.load(this.#shared, NEXT_POP);
    for (;;) {
      const pushes = Atomics.load(this.#shared, NEXT_PUSH);
      const again = Atomics.load(this.#shared, NEXT_POP);
      if (again === pops) return distance(pops, pushes);
      pops = again;
    }
  }

  get closed(): boolean {
    return (Atomics.load(this.#shared, NEXT_PUSH) & CLOSED) === CLOSED;
  }

  #drawPush(): Drawn {
    for (;;) {
      const ticket = Atomics.load(this.#shared, NEXT_PUSH);
      const pops = Atomics.load(this.#shared, NEXT_POP);
      // In either: a producer must not fall asleep over a word that will not move any more.
      if ((ticket | pops) & CLOSED) throw new Error('RingQueue: cannot push, the queue was closed');
      if (distance(pops, ticket) >= this.capacity) return { asItWas: pops };
      Atomics.add(this.#shared, NEXT_PUSH, 2);
      Atomics.notify(this.#shared, NEXT_PUSH, 1);
      return { ticket };
    }
  }

  #drawPop(): Drawn {
    for (;;) {
      const pop = Atomics.load(this.#shared, NEXT_POP);
      const pushes = Atomics.load(this.#shared, NEXT_PUSH);
      if (distance(pop, pushes) === 0) return { asItWas: pushes };
      if (this.#draws(NEXT_POP, pop)) return { ticket: pop & ~CLOSED };
    }
  }

  #draws(counter: number, ticket: number): boolean {
    if (Atomics.compareExchange(this.#shared, counter, ticket, (ticket + 2) | 0) !== ticket) return false;
    Atomics.notify(this.#shared, counter, 1);
    return true;
  }

  /** Waits for the slot's turn, does what is to do there, and hands the slot on. @returns the item in it */
  #serve(ticket: number, turn: number, use: (slot: number) => number): number {
    const slot = SLOTS + SLOT_WORDS * ((ticket >>> 1) % this.#slots);
    for (let now = Atomics.load(this.#shared, slot); now !== (turn | 0);) {
      Atomics.wait(this.#shared, slot + TURN, now);
      now = Atomics.load(this.#shared, slot + TURN);
    }
    const next = use(slot);
    const item = Atomics.load(this.#shared, slot + ITEM);
    Atomics.store(this.#shared, slot + TURN, next | 0);
    Atomics.notify(this.#shared, slot + TURN);
    return item;
  }

  /** @returns false when the time is over */
  #sleeps(word: number, asItWas: number, until: number): boolean {
    const rest = until - Date.now();
    return rest > 0 && (Atomics.wait(this.#shared, word, asItWas, rest), true);
  }
}

/** Tickets from one to the other, also past 2³². */
function distance(from: number, to: number): number {
  return (((to | CLOSED) - (from | CLOSED)) | 0) / 2;
}
