import type { Hasher } from '#solution';

/** Spreads whole numbers over 32 bits: the hash that costs are counted with. */
function mix(n: number): number {
  let h = Math.imul(n ^ (n >>> 16), 0x45d9f3b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return (h ^ (h >>> 16)) | 0;
}

/** A hasher of letters for which 'a' equals 'A'; `source` is how a learner would write it down. */
export interface LetterHasher extends Hasher<string> {
  readonly source: string;
}

const FORMULAS: readonly [string, (code: number) => number][] = [
  ['code', (code) => code],
  ['-code', (code) => -code],
  ['0', () => 0],
  ['NaN', () => Number.NaN],
  ['code % 3', (code) => code % 3],
  ['code / 7', (code) => code / 7],
  ['code % 2 ? -Infinity : Infinity', (code) => (code % 2 ? -Infinity : Infinity)],
  ['code * 2 ** 31', (code) => code * 2 ** 31],
  ['code * -(2 ** 53)', (code) => code * -(2 ** 53)],
  ['code % 2 ? -0 : NaN', (code) => (code % 2 ? -0 : Number.NaN)],
];

/** Legal hashers of letters, from plain to nasty. */
export const letterHashers: readonly LetterHasher[] = FORMULAS.map(([formula, hash]) => ({
  hash: (letter) => hash(letter.toLowerCase().charCodeAt(0)),
  equals: (a, b) => a.toLowerCase() === b.toLowerCase(),
  source: [
    'const hasher = {',
    `  hash: (s: string) => { const code = s.toLowerCase().charCodeAt(0); return ${formula}; },`,
    '  equals: (a: string, b: string) => a.toLowerCase() === b.toLowerCase(),',
    '};',
  ].join('\n'),
}));

/** Letters without regard to case, by their code. */
export const letters: LetterHasher = letterHashers[0]!;

/** Whole numbers, each its own hash. */
export const integers: Hasher<number> = { hash: (n) => n, equals: (a, b) => a === b };

/** Whole numbers that all collide. */
export const colliding: Hasher<number> = { hash: () => 7, equals: (a, b) => a === b };

/** Counts what a set asks; the numbers it hashes are spread evenly. */
export class CountingHasher implements Hasher<number> {
  hashes = 0;
  equalities = 0;
  readonly #salt: number;

  constructor(salt = 0) {
    this.#salt = salt;
  }

  hash(value: number): number {
    this.hashes++;
    return mix(value + this.#salt);
  }

  equals(a: number, b: number): boolean {
    this.equalities++;
    return a === b;
  }

  get calls(): number {
    return this.hashes + this.equalities;
  }

  reset(): void {
    this.hashes = 0;
    this.equalities = 0;
  }
}
