/**
 * What makes two keys one and the same, and where to look for them.
 *
 * `equals` is an equivalence (reflexive, symmetric, transitive). Equal keys have the same hash, and the hash of a key
 * does not change while a map holds it.
 */
export interface Hasher<K> {
  /** Any number at all: negative, fractional, beyond 2³¹, infinite, `NaN` (then `NaN` every time). */
  hash(key: K): number;
  equals(a: K, b: K): boolean;
}

/**
 * A hash map that is read in the order in which its keys were first set.
 *
 * Every pair handed out is a new array, which belongs to the caller: changing it changes nothing in the map.
 * An error thrown by the hasher reaches the caller as it is and leaves the map as it was before the call.
 */
export class InsertionMap<K, V> implements Iterable<[K, V]> {
  /**
   * An empty map.
   *
   * @param hasher - asked about every key; the map itself never looks inside a key
   */
  constructor(_hasher: Hasher<K>) {
    throw new Error('TODO: InsertionMap');
  }

  /** How many entries the map holds. Costs O(1). */
  get size(): number {
    throw new Error('TODO: size');
  }

  /**
   * The value of `key`. Costs O(1) calls of the hasher on average.
   *
   * @returns `undefined` when the key is absent, but also when the stored value is `undefined`: `has` tells which
   */
  get(_key: K): V | undefined {
    throw new Error('TODO: get');
  }

  /** Whether there is an entry with this key, whatever its value. Costs O(1) calls of the hasher on average. */
  has(_key: K): boolean {
    throw new Error('TODO: has');
  }

  /**
   * Stores `value` under `key`. A new key goes to the end. A key that is there already keeps its place, and the key
   * object that was set first stays: only the value is replaced.
   * Costs O(1) calls of the hasher on average, growing included.
   *
   * @returns this map, so that calls can be chained
   */
  set(_key: K, _value: V): this {
    throw new Error('TODO: set');
  }

  /**
   * Removes the entry of `key`. When the key is set again later, it is a new entry at the end.
   * Costs O(1) on average, wherever the entry stands.
   *
   * @returns whether there was one
   */
  delete(_key: K): boolean {
    throw new Error('TODO: delete');
  }

  /** Removes all entries. The map can be used afterwards like a new one. */
  clear(): void {
    throw new Error('TODO: clear');
  }

  /** The oldest entry, `undefined` in an empty map. Costs O(1). */
  first(): [K, V] | undefined {
    throw new Error('TODO: first');
  }

  /** The newest entry, `undefined` in an empty map. Costs O(1). */
  last(): [K, V] | undefined {
    throw new Error('TODO: last');
  }

  /**
   * Moves the entry of `key` with its key object and its value to the end. Costs O(1) on average.
   *
   * @returns whether there was one; otherwise nothing changes
   */
  moveToEnd(_key: K): boolean {
    throw new Error('TODO: moveToEnd');
  }

  /**
   * The entries from the oldest to the newest. Costs O(1) to open and O(1) a step on average; nothing is copied.
   *
   * The map may change while an iterator is open:
   * - an entry that was deleted (or cleared) before its turn is not shown;
   * - an entry that is added at the end is shown, also by an iterator that has shown all there was but has not yet
   *   said `done`; a key that was deleted and set again is such a new entry;
   * - a value that was replaced before its turn is shown as it is now;
   * - an entry that was shown is not shown again by the same iterator, not even after `moveToEnd`. Whether an entry
   *   that is moved before its turn is shown at its new place or left out is up to you;
   * - all other entries are shown once, in their order, whatever becomes of the entry that was shown last.
   *
   * Once an iterator has said `done` it says so for ever. It is its own `[Symbol.iterator]()`.
   */
  [Symbol.iterator](): IterableIterator<[K, V]> {
    throw new Error('TODO: [Symbol.iterator]');
  }
}

