// stage: live-iteration
// test: iterators that were left half-way cost the map nothing
// says: kB in use afterwards
// The map keeps a list of open iterators, to tell them of clear; those left half-way stay in it.

export interface Hasher<K> {
  hash(key: K): number;
  equals(a: K, b: K): boolean;
}

interface Node<K, V> {
  readonly key: K;
  value: V;
  readonly hash: number;
  prev: Node<K, V> | undefined;
  next: Node<K, V> | undefined;
  removed: boolean;
  readonly movedAt: number;
}

export class InsertionMap<K, V> implements Iterable<[K, V]> {
  readonly #hasher: Hasher<K>;
  #buckets: Node<K, V>[][] = Array.from({ length: 16 }, () => []);
  #head: Node<K, V> | undefined;
  #tail: Node<K, V> | undefined;
  #size = 0;
  #moves = 0;
  #open: { shown: Node<K, V> | undefined }[] = [];

  constructor(hasher: Hasher<K>) {
    this.#hasher = hasher;
  }

  get size(): number {
    return this.#size;
  }

  get(key: K): V | undefined {
    return this.#find(key)?.value;
  }

  has(key: K): boolean {
    return this.#find(key) !== undefined;
  }

  set(key: K, value: V): this {
    const hash = this.#hasher.hash(key);
    const known = this.#search(key, hash);
    if (known === undefined) this.#add(key, value, hash, 0);
    else known.value = value;
    return this;
  }

  delete(key: K): boolean {
    const node = this.#find(key);
    if (node === undefined) return false;
    this.#drop(node);
    return true;
  }

  clear(): void {
    for (const cursor of this.#open) cursor.shown = undefined;
    this.#open = [];
    this.#head = undefined;
    this.#tail = undefined;
    this.#size = 0;
    this.#buckets = Array.from({ length: 16 }, () => []);
  }

  first(): [K, V] | undefined {
    return pair(this.#head);
  }

  last(): [K, V] | undefined {
    return pair(this.#tail);
  }

  moveToEnd(key: K): boolean {
    const node = this.#find(key);
    if (node === undefined) return false;
    this.#drop(node);
    this.#add(node.key, node.value, node.hash, ++this.#moves);
    return true;
  }

  *[Symbol.iterator](): IterableIterator<[K, V]> {
    const openedAt = this.#moves;
    const cursor: { shown: Node<K, V> | undefined } = { shown: undefined };
    this.#open.push(cursor);
    for (;;) {
      while (cursor.shown?.removed) cursor.shown = cursor.shown.prev;
      cursor.shown = cursor.shown === undefined ? this.#head : cursor.shown.next;
      if (cursor.shown === undefined) return;
      if (cursor.shown.movedAt <= openedAt) yield [cursor.shown.key, cursor.shown.value];
    }
  }

  #find(key: K): Node<K, V> | undefined {
    return this.#search(key, this.#hasher.hash(key));
  }

  #search(key: K, hash: number): Node<K, V> | undefined {
    for (const node of this.#bucket(hash)) {
      if (Object.is(node.hash, hash) && this.#hasher.equals(node.key, key)) return node;
    }
    return undefined;
  }

  #bucket(hash: number): Node<K, V>[] {
    const bucket = this.#buckets[Math.abs(Math.trunc(hash) || 0) % this.#buckets.length] ?? this.#buckets[0];
    if (bucket === undefined) throw new Error('a map has at least one bucket');
    return bucket;
  }

  #add(key: K, value: V, hash: number, movedAt: number): void {
    if (this.#size > this.#buckets.length) this.#grow();
    const node: Node<K, V> = { key, value, hash, prev: this.#tail, next: undefined, removed: false, movedAt };
    if (this.#tail === undefined) this.#head = node;
    else this.#tail.next = node;
    this.#tail = node;
    this.#bucket(hash).push(node);
    this.#size++;
  }

  /** The node keeps `prev`, so that an iterator which stands on it finds back to the list. */
  #drop(node: Node<K, V>): void {
    const bucket = this.#bucket(node.hash);
    const last = bucket.pop();
    if (last !== undefined && last !== node) bucket[bucket.indexOf(node)] = last;
    if (node.prev === undefined) this.#head = node.next;
    else node.prev.next = node.next;
    if (node.next === undefined) this.#tail = node.prev;
    else node.next.prev = node.prev;
    node.removed = true;
    this.#size--;
  }

  #grow(): void {
    this.#buckets = Array.from({ length: this.#buckets.length * 2 + 1 }, () => []);
    for (let node = this.#head; node !== undefined; node = node.next) this.#bucket(node.hash).push(node);
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
    else if (order < 0) node.left = this.#insert(node.left, key, value);
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
