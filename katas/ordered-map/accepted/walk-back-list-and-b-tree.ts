// Design: bucket arrays over a linked list whose removed nodes remember their predecessor; B-tree with counts.

export interface Hasher<K> {
  hash(key: K): number;
  equals(a: K, b: K): boolean;
}

interface Node<K, V> {
  readonly key: K;
  value: V;
  readonly hash: number;
  prev: Node<K, V> | undefined;
  next: Node<K, V> | undefined;
  removed: boolean;
  readonly movedAt: number;
}

export class InsertionMap<K, V> implements Iterable<[K, V]> {
  readonly #hasher: Hasher<K>;
  #buckets: Node<K, V>[][] = Array.from({ length: 16 }, () => []);
  #head: Node<K, V> | undefined;
  #tail: Node<K, V> | undefined;
  #size = 0;
  #moves = 0;

  constructor(hasher: Hasher<K>) {
    this.#hasher = hasher;
  }

  get size(): number {
    return this.#size;
  }

  get(key: K): V | undefined {
    return this.#find(key)?.value;
  }

  has(key: K): boolean {
    return this.#find(key) !== undefined;
  }

  set(key: K, value: V): this {
    const hash = this.#hasher.hash(key);
    const known = this.#search(key, hash);
    if (known === undefined) this.#add(key, value, hash, 0);
    else known.value = value;
    return this;
  }

  delete(key: K): boolean {
    const node = this.#find(key);
    if (node === undefined) return false;
    this.#drop(node);
    return true;
  }

  clear(): void {
    for (let node = this.#head; node !== undefined; node = node.next) {
      node.removed = true;
      node.prev = undefined;
    }
    this.#head = undefined;
    this.#tail = undefined;
    this.#size = 0;
    this.#buckets = Array.from({ length: 16 }, () => []);
  }

  first(): [K, V] | undefined {
    return pair(this.#head);
  }

  last(): [K, V] | undefined {
    return pair(this.#tail);
  }

  moveToEnd(key: K): boolean {
    const node = this.#find(key);
    if (node === undefined) return false;
    this.#drop(node);
    this.#add(node.key, node.value, node.hash, ++this.#moves);
    return true;
  }

  *[Symbol.iterator](): IterableIterator<[K, V]> {
    const openedAt = this.#moves;
    let shown: Node<K, V> | undefined;
    for (;;) {
      while (shown?.removed) shown = shown.prev;
      shown = shown === undefined ? this.#head : shown.next;
      if (shown === undefined) return;
      if (shown.movedAt <= openedAt) yield [shown.key, shown.value];
    }
  }

  #find(key: K): Node<K, V> | undefined {
    return this.#search(key, this.#hasher.hash(key));
  }

  #search(key: K, hash: number): Node<K, V> | undefined {
    for (const node of this.#bucket(hash)) {
      if (Object.is(node.hash, hash) && this.#hasher.equals(node.key, key)) return node;
    }
    return undefined;
  }

  #bucket(hash: number): Node<K, V>[] {
    const bucket = this.#buckets[Math.abs(Math.trunc(hash) || 0) % this.#buckets.length] ?? this.#buckets[0];
    if (bucket === undefined) throw new Error('a map has at least one bucket');
    return bucket;
  }

  #add(key: K, value: V, hash: number, movedAt: number): void {
    if (this.#size > this.#buckets.length) this.#grow();
    const node: Node<K, V> = { key, value, hash, prev: this.#tail, next: undefined, removed: false, movedAt };
    if (this.#tail === undefined) this.#head = node;
    else this.#tail.next = node;
    this.#tail = node;
    this.#bucket(hash).push(node);
    this.#size++;
  }

  /** The node keeps `prev`, so that an iterator which stands on it finds back to the list. */
  #drop(node: Node<K, V>): void {
    const bucket = this.#bucket(node.hash);
    const last = bucket.pop();
    if (last !== undefined && last !== node) bucket[bucket.indexOf(node)] = last;
    if (node.prev === undefined) this.#head = node.next;
    else node.prev.next = node.next;
    if (node.next === undefined) this.#tail = node.prev;
    else node.next.prev = node.prev;
    node.removed = true;
    this.#size--;
  }

  #grow(): void {
    this.#buckets = Array.from({ length: this.#buckets.length * 2 + 1 }, () => []);
    for (let node = this.#head; node !== undefined; node = node.next) this.#bucket(node.hash).push(node);
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

  constructor(compare: (a: K, b: K) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#root.count;
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
      last.page.values[last.index] = value;
      return this;
    }
    last.page.keys.splice(last.index, 0, key);
    last.page.values.splice(last.index, 0, value);
    for (const { page } of path) page.count++;
    this.#split(path);
    this.#changes++;
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
    this.#refill(path);
    this.#changes++;
    return true;
  }

  clear(): void {
    this.#root = leaf();
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
