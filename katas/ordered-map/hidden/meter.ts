import type { Hasher } from '#solution';

/** The error of a blown fuse. */
export class FuseError extends Error {
  override readonly name = 'FuseError';
}

/** Counts calls, and throws at a chosen one. */
export class Meter {
  calls = 0;
  /** The error that was thrown last. */
  thrown: FuseError | undefined;
  #fuse = Infinity;

  /** @param nth - the call that throws, counted from the next one, from 1 */
  arm(nth: number, what: string): void {
    this.#fuse = nth;
    this.thrown = undefined;
    this.#what = what;
  }

  disarm(): void {
    this.#fuse = Infinity;
  }

  count(): void {
    this.calls++;
    this.#fuse--;
    if (this.#fuse > 0) return;
    this.#fuse = Infinity;
    this.thrown = new FuseError(`${this.#what} throws`);
    throw this.thrown;
  }

  /** Calls since the last look. */
  read(): number {
    const { calls } = this;
    this.calls = 0;
    return calls;
  }

  #what = 'it';
}

/** Whole numbers as keys, with a hash that spreads well; counts what it is asked. */
export class MeteredHasher implements Hasher<number> {
  readonly hashes = new Meter();
  readonly equalities = new Meter();

  hash(key: number): number {
    this.hashes.count();
    return scrambled(key);
  }

  equals(a: number, b: number): boolean {
    this.equalities.count();
    return a === b;
  }
}

/** A whole number below 2³², different for each n below 2³². */
export function scrambled(n: number): number {
  let bits = Math.imul(n ^ (n >>> 16), 0x45d9f3b);
  bits = Math.imul(bits ^ (bits >>> 16), 0x45d9f3b);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** An ascending comparator that counts its calls. */
export function metered(): { meter: Meter; compare: (a: number, b: number) => number } {
  const meter = new Meter();
  return {
    meter,
    compare: (a, b) => {
      meter.count();
      return a - b;
    },
  };
}
