// stage: order-statistics
// test: operations that add and remove nothing move no position
// says: after each key was set again
// Counts go up on the way down, before it is known whether the key is new.

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

interface Page<K, V> {
  keys: K[];
  values: V[];
  /** Empty in a leaf, one more than the keys otherwise. */
  children: Page<K, V>[];
  /** Entries in the whole subtree. */
  count: number;
}

interface Step<K, V> {
  readonly page: Page<K, V>;
  index: number;
}

const MOST = 16;
const LEAST = 8;

export class SortedMap<K, V> implements Iterable<[K, V]> {
  readonly #compare: (a: K, b: K) => number;
  #root: Page<K, V> = leaf();
  #changes = 0;
  #size = 0;

  constructor(compare: (a: K, b: K) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#size;
  }

  get(key: K): V | undefined {
    const { found, path } = this.#path(key);
    const step = path.at(-1);
    return found && step !== undefined ? step.page.values[step.index] : undefined;
  }

  has(key: K): boolean {
    return this.#path(key).found;
  }

  set(key: K, value: V): this {
    const { found, path } = this.#path(key);
    const last = path.at(-1);
    if (last === undefined) return this;
    if (found) {
      for (const { page } of path) page.count++;
      last.page.values[last.index] = value;
      return this;
    }
    last.page.keys.splice(last.index, 0, key);
    last.page.values.splice(last.index, 0, value);
    for (const { page } of path) page.count++;
    this.#split(path);
    this.#changes++;
    this.#size++;
    return this;
  }

  delete(key: K): boolean {
    const { found, path } = this.#path(key);
    const last = path.at(-1);
    if (!found || last === undefined) return false;
    const { page, index } = last;
    if (page.children.length > 0) {
      const heir = descendToLast(path, index);
      page.keys[index] = heir.page.keys[heir.index] as K;
      page.values[index] = heir.page.values[heir.index] as V;
    }
    const bottom = path.at(-1) ?? last;
    bottom.page.keys.splice(bottom.index, 1);
    bottom.page.values.splice(bottom.index, 1);
    for (const step of path) step.page.count--;
    this.#size--;
    this.#refill(path);
    this.#changes++;
    return true;
  }

  clear(): void {
    this.#root = leaf();
    this.#size = 0;
    this.#changes++;
  }

  first(): [K, V] | undefined {
    return this.at(0);
  }

  last(): [K, V] | undefined {
    return this.at(this.size - 1);
  }

  floor(key: K): [K, V] | undefined {
    const { found, path } = this.#path(key);
    if (found) return entry(path.at(-1));
    const step = path.findLast(({ index }) => index > 0);
    return entry(step && { page: step.page, index: step.index - 1 });
  }

  ceiling(key: K): [K, V] | undefined {
    const { path } = this.#path(key);
    return entry(path.findLast(({ page, index }) => index < page.keys.length));
  }

  range(from: K, to: K): IterableIterator<[K, V]> {
    return this.#walk({ key: from, inclusive: true }, (key) => this.#compare(key, to) < 0);
  }

  at(i: number): [K, V] | undefined {
    if (!Number.isInteger(i) || i < 0 || i >= this.size) return undefined;
    let page = this.#root;
    let rest = i;
    while (page.children.length > 0) {
      let index = 0;
      let count = page.children[0]?.count ?? 0;
      while (rest > count) {
        rest -= count + 1;
        count = page.children[++index]?.count ?? 0;
      }
      if (rest === count) return entry({ page, index });
      page = page.children[index] ?? page;
    }
    return entry({ page, index: rest });
  }

  [Symbol.iterator](): IterableIterator<[K, V]> {
    return this.#walk(undefined, () => true);
  }

