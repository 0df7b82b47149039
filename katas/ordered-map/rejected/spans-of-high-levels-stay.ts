// stage: order-statistics
// test: positions are right after every delete, in whatever order the keys go
// says: after delete(
// Deleting an entry from a skip list shortens only the links that end at it, not those that jump over it.

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

interface Tower<K, V> {
  readonly key: K;
  value: V;
  /** Next tower of each level, and how many entries further it stands. */
  readonly next: (Tower<K, V> | undefined)[];
  readonly span: number[];
  removed: boolean;
}

interface Trail<K, V> {
  /** Per level: the last tower before the key (undefined: the front) and its rank. */
  readonly towers: (Tower<K, V> | undefined)[];
  readonly ranks: number[];
  readonly found: Tower<K, V> | undefined;
}

const LEVELS = 24;

export class SortedMap<K, V> implements Iterable<[K, V]> {
  readonly #compare: (a: K, b: K) => number;
  #next: (Tower<K, V> | undefined)[] = Array.from({ length: LEVELS }, () => undefined);
  #span: number[] = Array.from({ length: LEVELS }, () => 1);
  #height = 1;
  #size = 0;

  constructor(compare: (a: K, b: K) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#size;
  }

  get(key: K): V | undefined {
    return this.#trail(key).found?.value;
  }

  has(key: K): boolean {
    return this.#trail(key).found !== undefined;
  }

  set(key: K, value: V): this {
    const trail = this.#trail(key);
    if (trail.found === undefined) this.#insert(key, value, trail);
    else trail.found.value = value;
    return this;
  }

  delete(key: K): boolean {
    const { found, towers } = this.#trail(key);
    if (found === undefined) return false;
    for (let level = 0; level < LEVELS; level++) {
      const before = towers[level];
      const next = before === undefined ? this.#next : before.next;
      const span = before === undefined ? this.#span : before.span;
      if (next[level] === found) {
        next[level] = found.next[level];
        span[level] = (span[level] ?? 0) + (found.span[level] ?? 0) - 1;
      }
    }
    found.removed = true;
    this.#size--;
    return true;
  }

  clear(): void {
    for (let tower = this.#next[0]; tower !== undefined; tower = tower.next[0]) tower.removed = true;
    this.#next = Array.from({ length: LEVELS }, () => undefined);
    this.#span = Array.from({ length: LEVELS }, () => 1);
    this.#height = 1;
    this.#size = 0;
  }

  first(): [K, V] | undefined {
    return pair(this.#next[0]);
  }

  last(): [K, V] | undefined {
    let last: Tower<K, V> | undefined;
    for (let level = LEVELS - 1; level >= 0; level--) {
      let step = last === undefined ? this.#next[level] : last.next[level];
      for (; step !== undefined; step = step.next[level]) last = step;
    }
    return pair(last);
  }

  floor(key: K): [K, V] | undefined {
    const { found, towers } = this.#trail(key);
    return pair(found ?? towers[0]);
  }

  ceiling(key: K): [K, V] | undefined {
    const { towers } = this.#trail(key);
    return pair(towers[0] === undefined ? this.#next[0] : towers[0].next[0]);
  }

  range(from: K, to: K): IterableIterator<[K, V]> {
    return this.#walk(
      () => {
        const { towers } = this.#trail(from);
        return towers[0] === undefined ? this.#next[0] : towers[0].next[0];
      },
      (key) => this.#compare(key, to) < 0,
    );
  }

  at(i: number): [K, V] | undefined {
    if (!Number.isInteger(i) || i < 0 || i >= this.#size) return undefined;
    let rest = i + 1;
    let next = this.#next;
    let span = this.#span;
    let here: Tower<K, V> | undefined;
    for (let level = this.#height - 1; level >= 0; level--) {
      for (let step = next[level]; step !== undefined && (span[level] ?? 0) <= rest; step = next[level]) {
        rest -= span[level] ?? 0;
        here = step;
        next = step.next;
        span = step.span;
      }
    }
    return pair(here);
  }

  [Symbol.iterator](): IterableIterator<[K, V]> {
    return this.#walk(
      () => this.#next[0],
      () => true,
    );
  }

  *#walk(start: () => Tower<K, V> | undefined, within: (key: K) => boolean): IterableIterator<[K, V]> {
    let tower = start();
    while (tower !== undefined && within(tower.key)) {
      yield [tower.key, tower.value];
      tower = tower.removed ? this.#after(tower.key) : tower.next[0];
    }
  }

  #after(key: K): Tower<K, V> | undefined {
    const { found, towers } = this.#trail(key);
    if (found !== undefined) return found.next[0];
    return towers[0] === undefined ? this.#next[0] : towers[0].next[0];
  }

  #trail(key: K): Trail<K, V> {
    const towers: (Tower<K, V> | undefined)[] = [];
    const ranks: number[] = [];
    let found: Tower<K, V> | undefined;
    let here: Tower<K, V> | undefined;
    let rank = 0;
    for (let level = this.#height - 1; level >= 0; level--) {
      for (;;) {
        const step: Tower<K, V> | undefined = here === undefined ? this.#next[level] : here.next[level];
        if (step === undefined || step === found) break;
        const order = this.#compare(step.key, key);
        if (order === 0) found = step;
        if (order >= 0) break;
        rank += (here === undefined ? this.#span : here.span)[level] ?? 0;
        here = step;
      }
      towers[level] = here;
      ranks[level] = rank;
    }
    return { towers, ranks, found };
  }

  #insert(key: K, value: V, { towers, ranks }: Trail<K, V>): void {
    let height = 1;
    while (height < LEVELS && Math.random() < 0.5) height++;
    this.#height = Math.max(this.#height, height);
    const tower: Tower<K, V> = { key, value, next: [], span: [], removed: false };
    const rank = ranks[0] ?? 0;
    for (let level = 0; level < LEVELS; level++) {
      const before = towers[level];
      const next = before === undefined ? this.#next : before.next;
      const span = before === undefined ? this.#span : before.span;
      const old = span[level] ?? 1;
      if (level < height) {
        const gap = rank - (ranks[level] ?? 0);
        tower.next[level] = next[level];
        tower.span[level] = old - gap;
        next[level] = tower;
        span[level] = gap + 1;
      } else {
        span[level] = old + 1;
      }
    }
    this.#size++;
  }
}

function pair<K, V>(entry: { readonly key: K; readonly value: V } | undefined): [K, V] | undefined {
  return entry === undefined ? undefined : [entry.key, entry.value];
}
