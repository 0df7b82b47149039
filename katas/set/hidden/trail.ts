import type { HashSet } from '#solution';
import { must } from './expectation.ts';
import { show } from './model.ts';

/** What is in a set, with the moment at which each value came in: the same value added again is another birth. */
export class Census<T> {
  readonly #births = new Map<unknown, number>();
  readonly #keyOf: (value: T) => unknown;
  #clock = 0;

  /** @param keyOf - equal values have the same key */
  constructor(keyOf: (value: T) => unknown, values: Iterable<T> = []) {
    this.#keyOf = keyOf;
    for (const value of values) this.add(value);
  }

  get clock(): number {
    return this.#clock;
  }

  get size(): number {
    return this.#births.size;
  }

  add(value: T): void {
    const key = this.#keyOf(value);
    if (!this.#births.has(key)) this.#births.set(key, ++this.#clock);
  }

  delete(value: T): void {
    this.#births.delete(this.#keyOf(value));
  }

  clear(): void {
    this.#births.clear();
  }

  birthOf(value: T): number | undefined {
    return this.#births.get(this.#keyOf(value));
  }

  entries(): Iterable<[unknown, number]> {
    return this.#births;
  }
}

/** One iterator of a set, held against what the set contains while it goes. */
export class Trail<T> {
  readonly #name: string;
  readonly #iterator: Iterator<T>;
  readonly #census: Census<T>;
  readonly #start: number;
  readonly #shown = new Set<number>();
  #done = false;

  /** @param name - of the iterator, as a learner's program would call it */
  constructor(name: string, set: HashSet<T>, census: Census<T>) {
    this.#name = name;
    this.#census = census;
    this.#start = census.clock;
    this.#iterator = set[Symbol.iterator]();
  }

  /** Advances the iterator; fails where what it shows can not be right. Returns what it shows. */
  next(): IteratorResult<T> {
    const result = this.#iterator.next();
    if (result.done === true) {
      if (!this.#done) this.#checkEnd();
      this.#done = true;
      return result;
    }
    const value = show(result.value);
    must(!this.#done, `${this.#name} was done, and then it showed ${value}`);
    const birth = this.#census.birthOf(result.value);
    if (birth === undefined)
      must(false, `${this.#name} showed ${value}, which is not in the set at that moment`);
    else {
      must(!this.#shown.has(birth), `${this.#name} showed ${value} twice`);
      this.#shown.add(birth);
    }
    return result;
  }

  /** Advances to the end, while the set does not change. */
  drain(): void {
    this.drive(() => {}, this.#census.size);
  }

  /** Advances to the end, doing `body` after each value; fails where the end has not come after `limit` values. */
  drive(body: (value: T) => void, limit: number): void {
    for (let shown = 0; ; shown++) {
      const result = this.next();
      if (result.done === true) return;
      must(shown < limit, `${this.#name} has not ended after ${limit} values`);
      body(result.value);
    }
  }

  #checkEnd(): void {
    for (const [key, birth] of this.#census.entries()) {
      const missed = birth <= this.#start && !this.#shown.has(birth);
      must(!missed, `${this.#name} ended and never showed ${show(key)}, which was in the set all the time`);
    }
  }
}