  *#walk(
    after: { key: K; inclusive: boolean } | undefined,
    within: (key: K) => boolean,
  ): IterableIterator<[K, V]> {
    let cursor = after;
    let path = this.#seek(cursor);
    let changes = this.#changes;
    for (;;) {
      if (changes !== this.#changes) {
        path = this.#seek(cursor);
        changes = this.#changes;
      }
      climb(path);
      const shown = entry(path.at(-1));
      if (shown === undefined || !within(shown[0])) return;
      cursor = { key: shown[0], inclusive: false };
      yield shown;
      if (changes === this.#changes) advance(path);
    }
  }

  /** A path to the first entry at or after the cursor; its last step may stand behind a page's last key. */
  #seek(cursor: { key: K; inclusive: boolean } | undefined): Step<K, V>[] {
    if (cursor === undefined) {
      const path: Step<K, V>[] = [{ page: this.#root, index: -1 }];
      advance(path);
      return path;
    }
    const { found, path } = this.#path(cursor.key);
    if (found && !cursor.inclusive) advance(path);
    return path;
  }

  #path(key: K): { found: boolean; path: Step<K, V>[] } {
    const path: Step<K, V>[] = [];
    let page: Page<K, V> | undefined = this.#root;
    while (page !== undefined) {
      let low = 0;
      let high = page.keys.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        const order = this.#compare(page.keys[middle] as K, key);
        if (order === 0) {
          path.push({ page, index: middle });
          return { found: true, path };
        }
        if (order < 0) low = middle + 1;
        else high = middle;
      }
      path.push({ page, index: low });
      page = page.children[low];
    }
    return { found: false, path };
  }

  #split(path: Step<K, V>[]): void {
    for (let depth = path.length - 1; depth >= 0; depth--) {
      const page = path[depth]?.page;
      if (page === undefined || page.keys.length <= MOST) return;
      const middle = page.keys.length >>> 1;
      const right: Page<K, V> = {
        keys: page.keys.splice(middle + 1),
        values: page.values.splice(middle + 1),
        children: page.children.splice(middle + 1),
        count: 0,
      };
      const key = page.keys.pop() as K;
      const value = page.values.pop() as V;
      recount(page);
      recount(right);
      const above = path[depth - 1];
      if (above === undefined) {
        this.#root = { keys: [key], values: [value], children: [page, right], count: 0 };
        recount(this.#root);
      } else {
        above.page.keys.splice(above.index, 0, key);
        above.page.values.splice(above.index, 0, value);
        above.page.children.splice(above.index + 1, 0, right);
      }
    }
  }

  #refill(path: Step<K, V>[]): void {
    for (let depth = path.length - 1; depth > 0; depth--) {
      const above = path[depth - 1];
      const page = path[depth]?.page;
      if (above === undefined || page === undefined || page.keys.length >= LEAST) return;
      const at = above.page.children.indexOf(page);
      const left = above.page.children[at - 1];
      const right = above.page.children[at + 1];
      if (left !== undefined && left.keys.length > LEAST) shiftRight(above.page, at - 1);
      else if (right !== undefined && right.keys.length > LEAST) shiftLeft(above.page, at);
      else merge(above.page, left === undefined ? at : at - 1);
    }
    const only = this.#root.children[0];
    if (this.#root.keys.length === 0 && only !== undefined) this.#root = only;
  }
}

function leaf<K, V>(): Page<K, V> {
  return { keys: [], values: [], children: [], count: 0 };
}

function entry<K, V>(step: Step<K, V> | undefined): [K, V] | undefined {
  if (step === undefined || step.index >= step.page.keys.length) return undefined;
  return [step.page.keys[step.index] as K, step.page.values[step.index] as V];
}

function recount<K, V>(page: Page<K, V>): void {
  page.count = page.keys.length;
  for (const child of page.children) page.count += child.count;
}

/** Appends the way to the last entry of the subtree before key `index` of the path's last page. */
function descendToLast<K, V>(path: Step<K, V>[], index: number): Step<K, V> {
  let page = path.at(-1)?.page.children[index];
  let step: Step<K, V> | undefined;
  while (page !== undefined) {
    step = { page, index: page.children.length > 0 ? page.children.length - 1 : page.keys.length - 1 };
    path.push(step);
    page = page.children[page.children.length - 1];
  }
  if (step === undefined) throw new Error('a page with children has a last entry in each');
  return step;
}

function advance<K, V>(path: Step<K, V>[]): void {
  const step = path.at(-1);
  if (step === undefined) return;
  step.index++;
  let page = step.page.children[step.index];
  while (page !== undefined) {
    path.push({ page, index: 0 });
    page = page.children[0];
  }
}

/** Leaves the pages whose entries have all been passed. */
function climb<K, V>(path: Step<K, V>[]): void {
  let step = path.at(-1);
  while (step !== undefined && step.index >= step.page.keys.length) {
    path.pop();
    step = path.at(-1);
  }
}

function shiftRight<K, V>(above: Page<K, V>, index: number): void {
  const left = above.children[index] as Page<K, V>;
  const right = above.children[index + 1] as Page<K, V>;
  right.keys.unshift(above.keys[index] as K);
  right.values.unshift(above.values[index] as V);
  above.keys[index] = left.keys.pop() as K;
  above.values[index] = left.values.pop() as V;
  const child = left.children.pop();
  if (child !== undefined) right.children.unshift(child);
  recount(left);
  recount(right);
}

function shiftLeft<K, V>(above: Page<K, V>, index: number): void {
  const left = above.children[index] as Page<K, V>;
  const right = above.children[index + 1] as Page<K, V>;
  left.keys.push(above.keys[index] as K);
  left.values.push(above.values[index] as V);
  above.keys[index] = right.keys.shift() as K;
  above.values[index] = right.values.shift() as V;
  const child = right.children.shift();
  if (child !== undefined) left.children.push(child);
  recount(left);
  recount(right);
}

function merge<K, V>(above: Page<K, V>, index: number): void {
  const left = above.children[index] as Page<K, V>;
  const right = above.children[index + 1] as Page<K, V>;
  left.keys.push(above.keys[index] as K, ...right.keys);
  left.values.push(above.values[index] as V, ...right.values);
  left.children.push(...right.children);
  above.keys.splice(index, 1);
  above.values.splice(index, 1);
  above.children.splice(index + 1, 1);
  recount(left);
}

function pair<K, V>(entry: { readonly key: K; readonly value: V } | undefined): [K, V] | undefined {
  return entry === undefined ? undefined : [entry.key, entry.value];
}
