// Separate chaining: an array of small arrays of entries. An iterator walks a list of the entries that were there when
// it started and skips those that have died since, so the table may be rebuilt under it at will.

export interface Hasher<T> {
  hash(value: T): number;
  equals(a: T, b: T): boolean;
}

interface Entry<T> {
  readonly value: T;
  readonly hash: number;
  alive: boolean;
}

const SMALLEST = 8;

export class HashSet<T> implements Iterable<T> {
  readonly #hasher: Hasher<T>;
  #buckets: Entry<T>[][] = emptyBuckets(SMALLEST);
  #size = 0;

  constructor(hasher: Hasher<T>, values: Iterable<T> = []) {
    this.#hasher = hasher;
    for (const value of values) this.add(value);
  }

  get size(): number {
    return this.#size;
  }

  add(value: T): this {
    const hash = this.#hasher.hash(value) | 0;
    if (this.#find(hash, value) !== undefined) return this;
    if (this.#size >= this.#buckets.length) this.#grow();
    this.#bucketOf(hash).push({ value, hash, alive: true });
    this.#size++;
    return this;
  }

  has(value: T): boolean {
    return this.#find(this.#hasher.hash(value) | 0, value) !== undefined;
  }

  delete(value: T): boolean {
    const hash = this.#hasher.hash(value) | 0;
    const entry = this.#find(hash, value);
    if (entry === undefined) return false;
    entry.alive = false;
    const bucket = this.#bucketOf(hash);
    bucket.splice(bucket.indexOf(entry), 1);
    this.#size--;
    return true;
  }

  clear(): void {
    for (const bucket of this.#buckets) for (const entry of bucket) entry.alive = false;
    this.#buckets = emptyBuckets(SMALLEST);
    this.#size = 0;
  }

  union(other: HashSet<T>): HashSet<T> {
    const result = new HashSet(this.#hasher, this);
    for (const value of other) result.add(value);
    return result;
  }

  intersection(other: HashSet<T>): HashSet<T> {
    const [small, large] = this.size <= other.size ? [this, other] : [other, this];
    return new HashSet(
      this.#hasher,
      small.#filter((value) => large.has(value)),
    );
  }

  difference(other: HashSet<T>): HashSet<T> {
    return new HashSet(
      this.#hasher,
      this.#filter((value) => !other.has(value)),
    );
  }

  symmetricDifference(other: HashSet<T>): HashSet<T> {
    const result = this.difference(other);
    for (const value of other) if (!this.has(value)) result.add(value);
    return result;
  }

  isSubsetOf(other: HashSet<T>): boolean {
    if (this.size > other.size) return false;
    for (const value of this) if (!other.has(value)) return false;
    return true;
  }

  isSupersetOf(other: HashSet<T>): boolean {
    return other.isSubsetOf(this);
  }

  isDisjointFrom(other: HashSet<T>): boolean {
    return this.intersection(other).size === 0;
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (const entry of this.#buckets.flat()) if (entry.alive) yield entry.value;
  }

  *#filter(keep: (value: T) => boolean): IterableIterator<T> {
    for (const value of this) if (keep(value)) yield value;
  }

  #find(hash: number, value: T): Entry<T> | undefined {
    return this.#bucketOf(hash).find(
      (entry) => entry.hash === hash && this.#hasher.equals(entry.value, value),
    );
  }

  #bucketOf(hash: number): Entry<T>[] {
    return this.#buckets[hash & (this.#buckets.length - 1)]!;
  }

  #grow(): void {
    const entries = this.#buckets.flat();
    this.#buckets = emptyBuckets(this.#buckets.length * 2);
    for (const entry of entries) this.#bucketOf(entry.hash).push(entry);
  }
}

function emptyBuckets<T>(length: number): Entry<T>[][] {
  return Array.from({ length }, () => []);
}
