// Linked buckets, as in Java's LinkedHashMap: every node hangs in the chain of its bucket and in a list of all nodes
// in the order of their arrival. Nodes carry numbers; an iterator goes no further than the number at its start, and
// finds its way back from a node that was removed under it, because a removed node keeps its link backwards.

export interface Hasher<T> {
  hash(value: T): number;
  equals(a: T, b: T): boolean;
}

class Node<T> {
  chained: Node<T> | undefined;
  before: Node<T> | undefined;
  after: Node<T> | undefined;
  removed = false;
  readonly value: T | undefined;
  readonly hash: number;
  readonly number: number;

  constructor(value: T | undefined, hash: number, number: number) {
    this.value = value;
    this.hash = hash;
    this.number = number;
  }
}

function scramble(hash: number): number {
  const whole = Number.isFinite(hash) ? hash | 0 : 1;
  return (whole ^ (whole >>> 15)) >>> 0;
}

export class HashSet<T> implements Iterable<T> {
  readonly #hasher: Hasher<T>;
  #heads: (Node<T> | undefined)[] = new Array<Node<T> | undefined>(11).fill(undefined);
  #first = new Node<T>(undefined, 0, 0);
  #last = this.#first;
  #size = 0;
  #arrivals = 0;

  constructor(hasher: Hasher<T>, values?: Iterable<T>) {
    this.#hasher = hasher;
    if (values !== undefined) for (const value of values) this.add(value);
  }

  get size(): number {
    return this.#size;
  }

  add(value: T): this {
    const hash = scramble(this.#hasher.hash(value));
    if (this.#lookup(value, hash) !== undefined) return this;
    const node = new Node(value, hash, ++this.#arrivals);
    node.before = this.#last;
    this.#last.after = node;
    this.#last = node;
    this.#size++;
    if (this.#size > this.#heads.length * 0.75) this.#grow();
    else this.#hang(node);
    return this;
  }

  has(value: T): boolean {
    return this.#lookup(value, scramble(this.#hasher.hash(value))) !== undefined;
  }

  delete(value: T): boolean {
    const hash = scramble(this.#hasher.hash(value));
    const node = this.#lookup(value, hash);
    if (node === undefined) return false;
    this.#unhang(node);
    const before = node.before ?? this.#first;
    before.after = node.after;
    if (node.after === undefined) this.#last = before;
    else node.after.before = before;
    node.removed = true;
    this.#size--;
    return true;
  }

  clear(): void {
    for (let node = this.#first.after; node !== undefined; node = node.after) {
      node.removed = true;
      node.before = this.#first;
    }
    this.#first.after = undefined;
    this.#last = this.#first;
    this.#heads = new Array<Node<T> | undefined>(11).fill(undefined);
    this.#size = 0;
  }

  union(other: HashSet<T>): HashSet<T> {
    const result = new HashSet(this.#hasher, this);
    for (const value of other) result.add(value);
    return result;
  }

  intersection(other: HashSet<T>): HashSet<T> {
    const result = new HashSet(this.#hasher);
    if (this.size < other.size) {
      for (const value of this) if (other.has(value)) result.add(value);
    } else {
      for (const value of other) if (this.has(value)) result.add(value);
    }
    return result;
  }

  difference(other: HashSet<T>): HashSet<T> {
    const result = new HashSet(this.#hasher);
    for (const value of this) if (!other.has(value)) result.add(value);
    return result;
  }

  symmetricDifference(other: HashSet<T>): HashSet<T> {
    return this.difference(other).union(other.difference(this));
  }

  isSubsetOf(other: HashSet<T>): boolean {
    if (this.size > other.size) return false;
    for (const value of this) if (!other.has(value)) return false;
    return true;
  }

  isSupersetOf(other: HashSet<T>): boolean {
    if (this.size < other.size) return false;
    for (const value of other) if (!this.has(value)) return false;
    return true;
  }

  isDisjointFrom(other: HashSet<T>): boolean {
    const [small, large] = this.size < other.size ? [this, other] : [other, this];
    for (const value of small) if (large.has(value)) return false;
    return true;
  }

  [Symbol.iterator](): IterableIterator<T> {
    const end = this.#arrivals;
    let at: Node<T> | undefined = this.#first;
    return {
      next(): IteratorResult<T> {
        while (at?.removed) at = at.before;
        at = at?.after;
        if (at === undefined || at.number > end) {
          at = undefined;
          return { done: true, value: undefined };
        }
        return { done: false, value: at.value as T };
      },
      [Symbol.iterator]() {
        return this;
      },
    };
  }

  #lookup(value: T, hash: number): Node<T> | undefined {
    let node = this.#heads[hash % this.#heads.length];
    while (node !== undefined && !(node.hash === hash && this.#hasher.equals(node.value as T, value)))
      node = node.chained;
    return node;
  }

  #hang(node: Node<T>): void {
    const index = node.hash % this.#heads.length;
    node.chained = this.#heads[index];
    this.#heads[index] = node;
  }

  #unhang(node: Node<T>): void {
    const index = node.hash % this.#heads.length;
    let link = this.#heads[index];
    if (link === node) {
      this.#heads[index] = node.chained;
      return;
    }
    while (link !== undefined && link.chained !== node) link = link.chained;
    if (link !== undefined) link.chained = node.chained;
  }

  #grow(): void {
    this.#heads = new Array<Node<T> | undefined>(this.#heads.length * 2 + 1).fill(undefined);
    for (let node = this.#first.after; node !== undefined; node = node.after) this.#hang(node);
  }
}