/**
 * A map that is read in the order of its keys.
 *
 * Every pair handed out is a new array, which belongs to the caller: changing it changes nothing in the map.
 * An error thrown by the comparator reaches the caller as it is and leaves the map as it was before the call.
 */
export class SortedMap<K, V> implements Iterable<[K, V]> {
  /**
   * An empty map.
   *
   * @param compare - a total order: negative when `a` comes before `b`, positive when after, 0 (or -0) when they are
   *   the same key. Only the sign counts: fractions, large numbers and infinities are legal; `NaN` is not.
   */
  constructor(_compare: (a: K, b: K) => number) {
    throw new Error('TODO: SortedMap');
  }

  /** How many entries the map holds. Costs O(1). */
  get size(): number {
    throw new Error('TODO: size');
  }

  /**
   * The value of `key`. Costs O(log n) comparisons.
   *
   * @returns `undefined` when the key is absent, but also when the stored value is `undefined`: `has` tells which
   */
  get(_key: K): V | undefined {
    throw new Error('TODO: get');
  }

  /** Whether there is an entry with this key, whatever its value. Costs O(log n) comparisons. */
  has(_key: K): boolean {
    throw new Error('TODO: has');
  }

  /**
   * Stores `value` under `key`. When the key is there already, the key object that was set first stays and only the
   * value is replaced. Costs O(log n) comparisons.
   *
   * @returns this map, so that calls can be chained
   */
  set(_key: K, _value: V): this {
    throw new Error('TODO: set');
  }

  /**
   * Removes the entry of `key`. Costs O(log n) comparisons.
   *
   * @returns whether there was one
   */
  delete(_key: K): boolean {
    throw new Error('TODO: delete');
  }

  /** Removes all entries. The map can be used afterwards like a new one. */
  clear(): void {
    throw new Error('TODO: clear');
  }

  /** The entry with the least key, `undefined` in an empty map. Costs O(log n). */
  first(): [K, V] | undefined {
    throw new Error('TODO: first');
  }

  /** The entry with the greatest key, `undefined` in an empty map. Costs O(log n). */
  last(): [K, V] | undefined {
    throw new Error('TODO: last');
  }

  /** The entry with the greatest key that is `key` or before it, `undefined` if there is none. Costs O(log n). */
  floor(_key: K): [K, V] | undefined {
    throw new Error('TODO: floor');
  }

  /** The entry with the least key that is `key` or after it, `undefined` if there is none. Costs O(log n). */
  ceiling(_key: K): [K, V] | undefined {
    throw new Error('TODO: ceiling');
  }

  /**
   * The entries from `from` (included) up to `to` (excluded), in key order; neither needs to be a key of the map.
   * Nothing, if `from` is `to` or after it.
   *
   * Lazy, and live like `[Symbol.iterator]`. Reading r entries costs O(log n + r) comparisons while the map stays as
   * it is; the step after a change may cost O(log n).
   */
  range(_from: K, _to: K): IterableIterator<[K, V]> {
    throw new Error('TODO: range');
  }

  /**
   * The entry with exactly `i` smaller keys: `at(0)` is the first one, `at(size - 1)` the last one. Costs O(log n).
   *
   * @param i - position from 0
   * @returns `undefined` when `i` is negative, not an integer, or not below `size`
   */
  at(_i: number): [K, V] | undefined {
    throw new Error('TODO: at');
  }

  /**
   * The entries in key order. Reading all of them costs O(n) comparisons at most while the map stays as it is; the
   * step after a change may cost O(log n). Nothing is copied.
   *
   * The map may change while an iterator is open: each step shows the entry with the least key after the one shown
   * last (at the first step: the least key of all), as the map is at that moment, and `done` if there is none.
   * So the keys shown only ever ascend. Once an iterator has said `done` it says so for ever. It is its own
   * `[Symbol.iterator]()`.
   */
  [Symbol.iterator](): IterableIterator<[K, V]> {
    throw new Error('TODO: [Symbol.iterator]');
  }
}
