// A dense list of entries and a sparse index of numbers into it, as in CPython's dict. Hashes are not kept: the hasher
// is asked again when the index is rebuilt. Deleting leaves a hole in the list; the holes go at the next rebuild.

export interface Hasher<T> {
  hash(value: T): number;
  equals(a: T, b: T): boolean;
}

interface Holder<T> {
  value: T;
}

const EMPTY = -1;
const DELETED = -2;

export class HashSet<T> implements Iterable<T> {
  readonly #hasher: Hasher<T>;
  #list: (Holder<T> | null)[] = [];
  #index = new Int32Array(8).fill(EMPTY);
  #size = 0;

  constructor(hasher: Hasher<T>, values: Iterable<T> = []) {
    this.#hasher = hasher;
    for (const value of values) this.add(value);
  }

  get size() {
    return this.#size;
  }

  add(value: T): this {
    const hash = this.#hashOf(value);
    if (this.#slotOf(value, hash) !== -1) return this;
    if (this.#list.length + 1 > this.#index.length / 2) this.#rebuild();
    this.#enter(hash, this.#list.push({ value }) - 1);
    this.#size++;
    return this;
  }

  has(value: T): boolean {
    return this.#slotOf(value, this.#hashOf(value)) !== -1;
  }

  delete(value: T): boolean {
    const slot = this.#slotOf(value, this.#hashOf(value));
    if (slot === -1) return false;
    this.#list[this.#index[slot]!] = null;
    this.#index[slot] = DELETED;
    this.#size--;
    return true;
  }

  clear(): void {
    this.#list = [];
    this.#index = new Int32Array(8).fill(EMPTY);
    this.#size = 0;
  }

  union(other: HashSet<T>): HashSet<T> {
    return new HashSet(this.#hasher, chain(this, other));
  }

  intersection(other: HashSet<T>): HashSet<T> {
    if (this.size > other.size)
      return new HashSet(
        this.#hasher,
        filter(other, (value) => this.has(value)),
      );
    return new HashSet(
      this.#hasher,
      filter(this, (value) => other.has(value)),
    );
  }

  difference(other: HashSet<T>): HashSet<T> {
    return new HashSet(
      this.#hasher,
      filter(this, (value) => !other.has(value)),
    );
  }

  symmetricDifference(other: HashSet<T>): HashSet<T> {
    return new HashSet(this.#hasher, chain(this.difference(other), other.difference(this)));
  }

  isSubsetOf(other: HashSet<T>): boolean {
    return this.difference(other).size === 0;
  }

  isSupersetOf(other: HashSet<T>): boolean {
    return other.difference(this).size === 0;
  }

  isDisjointFrom(other: HashSet<T>): boolean {
    for (const value of this) if (other.has(value)) return false;
    return true;
  }

  *[Symbol.iterator](): IterableIterator<T> {
    const holders = this.#list.slice();
    for (const holder of holders) {
      if (holder === null) continue;
      // A hole in the list says that the value went; a rebuild moves holders without changing them.
      if (this.#holderOf(holder.value) === holder) yield holder.value;
    }
  }

  #holderOf(value: T): Holder<T> | null {
    const slot = this.#slotOf(value, this.#hashOf(value));
    return slot === -1 ? null : this.#list[this.#index[slot]!]!;
  }

  #hashOf(value: T): number {
    const hash = this.#hasher.hash(value);
    return (hash ^ (hash / 2 ** 32)) >>> 0;
  }

  #slotOf(value: T, hash: number): number {
    const length = this.#index.length;
    // Half of the index is empty, so the walk ends.
    for (let step = 0, slot = hash % length; ; slot = (slot + ++step) % length) {
      const at = this.#index[slot]!;
      if (at === EMPTY) return -1;
      if (at !== DELETED && this.#hasher.equals(this.#list[at]!.value, value)) return slot;
    }
  }

  #enter(hash: number, at: number): void {
    const length = this.#index.length;
    let slot = hash % length;
    for (let step = 0; this.#index[slot]! >= 0;) slot = (slot + ++step) % length;
    this.#index[slot] = at;
  }

  #rebuild(): void {
    const list = this.#list.filter((holder) => holder !== null);
    const hashes = list.map((holder) => this.#hashOf(holder.value));
    let length = 8;
    while (length < list.length * 4) length *= 2;
    this.#list = list;
    this.#index = new Int32Array(length).fill(EMPTY);
    for (const [at, hash] of hashes.entries()) this.#enter(hash, at);
  }
}

function* chain<T>(first: Iterable<T>, second: Iterable<T>): IterableIterator<T> {
  yield* first;
  yield* second;
}

function* filter<T>(values: Iterable<T>, keep: (value: T) => boolean): IterableIterator<T> {
  for (const value of values) if (keep(value)) yield value;
}
