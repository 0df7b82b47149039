import { ACCESS, type Word } from './access.ts';
import { currentMachine } from './machine.ts';
import { viewOf } from './shared-view.ts';

/** Bytes of an element and the array that holds one, by the name that the methods of a DataView carry. */
const ELEMENTS = {
  Int8: Int8Array,
  Uint8: Uint8Array,
  Int16: Int16Array,
  Uint16: Uint16Array,
  Int32: Int32Array,
  Uint32: Uint32Array,
  Float32: Float32Array,
  Float64: Float64Array,
  BigInt64: BigInt64Array,
  BigUint64: BigUint64Array,
} as const;

const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Where a DataView's element is not where a typed array could have it, its bytes are steps of their own. */
export class SharedDataView {
  readonly buffer: SharedArrayBuffer;
  readonly byteOffset: number;
  readonly byteLength: number;

  constructor(buffer: SharedArrayBuffer, offset?: number, length?: number) {
    const real = new DataView(buffer, offset, length);
    this.buffer = buffer;
    this.byteOffset = real.byteOffset;
    this.byteLength = real.byteLength;
  }
}

type ElementName = keyof typeof ELEMENTS;

function element(
  view: SharedDataView,
  name: ElementName,
  offset: number,
): Int32Array<SharedArrayBuffer> | undefined {
  const Native = ELEMENTS[name] as Int32ArrayConstructor;
  // The real one knows which offsets are an error.
  new DataView(view.buffer, view.byteOffset, view.byteLength)[`get${name}`](offset);
  const at = view.byteOffset + offset;
  return at % Native.BYTES_PER_ELEMENT === 0 ? new Native(view.buffer, at, 1) : undefined;
}

function get(view: SharedDataView, name: ElementName, [offset, isLittle]: readonly [number, boolean?]): Word {
  const machine = currentMachine();
  const real = new DataView(view.buffer, view.byteOffset, view.byteLength);
  if (machine === undefined) return real[`get${name}`](offset, isLittle);
  const base = machine.baseOf(view.buffer) + view.byteOffset + offset;
  const array = element(view, name, offset);
  const size = ELEMENTS[name].BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(size);
  if (array && (size === 1 || isLittle === IS_LITTLE_ENDIAN)) {
    return machine.access(ACCESS.read, viewOf(array, base), 0, undefined);
  }
  const shared = new Uint8Array(
    view.buffer,
    view.byteOffset + offset,
    size,
  ) as unknown as Int32Array<SharedArrayBuffer>;
  for (let at = 0; at < size; at += 1) {
    bytes[at] = Number(machine.access(ACCESS.read, viewOf(shared, base), at, undefined));
  }
  return new DataView(bytes.buffer)[`get${name}`](0, isLittle);
}

function set(
  view: SharedDataView,
  name: ElementName,
  [offset, value, isLittle]: readonly [number, Word, boolean?],
): void {
  const machine = currentMachine();
  if (machine === undefined) {
    new DataView(view.buffer, view.byteOffset, view.byteLength)[`set${name}`](
      offset,
      value as never,
      isLittle,
    );
    return;
  }
  const base = machine.baseOf(view.buffer) + view.byteOffset + offset;
  const array = element(view, name, offset);
  const size = ELEMENTS[name].BYTES_PER_ELEMENT;
  if (array && (size === 1 || isLittle === IS_LITTLE_ENDIAN)) {
    machine.access(ACCESS.write, viewOf(array, base), 0, value);
    return;
  }
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer)[`set${name}`](0, value as never, isLittle);
  const shared = new Uint8Array(
    view.buffer,
    view.byteOffset + offset,
    size,
  ) as unknown as Int32Array<SharedArrayBuffer>;
  bytes.forEach((byte, at) => machine.access(ACCESS.write, viewOf(shared, base), at, byte));
}

for (const name of Object.keys(ELEMENTS) as ElementName[]) {
  Object.defineProperty(SharedDataView.prototype, `get${name}`, {
    value(this: SharedDataView, ...args: [number, boolean?]) {
      return get(this, name, args);
    },
  });
  Object.defineProperty(SharedDataView.prototype, `set${name}`, {
    value(this: SharedDataView, ...args: [number, Word, boolean?]) {
      set(this, name, args);
    },
  });
}
Object.setPrototypeOf(SharedDataView.prototype, DataView.prototype);
