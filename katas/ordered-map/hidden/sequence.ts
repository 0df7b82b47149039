import { seed } from '@katas/kata/suite';

// Orders in which keys come. A tree that does not balance itself is a list for the first four.

export type Order = 'ascending' | 'descending' | 'zig-zag inwards' | 'zig-zag outwards' | 'random';

export const ORDERS: readonly Order[] = [
  'ascending',
  'descending',
  'zig-zag inwards',
  'zig-zag outwards',
  'random',
];

/** The numbers 0 to n - 1. */
export function sequence(order: Order, n: number): number[] {
  return SEQUENCES[order](n);
}

const SEQUENCES: Readonly<Record<Order, (n: number) => number[]>> = {
  ascending,
  descending: (n) => ascending(n).toReversed(),
  'zig-zag inwards': inwards,
  'zig-zag outwards': (n) => inwards(n).toReversed(),
  random: (n) => shuffled(ascending(n)),
};

function ascending(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** 0, n - 1, 1, n - 2, … */
function inwards(n: number): number[] {
  return Array.from({ length: n }, (_, i) => (i % 2 === 0 ? i / 2 : n - (i + 1) / 2));
}

/** In an order that depends on the run's seed only. */
export function shuffled<T>(values: readonly T[]): T[] {
  const result = [...values];
  let state = seed | 0;
  for (let i = result.length - 1; i > 0; i--) {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    const j = ((bits ^ (bits >>> 14)) >>> 0) % (i + 1);
    const moved = result[i] as T;
    result[i] = result[j] as T;
    result[j] = moved;
  }
  return result;
}
