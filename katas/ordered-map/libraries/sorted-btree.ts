// library: sorted-btree
// stages: key-order
// deviates: setting a key again replaces the value and keeps the key object that came first
// because: its `set` puts the new key object in the place of the old one, and says so in its documentation
// deviates: an open iterator goes on with the least key after the one shown last
// because: its iterator is a position in a page: after a delete before it, it passes over an entry
// deviates: any sequence of operations and iterator steps gives what a sorted list would give
// because: its iterator takes the page where it begins when it is made: it shows nothing of what an empty map gets later
// deviates: long sequences of operations give what a sorted list would give
// because: the same, and pages that were split or merged under an iterator
// A B+ tree. It has no positions, so there is no `at`.
import sortedBtree from 'sorted-btree';

type Tree<K, V> = InstanceType<typeof sortedBtree.default<K, V>>;
// A CommonJS module: what loads it hands over its exports or, like vitest, their default.
const { default: inner } = sortedBtree as Partial<typeof sortedBtree>;
const BTree = inner ?? (sortedBtree as unknown as typeof sortedBtree.default);

export class SortedMap<K, V> implements Iterable<[K, V]> {
  readonly #compare: (a: K, b: K) => number;
  readonly #tree: Tree<K, V>;

  constructor(compare: (a: K, b: K) => number) {
    this.#compare = compare;
    this.#tree = new BTree<K, V>(undefined, compare);
  }

  get size(): number {
    return this.#tree.size;
  }

  get(key: K): V | undefined {
    return this.#tree.get(key);
  }

  has(key: K): boolean {
    return this.#tree.has(key);
  }

  set(key: K, value: V): this {
    this.#tree.set(key, value);
    return this;
  }

  delete(key: K): boolean {
    return this.#tree.delete(key);
  }

  clear(): void {
    this.#tree.clear();
  }

  first(): [K, V] | undefined {
    return this.#tree.nextHigherPair(undefined);
  }

  last(): [K, V] | undefined {
    return this.#tree.nextLowerPair(undefined);
  }

  floor(key: K): [K, V] | undefined {
    return this.#tree.getPairOrNextLower(key);
  }

  ceiling(key: K): [K, V] | undefined {
    return this.#tree.getPairOrNextHigher(key);
  }

  *range(from: K, to: K): IterableIterator<[K, V]> {
    for (const pair of this.#tree.entries(from)) {
      if (this.#compare(pair[0], to) >= 0) return;
      yield pair;
    }
  }

  [Symbol.iterator](): IterableIterator<[K, V]> {
    return this.#tree.entries();
  }
}
