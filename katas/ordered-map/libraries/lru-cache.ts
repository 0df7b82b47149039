// library: lru-cache
// stages: insertion-order, live-iteration
// deviates: no builtin Map or Set does the work
// because: it finds its entries by a builtin Map
// deviates: an iterator survives the removal of the entry it stands on
// because: its iterator ends when the entry that it stands on and the next one are gone
// deviates: an entry that was shown is not shown again, not even when it moves to the end
// because: an iterator is carried to the end by the entry that it stands on, and ends there
// deviates: an entry that moves does not take along the iterators that stand on it or beside it
// because: the same
// deviates: a key that is deleted and set again is a new entry at the end, and shown as such
// because: it reuses the place of a deleted entry at once, and an iterator that stands there goes on from the new one
// deviates: after clear an open iterator shows only what is added afterwards
// because: it goes on from the place where it stood, and what is added first takes a place before it
// deviates: iterators of one map do not disturb each other
// because: a delete through one ends the other that stands on the entry
// deviates: changes between the steps of several iterators give what a plain list would give
// because: all of that
// A cache without a bound, from the least to the most recently used entry: to use an entry is to move it to the end.
import { LRUCache } from 'lru-cache';

interface Hasher<K> {
  hash(key: K): number;
  equals(a: K, b: K): boolean;
}

/** Stands for all keys that are equal: the cache compares by identity. */
interface Holder<K> {
  readonly key: K;
}

export class InsertionMap<K, V> implements Iterable<[K, V]> {
  readonly #hasher: Hasher<K>;
  readonly #holders = new Map<number, Holder<K>[]>();
  readonly #cache = new LRUCache<Holder<K>, { value: V }>({
    maxSize: Number.MAX_SAFE_INTEGER,
    sizeCalculation: () => 1,
  });

  constructor(hasher: Hasher<K>) {
    this.#hasher = hasher;
  }

  get size(): number {
    return this.#cache.size;
  }

  get(key: K): V | undefined {
    const holder = this.#find(key);
    return holder && this.#cache.peek(holder)?.value;
  }

  has(key: K): boolean {
    return this.#find(key) !== undefined;
  }

  set(key: K, value: V): this {
    const hash = this.#hasher.hash(key);
    const chain = this.#holders.get(hash) ?? [];
    const known = chain.find((holder) => this.#hasher.equals(holder.key, key));
    const box = known && this.#cache.peek(known);
    // To set it in the cache would be to use it.
    if (box) box.value = value;
    if (known) return this;
    const holder = { key };
    this.#holders.set(hash, [...chain, holder]);
    this.#cache.set(holder, { value });
    return this;
  }

  delete(key: K): boolean {
    const holder = this.#find(key);
    if (!holder) return false;
    const hash = this.#hasher.hash(key);
    const rest = (this.#holders.get(hash) ?? []).filter((each) => each !== holder);
    if (rest.length > 0) this.#holders.set(hash, rest);
    else this.#holders.delete(hash);
    return this.#cache.delete(holder);
  }

  clear(): void {
    this.#holders.clear();
    this.#cache.clear();
  }

  first(): [K, V] | undefined {
    for (const pair of this) return pair;
    return undefined;
  }

  last(): [K, V] | undefined {
    for (const holder of this.#cache.keys()) return [holder.key, this.#cache.peek(holder)!.value];
    return undefined;
  }

  moveToEnd(key: K): boolean {
    const holder = this.#find(key);
    return holder !== undefined && this.#cache.get(holder) !== undefined;
  }

  *[Symbol.iterator](): IterableIterator<[K, V]> {
    for (const holder of this.#cache.rkeys()) yield [holder.key, this.#cache.peek(holder)!.value];
  }

  #find(key: K): Holder<K> | undefined {
    return this.#holders.get(this.#hasher.hash(key))?.find((holder) => this.#hasher.equals(holder.key, key));
  }
}
