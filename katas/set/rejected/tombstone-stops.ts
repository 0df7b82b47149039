// stage: membership
// test: a value is found after others that share its way were deleted
// says: has(1) after delete(0)
// says: expected false to be true
// A deleted slot looks like an empty one, so a search stops there, before the values behind it.

export interface Hasher<T> {
  hash(value: T): number;
  equals(a: T, b: T): boolean;
}

interface Entry<T> {
  readonly value: T;
  readonly hash: number;
  /** When it came in, by the set's own clock. */
  readonly born: number;
  alive: boolean;
}

type Slot<T> = Entry<T> | 'empty' | 'grave';

function integer(hash: number): number {
  const whole = Math.trunc(hash) | 0;
  const mixed = Math.imul(whole ^ (whole >>> 16), 0x7feb352d);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

export class HashSet<T> implements Iterable<T> {
  #hasher: Hasher<T>;
  #slots: Slot<T>[] = emptySlots(8);
  #size = 0;
  #graves = 0;
  #clock = 0;

  constructor(hasher: Hasher<T>, values?: Iterable<T>) {
    this.#hasher = hasher;
    for (const value of values ?? []) this.add(value);
  }

  get size(): number {
    return this.#size;
  }

  add(value: T): this {
    const hash = integer(this.#hasher.hash(value));
    if (this.#seek(value, hash) >= 0) return this;
    if ((this.#size + this.#graves + 1) * 3 > this.#slots.length * 2) this.#rebuild();
    // A grave is not taken: an iterator may have passed it, or may show what is put there although it came late.
    const at = this.#free(hash);
    this.#slots[at] = { value, hash, born: ++this.#clock, alive: true };
    this.#size++;
    return this;
  }

  has(value: T): boolean {
    return this.#seek(value, integer(this.#hasher.hash(value))) >= 0;
  }

  delete(value: T): boolean {
    const at = this.#seek(value, integer(this.#hasher.hash(value)));
    if (at < 0) return false;
    const slot = this.#slots[at]!;
    if (typeof slot === 'object') slot.alive = false;
    this.#slots[at] = 'empty';

    this.#size--;
    return true;
  }

  clear(): void {
    for (const slot of this.#slots) if (typeof slot === 'object') slot.alive = false;
    this.#slots = emptySlots(8);
    this.#size = 0;
    this.#graves = 0;
  }

  union(other: HashSet<T>): HashSet<T> {
    const all = this.#copy();
    for (const value of other) all.add(value);
    return all;
  }

  intersection(other: HashSet<T>): HashSet<T> {
    const [few, many] = this.#size < other.size ? [this, other] : [other, this];
    const both = new HashSet(this.#hasher);
    for (const value of few) if (many.has(value)) both.add(value);
    return both;
  }

  difference(other: HashSet<T>): HashSet<T> {
    const rest = this.#copy();
    if (other.size < this.#size) for (const value of other) rest.delete(value);
    else for (const value of this) if (other.has(value)) rest.delete(value);
    return rest;
  }

  symmetricDifference(other: HashSet<T>): HashSet<T> {
    const result = this.#copy();
    for (const value of other) if (!result.delete(value)) result.add(value);
    return result;
  }

  isSubsetOf(other: HashSet<T>): boolean {
    return this.#size <= other.size && this.#every((value) => other.has(value));
  }

  isSupersetOf(other: HashSet<T>): boolean {
    return other.isSubsetOf(this);
  }

  isDisjointFrom(other: HashSet<T>): boolean {
    return this.#size > other.size ? other.isDisjointFrom(this) : this.#every((value) => !other.has(value));
  }

  *[Symbol.iterator](): IterableIterator<T> {
    const slots = this.#slots;
    const start = this.#clock;
    for (let at = 0; at < slots.length; at++) {
      const slot = slots[at]!;
      if (typeof slot === 'object' && slot.alive && slot.born <= start) yield slot.value;
    }
  }

  #copy(): HashSet<T> {
    return new HashSet(this.#hasher, this);
  }

  #every(holds: (value: T) => boolean): boolean {
    for (const value of this) if (!holds(value)) return false;
    return true;
  }

  #seek(value: T, hash: number): number {
    const mask = this.#slots.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const slot = this.#slots[at]!;
      if (slot === 'empty') return -1;
      if (slot !== 'grave' && slot.hash === hash && this.#hasher.equals(slot.value, value)) return at;
    }
  }

  #free(hash: number): number {
    const mask = this.#slots.length - 1;
    let at = hash & mask;
    while (this.#slots[at] !== 'empty') at = (at + 1) & mask;
    return at;
  }

  #rebuild(): void {
    const old = this.#slots;
    let length = 8;
    while (length < (this.#size + 1) * 3) length *= 2;
    this.#slots = emptySlots(length);
    this.#graves = 0;
    for (const slot of old) if (typeof slot === 'object') this.#slots[this.#free(slot.hash)] = slot;
  }
}

function emptySlots<T>(length: number): Slot<T>[] {
  return new Array<Slot<T>>(length).fill('empty');
}
