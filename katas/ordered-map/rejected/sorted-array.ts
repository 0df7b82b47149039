// stage: key-order
// test: a set or a delete moves a few entries, not half of an array
// says: elements that array methods move for one operation, on average
// Binary search in a sorted array: few comparisons, but every set shifts half of it.

export interface Hasher<K> {
  hash(key: K): number;
  equals(a: K, b: K): boolean;
}

/** A place in the order; without an entry it is a removed place (with `next`) or the end (without). */
interface Place<K, V> {
  entry: Entry<K, V> | undefined;
  prev: Place<K, V> | undefined;
  next: Place<K, V> | undefined;
}

interface Entry<K, V> {
  readonly key: K;
  value: V;
  readonly hash: number;
  chain: Entry<K, V> | undefined;
  place: Place<K, V>;
  movedAt: number;
}

export class InsertionMap<K, V> implements Iterable<[K, V]> {
  readonly #hasher: Hasher<K>;
  #buckets: (Entry<K, V> | undefined)[] = Array.from({ length: 8 }, () => undefined);
  #start: Place<K, V> = { entry: undefined, prev: undefined, next: undefined };
  #end = this.#start;
  #size = 0;
  #moves = 0;

  constructor(hasher: Hasher<K>) {
    this.#hasher = hasher;
  }

  get size(): number {
    return this.#size;
  }

  get(key: K): V | undefined {
    return this.#find(key, this.#hash(key))?.value;
  }

  has(key: K): boolean {
    return this.#find(key, this.#hash(key)) !== undefined;
  }

  set(key: K, value: V): this {
    const hash = this.#hash(key);
    const known = this.#find(key, hash);
    if (known !== undefined) {
      known.value = value;
      return this;
    }
    if (this.#size >= this.#buckets.length) this.#grow();
    const entry: Entry<K, V> = { key, value, hash, chain: undefined, place: this.#end, movedAt: 0 };
    this.#append(entry);
    this.#chain(entry);
    this.#size++;
    return this;
  }

  delete(key: K): boolean {
    const hash = this.#hash(key);
    const entry = this.#find(key, hash);
    if (entry === undefined) return false;
    const index = this.#index(hash);
    if (this.#buckets[index] === entry) {
      this.#buckets[index] = entry.chain;
    } else {
      let before = this.#buckets[index];
      while (before !== undefined && before.chain !== entry) before = before.chain;
      if (before !== undefined) before.chain = entry.chain;
    }
    this.#unlink(entry.place);
    this.#size--;
    return true;
  }

  clear(): void {
    for (let place = this.#start; place !== this.#end; place = place.next ?? this.#end) {
      place.entry = undefined;
      place.prev = undefined;
    }
    this.#start = this.#end;
    this.#end.prev = undefined;
    this.#buckets = Array.from({ length: 8 }, () => undefined);
    this.#size = 0;
  }

  first(): [K, V] | undefined {
    return pair(this.#start.entry);
  }

  last(): [K, V] | undefined {
    return pair(this.#end.prev?.entry);
  }

  moveToEnd(key: K): boolean {
    const entry = this.#find(key, this.#hash(key));
    if (entry === undefined) return false;
    this.#unlink(entry.place);
    this.#append(entry);
    entry.movedAt = ++this.#moves;
    return true;
  }

  [Symbol.iterator](): IterableIterator<[K, V]> {
    return new PlaceIterator(this.#start, this.#moves);
  }

  #hash(key: K): number {
    const hash = this.#hasher.hash(key);
    return Number.isFinite(hash) ? hash : 0;
  }

  #index(hash: number): number {
    const bits = Math.imul(hash ^ Math.trunc(hash / 0x1_0000_0000), 0x9e37_79b1);
    return (bits ^ (bits >>> 15)) & (this.#buckets.length - 1);
  }

  #find(key: K, hash: number): Entry<K, V> | undefined {
    let entry = this.#buckets[this.#index(hash)];
    while (entry !== undefined && !(entry.hash === hash && this.#hasher.equals(entry.key, key)))
      entry = entry.chain;
    return entry;
  }

  #chain(entry: Entry<K, V>): void {
    const index = this.#index(entry.hash);
    entry.chain = this.#buckets[index];
    this.#buckets[index] = entry;
  }

  #grow(): void {
    this.#buckets = Array.from({ length: this.#buckets.length * 2 }, () => undefined);
    for (let place = this.#start; place.next !== undefined; place = place.next) {
      if (place.entry !== undefined) this.#chain(place.entry);
    }
  }

  #append(entry: Entry<K, V>): void {
    const place = this.#end;
    place.entry = entry;
    entry.place = place;
    this.#end = { entry: undefined, prev: place, next: undefined };
    place.next = this.#end;
  }

  #unlink(place: Place<K, V>): void {
    if (place.prev === undefined) this.#start = place.next ?? this.#end;
    else place.prev.next = place.next;
    if (place.next !== undefined) place.next.prev = place.prev;
    place.entry = undefined;
    place.prev = undefined;
  }
}

class PlaceIterator<K, V> implements IterableIterator<[K, V]> {
  #place: Place<K, V> | undefined;
  readonly #openedAt: number;

