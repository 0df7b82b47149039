// stage: key-order
// test: of the comparator's answer only the sign counts
// says: a comparator that answers ±0.001
// The comparator is taken to answer -1, 0 or 1.

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

interface Branch<K, V> {
  key: K;
  value: V;
  left: Branch<K, V> | undefined;
  right: Branch<K, V> | undefined;
  height: number;
  size: number;
}

export class SortedMap<K, V> implements Iterable<[K, V]> {
  readonly #compare: (a: K, b: K) => number;
  #root: Branch<K, V> | undefined;
  #version = 0;

  constructor(compare: (a: K, b: K) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return sizeOf(this.#root);
  }

  get(key: K): V | undefined {
    return this.#find(key)?.value;
  }

  has(key: K): boolean {
    return this.#find(key) !== undefined;
  }

  set(key: K, value: V): this {
    const before = this.size;
    this.#root = this.#insert(this.#root, key, value);
    if (this.size !== before) this.#version++;
    return this;
  }

  delete(key: K): boolean {
    const before = this.size;
    this.#root = this.#remove(this.#root, key);
    if (this.size === before) return false;
    this.#version++;
    return true;
  }

  clear(): void {
    this.#root = undefined;
    this.#version++;
  }

  first(): [K, V] | undefined {
    let node = this.#root;
    while (node?.left !== undefined) node = node.left;
    return pair(node);
  }

  last(): [K, V] | undefined {
    let node = this.#root;
    while (node?.right !== undefined) node = node.right;
    return pair(node);
  }

  floor(key: K): [K, V] | undefined {
    let best: Branch<K, V> | undefined;
    let node = this.#root;
    while (node !== undefined) {
      const order = this.#compare(key, node.key);
      if (order === 0) return pair(node);
      if (order > 0) best = node;
      node = order > 0 ? node.right : node.left;
    }
    return pair(best);
  }

  ceiling(key: K): [K, V] | undefined {
    let best: Branch<K, V> | undefined;
    let node = this.#root;
    while (node !== undefined) {
      const order = this.#compare(key, node.key);
      if (order === 0) return pair(node);
      if (order < 0) best = node;
      node = order > 0 ? node.right : node.left;
    }
    return pair(best);
  }

  *range(from: K, to: K): IterableIterator<[K, V]> {
    for (const entry of this.#walk({ key: from, inclusive: true })) {
      if (this.#compare(entry[0], to) >= 0) return;
      yield entry;
    }
  }

  at(i: number): [K, V] | undefined {
    if (!Number.isInteger(i) || i < 0) return undefined;
    let node = this.#root;
    let rest = i;
    while (node !== undefined) {
      const left = sizeOf(node.left);
      if (rest === left) break;
      if (rest < left) {
        node = node.left;
      } else {
        rest -= left + 1;
        node = node.right;
      }
    }
    return pair(node);
  }

  [Symbol.iterator](): IterableIterator<[K, V]> {
    return this.#walk(undefined);
  }

  /** Keeps the path to the next entry, and looks it up again after a change. */
  *#walk(after: { key: K; inclusive: boolean } | undefined): IterableIterator<[K, V]> {
    let cursor = after;
    let version = this.#version;
    let path = this.#path(cursor);
    for (;;) {
      if (version !== this.#version) {
        version = this.#version;
        path = this.#path(cursor);
      }
      const node = path.pop();
      if (node === undefined) return;
      pushLeftSpine(path, node.right);
      cursor = { key: node.key, inclusive: false };
      yield [node.key, node.value];
    }
  }

  #path(after: { key: K; inclusive: boolean } | undefined): Branch<K, V>[] {
    const path: Branch<K, V>[] = [];
    if (after === undefined) {
      pushLeftSpine(path, this.#root);
      return path;
    }
    let node = this.#root;
    while (node !== undefined) {
      const order = this.#compare(after.key, node.key);
      const ahead = order < 0 || (order === 0 && after.inclusive);
      if (ahead) path.push(node);
      node = ahead ? node.left : node.right;
    }
    return path;
  }

  #find(key: K): Branch<K, V> | undefined {
    let node = this.#root;
    while (node !== undefined) {
      const order = this.#compare(key, node.key);
      if (order === 0) return node;
      node = order < 0 ? node.left : node.right;
    }
    return undefined;
  }

  #insert(node: Branch<K, V> | undefined, key: K, value: V): Branch<K, V> {
    if (node === undefined) return { key, value, left: undefined, right: undefined, height: 1, size: 1 };
    const order = this.#compare(key, node.key);
    if (order === 0) node.value = value;
    else if (order === -1) node.left = this.#insert(node.left, key, value);
    else node.right = this.#insert(node.right, key, value);
    return balanced(node);
  }

  #remove(node: Branch<K, V> | undefined, key: K): Branch<K, V> | undefined {
    if (node === undefined) return undefined;
    const order = this.#compare(key, node.key);
    if (order < 0) node.left = this.#remove(node.left, key);
    else if (order > 0) node.right = this.#remove(node.right, key);
    else return joined(node.left, node.right);
    return balanced(node);
  }
}

function sizeOf(node: Branch<unknown, unknown> | undefined): number {
  return node?.size ?? 0;
}

function heightOf(node: Branch<unknown, unknown> | undefined): number {
  return node?.height ?? 0;
}

function pushLeftSpine<K, V>(path: Branch<K, V>[], top: Branch<K, V> | undefined): void {
  for (let node = top; node !== undefined; node = node.left) path.push(node);
}

function measure<K, V>(node: Branch<K, V>): Branch<K, V> {
  node.height = 1 + Math.max(heightOf(node.left), heightOf(node.right));
  node.size = 1 + sizeOf(node.left) + sizeOf(node.right);
  return node;
}

function rotateRight<K, V>(node: Branch<K, V>): Branch<K, V> {
  const top = node.left;
  if (top === undefined) return measure(node);
  node.left = top.right;
  top.right = measure(node);
  return measure(top);
}

function rotateLeft<K, V>(node: Branch<K, V>): Branch<K, V> {
  const top = node.right;
  if (top === undefined) return measure(node);
  node.right = top.left;
  top.left = measure(node);
  return measure(top);
}

function balanced<K, V>(node: Branch<K, V>): Branch<K, V> {
  const lean = heightOf(node.left) - heightOf(node.right);
  if (lean > 1 && node.left !== undefined) {
    if (heightOf(node.left.left) < heightOf(node.left.right)) node.left = rotateLeft(node.left);
    return rotateRight(node);
  }
  if (lean < -1 && node.right !== undefined) {
    if (heightOf(node.right.right) < heightOf(node.right.left)) node.right = rotateRight(node.right);
    return rotateLeft(node);
  }
  return measure(node);
}

/** One tree of two whose heights differ by at most one, all keys of `left` before those of `right`. */
function joined<K, V>(
  left: Branch<K, V> | undefined,
  right: Branch<K, V> | undefined,
): Branch<K, V> | undefined {
  if (right === undefined) return left;
  const [least, rest] = withoutLeast(right);
  least.left = left;
  least.right = rest;
  return balanced(least);
}

function withoutLeast<K, V>(node: Branch<K, V>): [Branch<K, V>, Branch<K, V> | undefined] {
  if (node.left === undefined) return [node, node.right];
  const [least, rest] = withoutLeast(node.left);
  node.left = rest;
  return [least, balanced(node)];
}

function pair<K, V>(entry: { readonly key: K; readonly value: V } | undefined): [K, V] | undefined {
  return entry === undefined ? undefined : [entry.key, entry.value];
}
