import { ACCESS, type Access, perform, type SharedArray, type Word } from './access.ts';
import { currentMachine } from './machine.ts';
import { SharedView } from './shared-view.ts';

const native = Atomics;

/** The real array behind a view, for code that runs outside of every machine. */
function real(view: unknown): SharedArray {
  return SharedView.of(view)?.array ?? (view as SharedArray);
}

/** What the native operation does with the index: coerces it, refuses it outside of the array. */
function checked(array: SharedArray, index: unknown): number {
  if (typeof index === 'number' && index >= 0 && index < array.length && Number.isInteger(index))
    return index;
  native.load(array, index as number);
  return Math.trunc(Number(index)) || 0;
}

function access(kind: Access, view: unknown, index: number, value: Word): Word {
  const machine = currentMachine();
  const place = SharedView.of(view);
  if (machine === undefined || place === undefined) {
    const array = real(view);
    if (machine !== undefined && isShared(array)) machine.refuse(FOREIGN);
    // Checks what an element access would not: that it is an integer array, and the index.
    native.load(array, index);
    return perform(kind, array, index, value);
  }
  if (!isAtomic(place.array)) native.load(place.array, 0);
  return machine.access(kind, place, checked(place.array, index), value);
}

const FOREIGN =
  'it uses a view of shared memory that was made outside of its thread; every thread must make its own views';

function isShared(array: unknown): boolean {
  return ArrayBuffer.isView(array) && array.buffer instanceof SharedArrayBuffer;
}

function isAtomic(array: unknown): boolean {
  return !(
    array instanceof Float64Array ||
    array instanceof Float32Array ||
    array instanceof Uint8ClampedArray
  );
}

function readModifyWrite(kind: Access) {
  return (view: unknown, index: number, value: Word): Word => access(kind, view, index, value);
}

/** A `timeout` as `Atomics.wait` reads it. */
function timeoutOf(timeout: unknown): number {
  const ms = timeout === undefined ? Infinity : Number(timeout);
  return Number.isNaN(ms) ? Infinity : Math.max(0, ms);
}

/** `Atomics` for code that a machine may run: steps inside of one, the native operations outside. */
export const threadAtomics = {
  load: (view: unknown, index: number): Word => access(ACCESS.load, view, index, undefined),
  store: readModifyWrite(ACCESS.store),
  add: readModifyWrite(ACCESS.add),
  sub: readModifyWrite(ACCESS.sub),
  and: readModifyWrite(ACCESS.and),
  or: readModifyWrite(ACCESS.or),
  xor: readModifyWrite(ACCESS.xor),
  exchange: readModifyWrite(ACCESS.exchange),
  compareExchange(view: unknown, index: number, expected: Word, replacement: Word): Word {
    const machine = currentMachine();
    const place = SharedView.of(view);
    if (machine === undefined || place === undefined) {
      if (machine !== undefined && isShared(view)) machine.refuse(FOREIGN);
      return native.compareExchange(real(view), index, expected as number, replacement as number);
    }
    if (!isAtomic(place.array)) native.load(place.array, 0);
    return machine.compareExchange(place, checked(place.array, index), expected, replacement);
  },
  isLockFree: (bytes: number): boolean => native.isLockFree(bytes),
  wait(view: unknown, index: number, expected: Word, timeout?: number): 'ok' | 'not-equal' | 'timed-out' {
    const machine = currentMachine();
    const place = SharedView.of(view);
    if (machine === undefined || place === undefined) {
      if (machine !== undefined && isShared(view)) machine.refuse(FOREIGN);
      return native.wait(real(view), index, expected as number, timeout);
    }
    // With no time to wait the real one only checks what it is given.
    native.wait(place.array, index, expected as number, 0);
    return machine.wait(place, checked(place.array, index), expected, timeoutOf(timeout));
  },
  notify(view: unknown, index: number, count?: unknown): number {
    const machine = currentMachine();
    const place = SharedView.of(view);
    if (machine === undefined || place === undefined) {
      if (machine !== undefined && isShared(view)) machine.refuse(FOREIGN);
      return native.notify(real(view), index, count as number);
    }
    native.notify(place.array, index, 0);
    const most = count === undefined ? Infinity : Math.max(0, Math.trunc(Number(count)) || 0);
    return machine.notify(place, checked(place.array, index), most);
  },
  waitAsync(view: unknown, index: number, expected: Word, timeout?: number): unknown {
    const machine = currentMachine();
    if (machine !== undefined) {
      machine.refuse(
        'it calls Atomics.waitAsync, which gives the thread to other code; Atomics.wait can be explored',
      );
    }
    return native.waitAsync(real(view), index, expected as number, timeout);
  },
  pause(hint?: number): void {
    const machine = currentMachine();
    if (machine === undefined) (native as { pause?: (hint?: number) => void }).pause?.(hint);
    else machine.pause();
  },
  [Symbol.toStringTag]: 'Atomics',
};
Object.setPrototypeOf(threadAtomics, Object.prototype);
