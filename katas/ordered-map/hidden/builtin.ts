import { expect } from 'vitest';

// What the rules that read the source may miss is counted here, at work: a builtin does its work through the methods
// of its prototype, whatever name it was reached by. A suite imports this file before the solution, so a collection's
// method that the solution keeps a reference to is a counted one.

const COLLECTIONS = [Map, Set, WeakMap, WeakSet];

let watching = false;
let reached: string[] = [];
/** Elements that array methods moved or copied while watching. */
let moved = 0;

type Work = (lengthBefore: number, args: readonly unknown[], result: unknown) => void;

/** Replaces a method by one that notes its work while watching; gives back how to undo it. */
function watch(holder: object, key: PropertyKey, work: Work): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(holder, key);
  const original: unknown = descriptor?.value;
  if (descriptor === undefined || typeof original !== 'function') return () => {};
  const counted = function counted(this: unknown, ...args: unknown[]): unknown {
    const before = watching ? length(this) : 0;
    const result: unknown = Reflect.apply(original as () => unknown, this, args);
    if (watching) work(before, args, result);
    return result;
  };
  Object.defineProperty(holder, key, { ...descriptor, value: counted });
  return () => Object.defineProperty(holder, key, descriptor);
}

for (const { name, prototype } of COLLECTIONS) {
  for (const key of Reflect.ownKeys(prototype)) {
    if (key !== 'constructor') watch(prototype, key, () => reached.push(`${name}.prototype.${String(key)}`));
  }
}

function length(receiver: unknown): number {
  return Array.isArray(receiver) ? receiver.length : 0;
}

const SHIFTERS = ['shift', 'unshift', 'sort', 'reverse', 'copyWithin'];
const COPIERS = ['slice', 'concat', 'toSorted', 'toReversed', 'toSpliced', 'with', 'filter', 'map'];

/** Only for the time of a count: arrays are used by everybody. */
function watchArrays(): () => void {
  const undo = [
    ...SHIFTERS.map((key) => watch(Array.prototype, key, (all) => (moved += all))),
    ...COPIERS.map((key) => watch(Array.prototype, key, (_all, _args, result) => (moved += length(result)))),
    watch(Array, 'from', (_all, _args, result) => (moved += length(result))),
    watch(Array.prototype, 'push', (_all, args) => (moved += args.length)),
    watch(Array.prototype, 'splice', (all, [start]) => {
      const from = typeof start === 'number' ? Math.trunc(start) : 0;
      moved += from < 0 ? Math.min(-from, all) : Math.max(0, all - from);
    }),
  ];
  return () => {
    for (const one of undo) one();
  };
}

const PRINTERS = ['log', 'info', 'warn', 'error', 'debug', 'dir', 'table', 'trace'] as const;

/** What the solution prints goes through the runner, whose own collections are not meant. */
function unwatchedPrinters(): () => void {
  const originals = PRINTERS.map((name) => [name, console[name]] as const);
  for (const [name, original] of originals) {
    console[name] = (...data: unknown[]): void => {
      watching = false;
      Reflect.apply(original, console, data);
      watching = true;
    };
  }
  return () => {
    for (const [name, original] of originals) console[name] = original;
  };
}

function observe(body: () => void): void {
  const restore = unwatchedPrinters();
  reached = [];
  moved = 0;
  watching = true;
  try {
    body();
  } finally {
    watching = false;
    restore();
  }
}

/** Runs `body`, which must not make any assertion, and fails where a builtin collection worked in it. */
export function withoutCollections(body: () => void): void {
  observe(body);
  const [first] = reached;
  if (first !== undefined) expect.fail(`the map is to be built from nothing, but it used ${first}`);
}

/** Runs `body`, which must not make any assertion, and counts the elements that array methods move or copy in it. */
export function movedElements(body: () => void): number {
  const restore = watchArrays();
  try {
    observe(body);
  } finally {
    restore();
  }
  return moved;
}
