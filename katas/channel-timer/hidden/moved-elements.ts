// A sorted array hides what it costs in the engine: `splice` moves all that is behind. So the elements are counted that
// array methods move.

type Work = (lengthBefore: number, args: readonly unknown[], result: unknown) => number;

const MOVERS: Readonly<Record<string, Work>> = {
  shift: (all) => all,
  unshift: (all) => all,
  sort: (all) => all,
  reverse: (all) => all,
  copyWithin: (all) => all,
  slice: (_all, _args, result) => lengthOf(result),
  concat: (_all, _args, result) => lengthOf(result),
  toSorted: (all) => all,
  toReversed: (all) => all,
  toSpliced: (all) => all,
  with: (all) => all,
  filter: (all) => all,
  map: (all) => all,
  forEach: (all) => all,
  reduce: (all) => all,
  find: (all) => all,
  findIndex: (all) => all,
  findLast: (all) => all,
  findLastIndex: (all) => all,
  indexOf: (all) => all,
  lastIndexOf: (all) => all,
  includes: (all) => all,
  some: (all) => all,
  every: (all) => all,
  splice: (all, [start]) => {
    const from = typeof start === 'number' ? Math.trunc(start) : 0;
    return from < 0 ? Math.min(-from, all) : Math.max(0, all - from);
  },
};

/**
 * Elements that array methods move or look at in `body`, which must not make any assertion. A method that ends early
 * counts as if it had not.
 */
export function movedElements(body: () => void): number {
  let moved = 0;
  const undo = Object.entries(MOVERS).map(([key, work]) =>
    replaced(Array.prototype, key, (before, args, result) => {
      moved += work(before, args, result);
    }),
  );
  try {
    body();
  } finally {
    for (const one of undo) one();
  }
  return moved;
}

function replaced(
  holder: object,
  key: string,
  note: (before: number, args: readonly unknown[], result: unknown) => void,
): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(holder, key);
  const original: unknown = descriptor?.value;
  if (descriptor === undefined || typeof original !== 'function') return () => undefined;
  const counted = function counted(this: unknown, ...args: unknown[]): unknown {
    const before = lengthOf(this);
    const result: unknown = Reflect.apply(original as () => unknown, this, args);
    note(before, args, result);
    return result;
  };
  Object.defineProperty(holder, key, { ...descriptor, value: counted });
  return () => void Object.defineProperty(holder, key, descriptor);
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}