  constructor(place: Place<K, V>, openedAt: number) {
    this.#place = place;
    this.#openedAt = openedAt;
  }

  next(): IteratorResult<[K, V]> {
    let place = this.#place;
    while (place?.next !== undefined) {
      const { entry } = place;
      place = place.next;
      if (entry !== undefined && entry.movedAt <= this.#openedAt) {
        this.#place = place;
        return { done: false, value: [entry.key, entry.value] };
      }
    }
    this.#place = undefined;
    return { done: true, value: undefined };
  }

  [Symbol.iterator](): this {
    return this;
  }
}

export class SortedMap<K, V> implements Iterable<[K, V]> {
  readonly #compare: (a: K, b: K) => number;
  #entries: { readonly key: K; value: V }[] = [];

  constructor(compare: (a: K, b: K) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#entries.length;
  }

  get(key: K): V | undefined {
    const index = this.#lowerBound(key);
    return this.#isAt(index, key) ? this.#entries[index]?.value : undefined;
  }

  has(key: K): boolean {
    return this.#isAt(this.#lowerBound(key), key);
  }

  set(key: K, value: V): this {
    const index = this.#lowerBound(key);
    const entry = this.#entries[index];
    if (entry !== undefined && this.#isAt(index, key)) entry.value = value;
    else this.#entries.splice(index, 0, { key, value });
    return this;
  }

  delete(key: K): boolean {
    const index = this.#lowerBound(key);
    if (!this.#isAt(index, key)) return false;
    this.#entries.splice(index, 1);
    return true;
  }

  clear(): void {
    this.#entries = [];
  }

  first(): [K, V] | undefined {
    return pair(this.#entries[0]);
  }

  last(): [K, V] | undefined {
    return pair(this.#entries.at(-1));
  }

  floor(key: K): [K, V] | undefined {
    const index = this.#lowerBound(key);
    return pair(this.#entries[this.#isAt(index, key) ? index : index - 1]);
  }

  ceiling(key: K): [K, V] | undefined {
    return pair(this.#entries[this.#lowerBound(key)]);
  }

  range(from: K, to: K): IterableIterator<[K, V]> {
    return this.#walk(
      () => this.#lowerBound(from),
      (key) => this.#compare(key, to) < 0,
    );
  }

  at(i: number): [K, V] | undefined {
    return Number.isInteger(i) && i >= 0 ? pair(this.#entries[i]) : undefined;
  }

  [Symbol.iterator](): IterableIterator<[K, V]> {
    return this.#walk(
      () => 0,
      () => true,
    );
  }

  *#walk(start: () => number, within: (key: K) => boolean): IterableIterator<[K, V]> {
    let entry = this.#entries[start()];
    while (entry !== undefined && within(entry.key)) {
      const { key } = entry;
      yield [key, entry.value];
      const index = this.#lowerBound(key);
      entry = this.#entries[this.#isAt(index, key) ? index + 1 : index];
    }
  }

  #isAt(index: number, key: K): boolean {
    const entry = this.#entries[index];
    return entry !== undefined && this.#compare(entry.key, key) === 0;
  }

  #lowerBound(key: K): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = this.#entries[middle];
      if (entry !== undefined && this.#compare(entry.key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function pair<K, V>(entry: { readonly key: K; readonly value: V } | undefined): [K, V] | undefined {
  return entry === undefined ? undefined : [entry.key, entry.value];
}
