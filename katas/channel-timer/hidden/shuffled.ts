import { seed } from '@katas/kata/suite';

/** Whole numbers from 0 to below `n`, drawn with the run's seed. */
export function chance(stream: number): (n: number) => number {
  let state = (seed ^ Math.imul(stream + 1, 0x9e_37_79_b1)) >>> 0 || 1;
  return (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
}

/** The same values in another order, drawn with the run's seed. */
export function shuffled<T>(values: readonly T[]): T[] {
  const next = chance(values.length);
  const order = [...values];
  for (let rest = order.length; rest > 1; rest--) {
    const chosen = next(rest);
    [order[rest - 1], order[chosen]] = [order[chosen] as T, order[rest - 1] as T];
  }
  return order;
}
