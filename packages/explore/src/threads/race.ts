import { ACCESS } from './access.ts';
import { FOOTPRINT_WORDS } from './stepper.ts';

/** Two accesses to the same memory that nothing orders, one of them a write, one of them not atomic. */
export interface Race {
  readonly address: number;
  readonly first: RaceSide;
  readonly second: RaceSide;
}

interface RaceSide {
  readonly thread: number;
  readonly access: number;
  /** Which access of the run it was, from 0. */
  readonly at: number;
}

interface Cell {
  /** Released by the last atomic write. */
  released: Int32Array | undefined;
  write: RaceSide | undefined;
  writeClock: number;
  /** The last read of each thread and its clock. */
  readonly reads: (RaceSide | undefined)[];
  readonly readClocks: number[];
}

/**
 * Finds the first data race of a run by vector clocks.
 * @see ECMAScript, "Data Races" in "Memory Model"; Flanagan and Freund, FastTrack (PLDI 2009)
 * @param accesses - how many accesses of the footprint belong to the run
 */
export function findRace(footprint: Int32Array, accesses: number, threads: number): Race | undefined {
  let smallest = 8;
  let hasPlain = false;
  for (let at = 0; at < accesses; at += 1) {
    const access = footprint[at * FOOTPRINT_WORDS + 1] ?? 0;
    if (isPlain(access)) hasPlain = true;
    smallest = Math.min(smallest, footprint[at * FOOTPRINT_WORDS + 3] ?? 8);
  }
  return hasPlain ? new RaceSearch(threads, smallest).run(footprint, accesses) : undefined;
}

function isPlain(access: number): boolean {
  return access === ACCESS.read || access === ACCESS.write;
}

function isWrite(access: number): boolean {
  return (access >= ACCESS.store && access <= ACCESS.compareExchange) || access === ACCESS.write;
}

class RaceSearch {
  readonly #threads: number;
  /** Bytes of a cell: the smallest element that the run used. */
  readonly #unit: number;
  readonly #clocks: Int32Array[];
  readonly #cells = new Map<number, Cell>();
  /** What waits and notifications on an address order: they enter one critical section each. */
  readonly #waiters = new Map<number, Int32Array>();

  constructor(threads: number, unit: number) {
    this.#threads = threads;
    this.#unit = unit;
    this.#clocks = Array.from({ length: threads }, (_, thread) => {
      const clock = new Int32Array(threads);
      clock[thread] = 1;
      return clock;
    });
  }

  run(footprint: Int32Array, accesses: number): Race | undefined {
    for (let at = 0; at < accesses; at += 1) {
      const word = at * FOOTPRINT_WORDS;
      const side = { thread: footprint[word] ?? 0, access: footprint[word + 1] ?? 0, at };
      const address = footprint[word + 2] ?? 0;
      if (side.access === ACCESS.pause) continue;
      if (side.access >= ACCESS.wait) this.#meet(side.thread, address);
      if (side.access === ACCESS.notify || side.access === ACCESS.wake) continue;
      const end = address + (footprint[word + 3] ?? 4);
      for (let cell = address; cell < end; cell += this.#unit) {
        const race = this.#touch(cell, side);
        if (race) return race;
      }
    }
    return undefined;
  }

  #touch(address: number, side: RaceSide): Race | undefined {
    const cell = this.#cellAt(address);
    const clock = this.#clockOf(side.thread);
    const isAtomic = !isPlain(side.access);
    const writes = isWrite(side.access);
    if (isAtomic && cell.released && side.access !== ACCESS.store) join(clock, cell.released);
    const race = this.#conflict(address, cell, side);
    if (race) return race;
    const own = clock[side.thread] ?? 0;
    if (writes) {
      cell.write = side;
      cell.writeClock = own;
      cell.released = isAtomic ? clock.slice() : undefined;
      cell.reads.length = 0;
    } else {
      cell.reads[side.thread] = side;
      cell.readClocks[side.thread] = own;
    }
    if (isAtomic && writes) clock[side.thread] = own + 1;
    return undefined;
  }

  #conflict(address: number, cell: Cell, side: RaceSide): Race | undefined {
    const clock = this.#clockOf(side.thread);
    const isUnordered = (other: RaceSide, at: number): boolean =>
      at > (clock[other.thread] ?? 0) && (isPlain(other.access) || isPlain(side.access));
    if (cell.write && isUnordered(cell.write, cell.writeClock))
      return { address, first: cell.write, second: side };
    if (!isWrite(side.access)) return undefined;
    for (let thread = 0; thread < this.#threads; thread += 1) {
      const read = cell.reads[thread];
      if (read && thread !== side.thread && isUnordered(read, cell.readClocks[thread] ?? 0)) {
        return { address, first: read, second: side };
      }
    }
    return undefined;
  }

  #meet(thread: number, address: number): void {
    const clock = this.#clockOf(thread);
    const shared = this.#waiters.get(address) ?? new Int32Array(this.#threads);
    join(clock, shared);
    this.#waiters.set(address, clock.slice());
    clock[thread] = (clock[thread] ?? 0) + 1;
  }

  #clockOf(thread: number): Int32Array {
    return this.#clocks[thread] ?? new Int32Array(this.#threads);
  }

  #cellAt(address: number): Cell {
    const known = this.#cells.get(address);
    if (known) return known;
    const cell: Cell = { released: undefined, write: undefined, writeClock: 0, reads: [], readClocks: [] };
    this.#cells.set(address, cell);
    return cell;
  }
}

function join(clock: Int32Array, other: Int32Array): void {
  for (let thread = 0; thread < clock.length; thread += 1) {
    clock[thread] = Math.max(clock[thread] ?? 0, other[thread] ?? 0);
  }
}
