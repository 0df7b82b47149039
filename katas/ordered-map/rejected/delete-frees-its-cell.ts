// stage: insertion-order
// test: a deleted key is gone, and comes back at the end when it is set again
// says: delete('d'): expected false to be true
// Open addressing that frees a deleted cell: the search for a key behind it stops there.

export interface Hasher<K> {
  hash(key: K): number;
  equals(a: K, b: K): boolean;
}

interface Slot<K, V> {
  readonly key: K;
  value: V;
  readonly hash: number;
  /** Grows along the row, never used twice: an iterator finds its place by it after the row was packed. */
  readonly serial: number;
  /** When `moveToEnd` put it here; 0 if it never did. */
  readonly movedAt: number;
}

const FREE = -1;
const GONE = -2;

export class InsertionMap<K, V> implements Iterable<[K, V]> {
  readonly #hasher: Hasher<K>;
  #row: (Slot<K, V> | undefined)[] = [];
  #table = new Int32Array(8).fill(FREE);
  /** Table cells that are not free, gone ones included. */
  #taken = 0;
  #head = 0;
  #size = 0;
  #serial = 0;
  #moves = 0;
  /** Counts what makes an iterator's index wrong: a packed, shortened or emptied row. */
  #packings = 0;

  constructor(hasher: Hasher<K>) {
    this.#hasher = hasher;
  }

  get size(): number {
    return this.#size;
  }

  get(key: K): V | undefined {
    return this.#slotAt(this.#probe(key, this.#hash(key)))?.value;
  }

  has(key: K): boolean {
    return this.#probe(key, this.#hash(key)) !== FREE;
  }

  set(key: K, value: V): this {
    const hash = this.#hash(key);
    const slot = this.#slotAt(this.#probe(key, hash));
    if (slot === undefined) this.#append(key, value, hash, 0);
    else slot.value = value;
    return this;
  }

  delete(key: K): boolean {
    const cell = this.#probe(key, this.#hash(key));
    if (cell === FREE) return false;
    this.#vacate(cell);
    return true;
  }

  clear(): void {
    this.#row = [];
    this.#table = new Int32Array(8).fill(FREE);
    this.#taken = 0;
    this.#head = 0;
    this.#size = 0;
    this.#packings++;
  }

  first(): [K, V] | undefined {
    return pair(this.#row[this.#head]);
  }

  last(): [K, V] | undefined {
    return pair(this.#row.at(-1));
  }

  moveToEnd(key: K): boolean {
    const cell = this.#probe(key, this.#hash(key));
    const slot = this.#slotAt(cell);
    if (slot === undefined) return false;
    this.#vacate(cell);
    this.#append(slot.key, slot.value, slot.hash, ++this.#moves);
    return true;
  }

  *[Symbol.iterator](): IterableIterator<[K, V]> {
    const openedAt = this.#moves;
    let packings = this.#packings;
    let index = this.#head;
    let shown = -1;
    for (;;) {
      if (packings !== this.#packings) {
        packings = this.#packings;
        index = this.#indexAfter(shown);
      }
      if (index >= this.#row.length) return;
      const slot = this.#row[index++];
      if (slot === undefined || slot.movedAt > openedAt) continue;
      shown = slot.serial;
      yield [slot.key, slot.value];
    }
  }

  #hash(key: K): number {
    const hash = this.#hasher.hash(key);
    const low = Number.isFinite(hash) ? Math.trunc(hash) % 0x1_0000_0000 : 0;
    const mixed = Math.imul(low ^ (low >>> 16), 0x85eb_ca6b);
    return (mixed ^ (mixed >>> 13)) >>> 0;
  }

  #slotAt(cell: number): Slot<K, V> | undefined {
    return cell === FREE ? undefined : this.#row[this.#table[cell] ?? FREE];
  }

  /** The table cell that leads to the key, or FREE. */
  #probe(key: K, hash: number): number {
    const mask = this.#table.length - 1;
    for (let cell = hash & mask; ; cell = (cell + 1) & mask) {
      const index = this.#table[cell];
      if (index === undefined || index === FREE) return FREE;
      const slot = this.#row[index];
      if (slot !== undefined && slot.hash === hash && this.#hasher.equals(slot.key, key)) return cell;
    }
  }

  #vacate(cell: number): void {
    this.#row[this.#table[cell] ?? FREE] = undefined;
    this.#table[cell] = FREE;
    this.#taken--;
    this.#size--;
    while (this.#row.length > 0 && this.#row.at(-1) === undefined) {
      this.#row.pop();
      this.#packings++;
    }
    while (this.#head < this.#row.length && this.#row[this.#head] === undefined) this.#head++;
    if (this.#size === 0) this.#head = 0;
  }

  #append(key: K, value: V, hash: number, movedAt: number): void {
    if (this.#taken * 2 >= this.#table.length || this.#row.length > 2 * this.#size + 16) this.#pack();
    this.#row.push({ key, value, hash, serial: this.#serial++, movedAt });
    this.#enter(hash, this.#row.length - 1);
    this.#size++;
  }

  #enter(hash: number, index: number): void {
    const mask = this.#table.length - 1;
    let cell = hash & mask;
    while (this.#table[cell] !== FREE) cell = (cell + 1) & mask;
    this.#table[cell] = index;
    this.#taken++;
  }

  /** Closes the holes of the row and makes a table of the right size; calls neither hash nor equals. */
  #pack(): void {
    let capacity = 8;
    while (capacity < (this.#size + 1) * 4) capacity *= 2;
    const row = this.#row;
    this.#row = [];
    this.#table = new Int32Array(capacity).fill(FREE);
    this.#taken = 0;
    this.#head = 0;
    this.#packings++;
    for (const slot of row) {
      if (slot === undefined) continue;
      this.#row.push(slot);
      this.#enter(slot.hash, this.#row.length - 1);
    }
  }

  #indexAfter(serial: number): number {
    let low = 0;
    let high = this.#row.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      let probe = middle;
      while (probe < high && this.#row[probe] === undefined) probe++;
      const slot = this.#row[probe];
      if (probe < high && slot !== undefined && slot.serial <= serial) low = probe + 1;
      else high = middle;
    }
    return low;
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
