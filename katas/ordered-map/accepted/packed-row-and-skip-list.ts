// Design: open addressing into a row of slots that is packed when holes prevail; skip list with spans.

export interface Hasher<K> {
  hash(key: K): number;
  equals(a: K, b: K): boolean;
}

interface Slot<K, V> {
  readonly key: K;
  value: V;
  readonly hash: number;
  /** Grows along the row, never used twice: an iterator finds its place by it after the row was packed. */
  readonly serial: number;
  /** When `moveToEnd` put it here; 0 if it never did. */
  readonly movedAt: number;
}

const FREE = -1;
const GONE = -2;

export class InsertionMap<K, V> implements Iterable<[K, V]> {
  readonly #hasher: Hasher<K>;
  #row: (Slot<K, V> | undefined)[] = [];
  #table = new Int32Array(8).fill(FREE);
  /** Table cells that are not free, gone ones included. */
  #taken = 0;
  #head = 0;
  #size = 0;
  #serial = 0;
  #moves = 0;
  /** Counts what makes an iterator's index wrong: a packed, shortened or emptied row. */
  #packings = 0;

  constructor(hasher: Hasher<K>) {
    this.#hasher = hasher;
  }

  get size(): number {
    return this.#size;
  }

  get(key: K): V | undefined {
    return this.#slotAt(this.#probe(key, this.#hash(key)))?.value;
  }

  has(key: K): boolean {
    return this.#probe(key, this.#hash(key)) !== FREE;
  }

  set(key: K, value: V): this {
    const hash = this.#hash(key);
    const slot = this.#slotAt(this.#probe(key, hash));
    if (slot === undefined) this.#append(key, value, hash, 0);
    else slot.value = value;
    return this;
  }

  delete(key: K): boolean {
    const cell = this.#probe(key, this.#hash(key));
    if (cell === FREE) return false;
    this.#vacate(cell);
    return true;
  }

  clear(): void {
    this.#row = [];
    this.#table = new Int32Array(8).fill(FREE);
    this.#taken = 0;
    this.#head = 0;
    this.#size = 0;
    this.#packings++;
  }

  first(): [K, V] | undefined {
    return pair(this.#row[this.#head]);
  }

  last(): [K, V] | undefined {
    return pair(this.#row.at(-1));
  }

  moveToEnd(key: K): boolean {
    const cell = this.#probe(key, this.#hash(key));
    const slot = this.#slotAt(cell);
    if (slot === undefined) return false;
    this.#vacate(cell);
    this.#append(slot.key, slot.value, slot.hash, ++this.#moves);
    return true;
  }

  *[Symbol.iterator](): IterableIterator<[K, V]> {
    const openedAt = this.#moves;
    let packings = this.#packings;
    let index = this.#head;
    let shown = -1;
    for (;;) {
      if (packings !== this.#packings) {
        packings = this.#packings;
        index = this.#indexAfter(shown);
      }
      if (index >= this.#row.length) return;
      const slot = this.#row[index++];
      if (slot === undefined || slot.movedAt > openedAt) continue;
      shown = slot.serial;
      yield [slot.key, slot.value];
    }
  }

  #hash(key: K): number {
    const hash = this.#hasher.hash(key);
    const low = Number.isFinite(hash) ? Math.trunc(hash) % 0x1_0000_0000 : 0;
    const mixed = Math.imul(low ^ (low >>> 16), 0x85eb_ca6b);
    return (mixed ^ (mixed >>> 13)) >>> 0;
  }

  #slotAt(cell: number): Slot<K, V> | undefined {
    return this.#row[this.#table[cell] ?? FREE];
  }

  /** The table cell that leads to the key, or FREE. */
  #probe(key: K, hash: number): number {
    const mask = this.#table.length - 1;
    for (let cell = hash & mask; ; cell = (cell + 1) & mask) {
      const index = this.#table[cell]!;
      if (index === FREE) return FREE;
      const slot = this.#row[index];
      if (slot !== undefined && slot.hash === hash && this.#hasher.equals(slot.key, key)) return cell;
    }
  }

  #vacate(cell: number): void {
    this.#row[this.#table[cell] ?? FREE] = undefined;
    this.#table[cell] = GONE;
    this.#size--;
    while (this.#row.length > 0 && this.#row.at(-1) === undefined) {
      this.#row.pop();
      this.#packings++;
    }
    while (this.#head < this.#row.length && this.#row[this.#head] === undefined) this.#head++;
    if (this.#size === 0) this.#head = 0;
  }

  #append(key: K, value: V, hash: number, movedAt: number): void {
    if (this.#taken * 2 >= this.#table.length) this.#pack();
    this.#row.push({ key, value, hash, serial: this.#serial++, movedAt });
    this.#enter(hash, this.#row.length - 1);
    this.#size++;
  }

  #enter(hash: number, index: number): void {
    const mask = this.#table.length - 1;
    let cell = hash & mask;
    while (this.#table[cell] !== FREE) cell = (cell + 1) & mask;
    this.#table[cell] = index;
    this.#taken++;
  }

  /** Closes the holes of the row and makes a table of the right size; calls neither hash nor equals. */
  #pack(): void {
    let capacity = 8;
    while (capacity < (this.#size + 1) * 4) capacity *= 2;
    const row = this.#row;
    this.#row = [];
    this.#table = new Int32Array(capacity).fill(FREE);
    this.#taken = 0;
    this.#head = 0;
    this.#packings++;
    for (const slot of row) {
      if (slot === undefined) continue;
      this.#row.push(slot);
      this.#enter(slot.hash, this.#row.length - 1);
    }
  }

  #indexAfter(serial: number): number {
    let low = 0;
    let high = this.#row.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      let probe = middle;
      while (probe < high && this.#row[probe] === undefined) probe++;
      const slot = this.#row[probe];
      if (probe < high && slot !== undefined && slot.serial <= serial) low = probe + 1;
      else high = middle;
    }
    return low;
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
  #next: (Tower<K, V> | undefined)[] = [];
  #span: number[] = [];
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
      } else {
        span[level] = (span[level] ?? 0) - 1;
      }
    }
    found.removed = true;
    this.#size--;
    return true;
  }

  clear(): void {
    for (let tower = this.#next[0]; tower !== undefined; tower = tower.next[0]) tower.removed = true;
    this.#next = [];
    this.#span = [];
    this.#height = 1;
    this.#size = 0;
  }

  first(): [K, V] | undefined {
    return pair(this.#next[0]);
  }

  last(): [K, V] | undefined {
    return this.at(this.#size - 1);
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
