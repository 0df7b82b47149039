import { ACCESS, type SharedArray, type Word } from './access.ts';
import { currentMachine, type Place } from './machine.ts';

/** The constructors of typed arrays that code can share memory through. */
export const ARRAYS = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;

export type ArrayName = keyof typeof ARRAYS;
type ArrayConstructor = Int32ArrayConstructor;

const DIGIT_0 = 48;
const DIGIT_9 = 57;

/** The index that a property name stands for, or −1. */
function indexOf(name: string | symbol): number {
  if (typeof name !== 'string') return -1;
  const first = name.charCodeAt(0);
  if (!(first >= DIGIT_0 && first <= DIGIT_9)) return -1;
  const index = Number(name);
  return String(index) === name ? index : -1;
}

/**
 * Stands for a typed array over shared memory: an ordinary object, so that its own parts are fast, whose prototype
 * chain ends in a proxy that turns element accesses into steps of the machine.
 */
export abstract class SharedView implements Place {
  readonly #array: SharedArray;
  readonly #base: number;
  readonly #size: number;

  constructor(array: SharedArray, base: number) {
    this.#array = array;
    this.#base = base;
    this.#size = array.BYTES_PER_ELEMENT;
  }

  /** The view's place if it is one of ours. */
  static of(view: unknown): SharedView | undefined {
    return typeof view === 'object' && view !== null && #array in view ? view : undefined;
  }

  get array(): SharedArray {
    return this.#array;
  }
  get base(): number {
    return this.#base;
  }
  get size(): number {
    return this.#size;
  }
  get length(): number {
    return this.#array.length;
  }
  get buffer(): SharedArrayBuffer {
    return this.#array.buffer;
  }
  get byteLength(): number {
    return this.#array.byteLength;
  }
  get byteOffset(): number {
    return this.#array.byteOffset;
  }

  read(index: number): Word {
    if (index >= this.#array.length) return undefined;
    const machine = currentMachine();
    return machine === undefined ? this.#array[index] : machine.access(ACCESS.read, this, index, undefined);
  }

  write(index: number, value: Word): void {
    const machine = currentMachine();
    if (machine === undefined) this.#array[index] = value as number;
    else if (index < this.#array.length) machine.access(ACCESS.write, this, index, value);
  }

  subarray(from?: number, to?: number): unknown {
    const part = this.#array.subarray(from, to);
    return viewOf(part, this.#base + part.byteOffset - this.#array.byteOffset);
  }

  set(source: ArrayLike<Word> | Iterable<Word>, offset = 0): void {
    const values = Array.from(source);
    if (offset + values.length > this.length) throw new RangeError('offset is out of bounds');
    values.forEach((value, at) => this.write(offset + at, value));
  }

  sort(compare: (a: never, b: never) => number = ascending): this {
    Array.prototype.sort.call(this, compare as () => number);
    return this;
  }

  toJSON(): Record<string, Word> {
    return Object.fromEntries(
      Array.from({ length: this.length }, (_, index) => [String(index), this.read(index)]),
    );
  }
}

function ascending(a: Word, b: Word): number {
  const [left, right] = [a as number, b as number];
  return left < right ? -1 : Number(left > right);
}

/** Written for anything with a length and elements; each element that they touch is a step. */
const GENERIC = [
  'at', 'copyWithin', 'entries', 'every', 'fill', 'find', 'findIndex', 'findLast', 'findLastIndex', 'forEach',
  'includes', 'indexOf', 'join', 'keys', 'lastIndexOf', 'reduce', 'reduceRight', 'reverse', 'some', 'toLocaleString',
  'toString', 'values',
] as const; // prettier-ignore
/** The same, and the result becomes a typed array of the thread's own. */
const COPYING = ['filter', 'map', 'slice', 'toReversed', 'with'] as const;

function define(target: object, name: string | symbol, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, configurable: true });
}

type Method = (...args: unknown[]) => unknown;
const arrayMethods = Array.prototype as unknown as Record<string, Method>;

for (const name of GENERIC) {
  const method = arrayMethods[name];
  if (method)
    define(SharedView.prototype, name, function generic(this: SharedView, ...args: unknown[]) {
      return Reflect.apply(method, this, args);
    });
}
define(
  SharedView.prototype,
  Symbol.iterator,
  (SharedView.prototype as unknown as Record<string, unknown>)['values'],
);

const handler: ProxyHandler<object> = {
  get(target, name, view) {
    const index = indexOf(name);
    const own = index < 0 ? undefined : SharedView.of(view);
    return own === undefined ? Reflect.get(target, name, view) : own.read(index);
  },
  set(target, name, value, view) {
    const index = indexOf(name);
    const own = index < 0 ? undefined : SharedView.of(view);
    if (own === undefined) return Reflect.set(target, name, value, view);
    own.write(index, value as Word);
    return true;
  },
  has(target, name) {
    // Which view is asked is not known here; arrays of this kind have no holes and callers stay below the length.
    return indexOf(name) >= 0 || Reflect.has(target, name);
  },
};

type ViewClass = new (array: SharedArray, base: number) => SharedView;
const classes = new Map<unknown, ViewClass>();

for (const Native of Object.values(ARRAYS)) {
  class View extends SharedView {
    static {
      const methods = View.prototype;
      for (const name of Object.getOwnPropertyNames(SharedView.prototype)) {
        const found = Object.getOwnPropertyDescriptor(SharedView.prototype, name);
        if (found && name !== 'constructor') Object.defineProperty(methods, name, found);
      }
      define(methods, Symbol.iterator, (methods as unknown as Record<string, unknown>)['values']);
      const own = Native as unknown as ArrayConstructor;
      for (const name of COPYING) {
        const method = arrayMethods[name];
        if (method)
          define(methods, name, function copying(this: SharedView, ...args: unknown[]) {
            return own.from(Reflect.apply(method, this, args) as number[]);
          });
      }
      define(methods, 'toSorted', function toSorted(this: SharedView, compare?: () => number) {
        return own.from(this as unknown as ArrayLike<number>).sort(compare);
      });
      define(methods, 'constructor', Native);
      Object.setPrototypeOf(methods, new Proxy(Object.create(Native.prototype) as object, handler));
    }
  }
  classes.set(Native, View);
}

/** The class of views that stand for arrays of this kind. */
export function viewClass(Native: unknown): ViewClass {
  const View = classes.get(Native);
  if (View === undefined)
    throw new TypeError('explore: only plain typed arrays can be views of shared memory');
  return View;
}

/** A view that stands for the array. */
export function viewOf(array: SharedArray, base: number): SharedView {
  const View = viewClass(array.constructor);
  return new View(array, base);
}
