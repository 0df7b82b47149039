// Robin Hood hashing with backward shift: no graves, and nobody lives much further from home than his neighbours.
// Three parallel arrays; slots move at every delete, so an iterator takes the entries with it when it starts.

export interface Hasher<T> {
  hash(value: T): number;
  equals(a: T, b: T): boolean;
}

class Cell<T> {
  readonly value: T;
  gone = false;

  constructor(value: T) {
    this.value = value;
  }
}

/** A hash as a whole number of 32 bits, golden-ratio scrambled. */
function home(hash: number, shift: number): number {
  return Math.imul(Number.isNaN(hash) ? 0 : hash | 0, 0x9e3779b1) >>> shift;
}

export class HashSet<T> implements Iterable<T> {
  private cells = new Array<Cell<T> | undefined>(8).fill(undefined);
  private hashes = new Float64Array(8);
  private shift = 29;
  private count = 0;
  private readonly hasher: Hasher<T>;

  constructor(hasher: Hasher<T>, values?: Iterable<T>) {
    this.hasher = hasher;
    if (values) {
      for (const value of values) this.add(value);
    }
  }

  get size(): number {
    return this.count;
  }

  add(value: T): this {
    const hash = this.hasher.hash(value);
    if (this.find(value, hash) !== undefined) return this;
    if (this.count >= this.cells.length * 0.85) this.rehash(this.shift - 1);
    this.settle(new Cell(value), hash);
    this.count++;
    return this;
  }

  has(value: T): boolean {
    return this.find(value, this.hasher.hash(value)) !== undefined;
  }

  delete(value: T): boolean {
    let at = this.find(value, this.hasher.hash(value));
    if (at === undefined) return false;
    this.cells[at]!.gone = true;
    const mask = this.cells.length - 1;
    for (
      let next = (at + 1) & mask;
      this.cells[next] !== undefined && this.distance(next) > 0;
      next = (next + 1) & mask
    ) {
      this.cells[at] = this.cells[next];
      this.hashes[at] = this.hashes[next]!;
      at = next;
    }
    this.cells[at] = undefined;
    this.count--;
    if (this.shift < 29 && this.count < this.cells.length * 0.2) this.rehash(this.shift + 1);
    return true;
  }

  clear(): void {
    for (const cell of this.cells) if (cell) cell.gone = true;
    this.allocate(29);
    this.count = 0;
  }

  union(other: HashSet<T>): HashSet<T> {
    const result = this.empty();
    for (const value of this) result.add(value);
    for (const value of other) result.add(value);
    return result;
  }

  intersection(other: HashSet<T>): HashSet<T> {
    const result = this.empty();
    const swap = other.size < this.size;
    for (const value of swap ? other : this) if ((swap ? this : other).has(value)) result.add(value);
    return result;
  }

  difference(other: HashSet<T>): HashSet<T> {
    const result = this.empty();
    for (const value of this) if (!other.has(value)) result.add(value);
    return result;
  }

  symmetricDifference(other: HashSet<T>): HashSet<T> {
    const result = this.difference(other);
    for (const value of other) if (!this.has(value)) result.add(value);
    return result;
  }

  isSubsetOf(other: HashSet<T>): boolean {
    return this.intersection(other).size === this.size;
  }

  isSupersetOf(other: HashSet<T>): boolean {
    return this.intersection(other).size === other.size;
  }

  isDisjointFrom(other: HashSet<T>): boolean {
    return this.intersection(other).size === 0;
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.walk(this.cells.filter((cell) => cell !== undefined));
  }

  private *walk(cells: Cell<T>[]): IterableIterator<T> {
    for (const cell of cells) if (!cell.gone) yield cell.value;
  }

  private empty(): HashSet<T> {
    return new HashSet(this.hasher);
  }

  private allocate(shift: number): void {
    const length = 2 ** (32 - shift);
    this.shift = shift;
    this.cells = new Array<Cell<T> | undefined>(length).fill(undefined);
    this.hashes = new Float64Array(length);
  }

  private distance(at: number): number {
    return (at - home(this.hashes[at]!, this.shift)) & (this.cells.length - 1);
  }

  private find(value: T, hash: number): number | undefined {
    const mask = this.cells.length - 1;
    let at = home(hash, this.shift);
    for (let away = 0; ; away++, at = (at + 1) & mask) {
      const cell = this.cells[at];
      if (cell === undefined || this.distance(at) < away) return undefined;
      if (Object.is(this.hashes[at], hash) && this.hasher.equals(value, cell.value)) return at;
    }
  }

  private settle(cell: Cell<T>, hash: number): void {
    const mask = this.cells.length - 1;
    let at = home(hash, this.shift);
    let away = 0;
    for (let mover = cell, its = hash; ; at = (at + 1) & mask, away++) {
      const owner = this.cells[at];
      if (owner === undefined) {
        this.cells[at] = mover;
        this.hashes[at] = its;
        return;
      }
      const lived = this.distance(at);
      if (lived >= away) continue;
      const moved = this.hashes[at]!;
      this.cells[at] = mover;
      this.hashes[at] = its;
      mover = owner;
      its = moved;
      away = lived;
    }
  }

  private rehash(shift: number): void {
    const { cells, hashes } = this;
    this.allocate(shift);
    for (const [at, cell] of cells.entries()) if (cell) this.settle(cell, hashes[at]!);
  }
}
