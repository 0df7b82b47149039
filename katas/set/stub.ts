/**
 * What makes two values one and the same element, and where to look for it.
 *
 * `equals` is an equivalence (reflexive, symmetric, transitive); values that are equal have the same hash, and the
 * hash of a value does not change while a set holds it.
 */
export interface Hasher<T> {
  /** Any number at all: negative, fractional, beyond 2³¹, `NaN` (then always `NaN`), infinite. */
  hash(value: T): number;
  equals(a: T, b: T): boolean;
}

/**
 * A hash set whose elements are equal when its hasher says so.
 *
 * Whatever the hasher throws for a value reaches the caller as it is, and leaves the set as it was.
 */
export class HashSet<T> implements Iterable<T> {
  /**
   * An empty set, or one of the given values: each of them is added once, in their order.
   *
   * @param hasher - asked about every value, and the only one that looks inside a value
   * @param values - read once, so a generator will do
   * @throws {TypeError} when there is no hasher (at the latest when the first value arrives) or `values` can not be iterated
   */
  constructor(_hasher: Hasher<T>, _values?: Iterable<T>) {
    throw new Error('TODO: HashSet');
  }

  /** How many elements the set holds. Costs O(1). */
  get size(): number {
    throw new Error('TODO: size');
  }

  /**
   * Adds `value` unless an equal one is there already, which then stays in its place.
   * Costs O(1) calls of the hasher on average, growing of the table included.
   *
   * @returns this set, so that calls can be chained
   */
  add(_value: T): this {
    throw new Error('TODO: add');
  }

  /** Whether an element equal to `value` is in the set. Costs O(1) calls of the hasher on average. */
  has(_value: T): boolean {
    throw new Error('TODO: has');
  }

  /**
   * Removes the element equal to `value`. Costs O(1) calls of the hasher on average.
   *
   * @returns whether there was one
   */
  delete(_value: T): boolean {
    throw new Error('TODO: delete');
  }

  /** Removes all elements. The set can be used afterwards like a new one. */
  clear(): void {
    throw new Error('TODO: clear');
  }

  /**
   * The elements, in any order.
   *
   * The set may change while an iterator is under way. An element that stays in the set all the time is shown exactly
   * once; a deleted one is not shown any more; an added one may be shown or not, but once at most. The iteration
   * ends, even if an element is added at each of its steps, and an iterator that is done stays done.
   */
  [Symbol.iterator](): IterableIterator<T> {
    throw new Error('TODO: [Symbol.iterator]');
  }

  /**
   * The elements of this set and of `other`, as a new set with this set's hasher.
   * Costs O(this.size + other.size).
   *
   * @param other - like in all methods below: stays as it is, may be this very set, and may have another hasher, whose
   *   `equals` agrees with this set's while its `hash` need not
   * @throws {TypeError} like all methods below, when there is no `other`
   */
  union(_other: HashSet<T>): HashSet<T> {
    throw new Error('TODO: union');
  }

  /** The elements that are in both, as a new set with this set's hasher. Costs O(min(this.size, other.size)). */
  intersection(_other: HashSet<T>): HashSet<T> {
    throw new Error('TODO: intersection');
  }

  /** The elements that are in this set only, as a new set with this set's hasher. Costs O(this.size + other.size). */
  difference(_other: HashSet<T>): HashSet<T> {
    throw new Error('TODO: difference');
  }

  /**
   * The elements that are in exactly one of the two, as a new set with this set's hasher.
   * Costs O(this.size + other.size).
   */
  symmetricDifference(_other: HashSet<T>): HashSet<T> {
    throw new Error('TODO: symmetricDifference');
  }

  /** Whether every element of this set is in `other`; so it is for equal sets. Costs O(this.size + other.size). */
  isSubsetOf(_other: HashSet<T>): boolean {
    throw new Error('TODO: isSubsetOf');
  }

  /** Whether every element of `other` is in this set; so it is for equal sets. Costs O(this.size + other.size). */
  isSupersetOf(_other: HashSet<T>): boolean {
    throw new Error('TODO: isSupersetOf');
  }

  /** Whether no element is in both. Costs O(this.size + other.size). */
  isDisjointFrom(_other: HashSet<T>): boolean {
    throw new Error('TODO: isDisjointFrom');
  }
}
