// stage: membership
// test: values are equal when the hasher says so, whether or not they are the same object
// says: has({ x: 1, y: 2 })
// Values become text: the order of keys matters, the hasher does not.

export interface Hasher<T> {
  hash(value: T): number;
  equals(a: T, b: T): boolean;
}

export class HashSet<T> implements Iterable<T> {
  #keys: string[] = [];
  #values: T[] = [];
  readonly hasher: Hasher<T>;

  constructor(hasher: Hasher<T>, values: Iterable<T> = []) {
    this.hasher = hasher;
    for (const value of values) this.add(value);
  }

  get size(): number {
    return this.#values.length;
  }

  add(value: T): this {
    const key = JSON.stringify(value);
    if (this.#keys.includes(key)) return this;
    this.#keys.push(key);
    this.#values.push(value);
    return this;
  }

  has(value: T): boolean {
    return this.#keys.includes(JSON.stringify(value));
  }

  delete(value: T): boolean {
    const at = this.#keys.indexOf(JSON.stringify(value));
    if (at < 0) return false;
    this.#keys.splice(at, 1);
    this.#values.splice(at, 1);
    return true;
  }

  clear(): void {
    this.#keys = [];
    this.#values = [];
  }

  union(other: HashSet<T>): HashSet<T> {
    return new HashSet(this.hasher, [...this, ...other]);
  }

  intersection(other: HashSet<T>): HashSet<T> {
    return new HashSet(
      this.hasher,
      this.#values.filter((value) => other.has(value)),
    );
  }

  difference(other: HashSet<T>): HashSet<T> {
    return new HashSet(
      this.hasher,
      this.#values.filter((value) => !other.has(value)),
    );
  }

  symmetricDifference(other: HashSet<T>): HashSet<T> {
    return this.difference(other).union(other.difference(this));
  }

  isSubsetOf(other: HashSet<T>): boolean {
    return this.#values.every((value) => other.has(value));
  }

  isSupersetOf(other: HashSet<T>): boolean {
    return other.isSubsetOf(this);
  }

  isDisjointFrom(other: HashSet<T>): boolean {
    return !this.#values.some((value) => other.has(value));
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.#values.slice().values();
  }
}
