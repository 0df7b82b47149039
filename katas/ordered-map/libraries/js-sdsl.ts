// library: js-sdsl
// stages: key-order, order-statistics
// deviates: an open iterator goes on with the least key after the one shown last
// because: its iterator stands on a node, and a delete may put the next entry into that node, which is then passed over
// deviates: any sequence of operations and iterator steps gives what a sorted list would give
// because: the same; and an iterator whose node was deleted or cleared away does not find back into the tree
// deviates: long sequences of operations give what a sorted list would give
// because: the same
// deviates: after any sequence of operations the positions are those of a sorted list
// because: the positions are right; the iterators that are open meanwhile are not
// deviates: after long sequences of operations the positions are those of a sorted list
// because: the same
// deviates: at neither walks through the entries nor keeps a copy of them
// because: its `getElementByPos` walks from the first entry to the position, although its nodes are counted
// A red-black tree that counts its nodes.
import { OrderedMap, type OrderedMapIterator } from 'js-sdsl';

export class SortedMap<K, V> implements Iterable<[K, V]> {
  readonly #compare: (a: K, b: K) => number;
  readonly #tree: OrderedMap<K, V>;

  constructor(compare: (a: K, b: K) => number) {
    this.#compare = compare;
    this.#tree = new OrderedMap<K, V>([], compare, true);
  }

  get size(): number {
    return this.#tree.size();
  }

  get(key: K): V | undefined {
    return this.#tree.getElementByKey(key);
  }

  has(key: K): boolean {
    return this.#tree.find(key).isAccessible();
  }

  set(key: K, value: V): this {
    this.#tree.setElement(key, value);
    return this;
  }

  delete(key: K): boolean {
    return this.#tree.eraseElementByKey(key);
  }

  clear(): void {
    this.#tree.clear();
  }

  first(): [K, V] | undefined {
    return this.#tree.front();
  }

  last(): [K, V] | undefined {
    return this.#tree.back();
  }

  floor(key: K): [K, V] | undefined {
    return pairAt(this.#tree.reverseLowerBound(key));
  }

  ceiling(key: K): [K, V] | undefined {
    return pairAt(this.#tree.lowerBound(key));
  }

  *range(from: K, to: K): IterableIterator<[K, V]> {
    const it = this.#tree.lowerBound(from);
    for (let pair = pairAt(it); pair !== undefined && this.#compare(pair[0], to) < 0; pair = pairAt(it)) {
      yield pair;
      it.next();
    }
  }

  at(i: number): [K, V] | undefined {
    const inRange = Number.isInteger(i) && i >= 0 && i < this.size;
    return inRange ? this.#tree.getElementByPos(i) : undefined;
  }

  *[Symbol.iterator](): IterableIterator<[K, V]> {
    const it = this.#tree.begin();
    for (let pair = pairAt(it); pair !== undefined; pair = pairAt(it)) {
      yield pair;
      it.next();
    }
  }
}

/** A copy: what an iterator points to is a view of its node. */
function pairAt<K, V>(it: OrderedMapIterator<K, V>): [K, V] | undefined {
  if (!it.isAccessible()) return undefined;
  const [key, value] = [it.pointer[0], it.pointer[1]];
  return [key, value];
}
