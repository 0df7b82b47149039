/** A queue of at most `capacity` values in one array, which grows only as far as values are waiting in it. */
export class Ring<T> {
  readonly capacity: number;
  #slots: (T | undefined)[];
  #head = 0;
  #length = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#slots = emptySlots(capacity < FIRST_SLOTS ? capacity : FIRST_SLOTS);
  }

  get length(): number {
    return this.#length;
  }

  get full(): boolean {
    return this.#length === this.capacity;
  }

  /** The ring must not be full. */
  push(value: T): void {
    if (this.#length === this.#slots.length) this.#grow();
    let tail = this.#head + this.#length;
    if (tail >= this.#slots.length) tail -= this.#slots.length;
    this.#slots[tail] = value;
    this.#length++;
  }

  /** The ring must not be empty. */
  shift(): T {
    const head = this.#head;
    const value = this.#slots[head] as T;
    this.#slots[head] = undefined;
    this.#head = head + 1 === this.#slots.length ? 0 : head + 1;
    this.#length--;
    return value;
  }

  clear(): void {
    while (this.#length > 0) this.shift();
  }

  #grow(): void {
    const doubled = 2 * this.#slots.length;
    const slots = emptySlots<T>(doubled < this.capacity ? doubled : this.capacity);
    const length = this.#length;
    for (let i = 0; i < length; i++) slots[i] = this.shift();
    this.#slots = slots;
    this.#head = 0;
    this.#length = length;
  }
}

const FIRST_SLOTS = 16;

function emptySlots<T>(count: number): (T | undefined)[] {
  return Array.from<T | undefined>({ length: count }).fill(undefined);
}
