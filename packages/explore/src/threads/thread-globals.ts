import { currentMachine } from './machine.ts';
import { SharedDataView } from './shared-data-view.ts';
import { ARRAYS, type ArrayName, SharedView, viewClass } from './shared-view.ts';
import { threadAtomics } from './thread-atomics.ts';
import type { SharedArray } from './access.ts';

type Construct = (this: unknown, ...args: unknown[]) => unknown;

/** A constructor that makes what `make` gives inside of a machine, and the native thing otherwise. */
function constructorLike<C extends abstract new (...args: never[]) => object>(
  Native: C,
  make: (machine: NonNullable<ReturnType<typeof currentMachine>>, args: unknown[]) => object | undefined,
): C {
  const construct: Construct = function construct(...args) {
    const machine = currentMachine();
    if (new.target === undefined) return Reflect.apply(Native as unknown as Construct, undefined, args);
    const made = machine === undefined ? undefined : make(machine, args);
    if (made !== undefined) {
      if (new.target !== construct)
        machine?.refuse(`it extends ${Native.name}, whose accesses can then not be seen`);
      return made;
    }
    const target = new.target === construct ? Native : new.target;
    return Reflect.construct(
      Native as unknown as new () => object,
      args,
      target as unknown as new () => object,
    ) as object;
  };
  Object.setPrototypeOf(construct, Native);
  Object.defineProperty(construct, 'prototype', { value: Native.prototype, writable: false });
  Object.defineProperty(construct, 'name', { value: Native.name });
  return construct as unknown as C;
}

function typedArray(name: ArrayName): unknown {
  const Native = ARRAYS[name] as Int32ArrayConstructor;
  const View = viewClass(Native);
  // A thread that is run again makes the same views again: the arrays behind them are kept.
  const kept = new WeakMap<SharedArrayBuffer, Map<number, SharedArray>>();
  return constructorLike(Native, (machine, args) => {
    const [buffer, offset, length] = args as [unknown, number?, number?];
    if (!(buffer instanceof SharedArrayBuffer)) {
      // A copy reads the elements one by one.
      const source = SharedView.of(buffer);
      return source && Native.from(source as unknown as ArrayLike<number>);
    }
    if (buffer.growable) machine.refuse('it shares memory that can grow, which is not explored');
    const key = keyOf(offset, length);
    let arrays = kept.get(buffer);
    if (arrays === undefined) kept.set(buffer, (arrays = new Map()));
    let array = arrays.get(key);
    if (array === undefined) {
      array = new Native(buffer, offset, length);
      if (!Number.isNaN(key)) arrays.set(key, array);
    }
    return new View(array, machine.baseOf(buffer) + array.byteOffset);
  });
}

/** One number for each part of a buffer; NaN for what is no part. */
function keyOf(offset: number | undefined, length: number | undefined): number {
  return (offset ?? 0) * 0x200_0000 + (length === undefined ? 0 : length + 1);
}

/** Time that only goes on when a thread waits for it. */
const ThreadDate = constructorLike(Date, (machine, args) =>
  args.length === 0 ? new Date(machine.now()) : undefined,
);
Object.defineProperty(ThreadDate, 'now', { value: () => currentMachine()?.now() ?? Date.now() });

const threadPerformance = new Proxy(performance, {
  get(target, name) {
    if (name === 'now') return () => currentMachine()?.now() ?? target.now();
    const value: unknown = Reflect.get(target, name, target);
    return typeof value === 'function' ? (value.bind(target) as unknown) : value;
  },
});

const threadMath = Object.create(Math, {
  random: { value: () => currentMachine()?.random() ?? Math.random() },
}) as Math;

/** What a thread prints would come out once for each of thousands of runs. */
const threadConsole = new Proxy(console, {
  get(target, name) {
    const value: unknown = Reflect.get(target, name, target);
    if (typeof value !== 'function' || currentMachine() === undefined) return value;
    return () => {};
  },
});

/** What gives the thread to other code, or a value from outside: not to be explored. */
const REFUSED = [
  'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch', 'MessageChannel', 'BroadcastChannel',
  'Worker', 'structuredClone', 'WebAssembly', 'crypto', 'Buffer', 'process',
] as const; // prettier-ignore

function refusing(name: string): unknown {
  const native: unknown = Reflect.get(globalThis, name);
  if (native === undefined) return undefined;
  const refuse = (): void => currentMachine()?.refuse(`it uses ${name}, which can not be explored`);
  return new Proxy(native as object, {
    get(target, key) {
      refuse();
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    apply: (target, _self, args) => (refuse(), Reflect.apply(target as Construct, undefined, args)),
    construct: (target, args) => (refuse(), Reflect.construct(target as new () => object, args) as object),
  });
}

const SharedMemory = constructorLike(SharedArrayBuffer, (machine, args) => {
  if (args[1] !== undefined) machine.refuse('it shares memory that can grow, which is not explored');
  return machine.allocate(Number(args[0] ?? 0));
});

const View = constructorLike(DataView, (_machine, args) =>
  args[0] instanceof SharedArrayBuffer
    ? new SharedDataView(args[0], ...(args.slice(1) as [number?, number?]))
    : undefined,
);

const Buffers = constructorLike(ArrayBuffer, () => undefined);
Object.defineProperty(Buffers, 'isView', {
  value: (view: unknown) => SharedView.of(view) !== undefined || ArrayBuffer.isView(view),
});

/** Names that a module sees instead of the global ones. */
export interface ThreadGlobals extends Readonly<Record<ArrayName, unknown>> {
  readonly Atomics: typeof threadAtomics;
  readonly SharedArrayBuffer: SharedArrayBufferConstructor;
  readonly DataView: DataViewConstructor;
  readonly Date: DateConstructor;
  readonly performance: typeof performance;
  readonly Math: Math;
  readonly globalThis: typeof globalThis;
  readonly [name: string]: unknown;
}

function globalsNow(): ThreadGlobals {
  const names = Object.keys(ARRAYS) as ArrayName[];
  const globals: Record<string, unknown> = {
    Atomics: threadAtomics,
    SharedArrayBuffer: SharedMemory,
    DataView: View,
    ArrayBuffer: Buffers,
    Date: ThreadDate,
    performance: threadPerformance,
    Math: threadMath,
    console: threadConsole,
    ...Object.fromEntries(names.map((name) => [name, typedArray(name)])),
    ...Object.fromEntries(REFUSED.map((name) => [name, refusing(name)])),
  };
  const whole: unknown = new Proxy(globalThis, {
    get: (target, name) =>
      typeof name === 'string' && Object.hasOwn(globals, name)
        ? globals[name]
        : (Reflect.get(target, name, target) as unknown),
  });
  return Object.freeze({
    ...globals,
    globalThis: whole,
    global: whole,
    self: whole,
  }) as unknown as ThreadGlobals;
}

let made: ThreadGlobals | undefined;

/**
 * The bindings that a module must be evaluated with so that its threads can be explored: `Atomics`, the typed arrays,
 * `DataView`, `SharedArrayBuffer`, `globalThis`, and clocks and random numbers that are the same in every run. Code
 * evaluated with them behaves natively when no exploration runs it: it may be used in ordinary tests as well.
 *
 * Give them to a module as lexical bindings, e.g. as the parameters of a function around it. Always the same object.
 */
export function threadGlobals(): ThreadGlobals {
  made ??= globalsNow();
  return made;
}
