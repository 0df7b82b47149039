import { must } from './expectation.ts';

// The second net under the rule that reads the source: whatever name a builtin was reached by, its work goes through
// the methods of its prototype, and a dictionary is asked for a property named like the hash. The methods are replaced
// before the solution is loaded (a suite imports this file first), so a reference that it keeps is a replaced one.
// Not seen here: an object without a prototype as dictionary; there the source is all there is to look at.

/** A hash that no table index can be; a dictionary would have a property of this name. */
export const ODD_HASH = 123456789.25;

const root: object = Object.prototype;
let watching = false;
let reached: string[] = [];

function replace(holder: object, key: PropertyKey, name: string): void {
  const descriptor = Object.getOwnPropertyDescriptor(holder, key);
  const original: unknown = descriptor?.value;
  if (descriptor === undefined || typeof original !== 'function') return;
  const replaced = function replaced(this: unknown, ...args: unknown[]): unknown {
    if (watching) reached.push(name);
    return Reflect.apply(original as () => unknown, this, args);
  };
  Object.defineProperty(holder, key, { ...descriptor, value: replaced });
}

for (const builtin of [Set, Map, WeakSet, WeakMap]) {
  const prototype: object = builtin.prototype;
  for (const key of Reflect.ownKeys(prototype)) {
    if (key !== 'constructor') replace(prototype, key, `${builtin.name}.prototype.${String(key)}`);
  }
}
replace(JSON, 'stringify', 'JSON.stringify');
replace(globalThis, 'structuredClone', 'structuredClone');

const PRINTERS = ['log', 'info', 'warn', 'error', 'debug', 'dir', 'table', 'trace'];

/** What the solution prints goes through the runner, whose own collections are not meant. */
function unwatched(printer: string): () => void {
  const original = Reflect.get(console, printer) as () => void;
  Reflect.set(console, printer, (...data: unknown[]) => {
    watching = false;
    Reflect.apply(original, console, data);
    watching = true;
  });
  return () => void Reflect.set(console, printer, original);
}

/** Runs `body` and fails where a builtin collection, a serialiser or a dictionary worked in it. */
export function withoutBuiltins(body: () => void): void {
  const note = (): void =>
    void reached.push(`the property "${ODD_HASH}" of an object, which is a dictionary`);
  Object.defineProperty(root, ODD_HASH, { configurable: true, get: note, set: note });
  const restores = PRINTERS.map(unwatched);
  reached = [];
  watching = true;
  try {
    body();
  } finally {
    watching = false;
    for (const restore of restores) restore();
    Reflect.deleteProperty(root, ODD_HASH);
  }
  const [first] = reached;
  must(first === undefined, `the set is to be built from nothing, but it used ${first}`);
}
