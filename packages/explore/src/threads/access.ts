/** Kinds of steps that a thread takes on shared memory. The numbers are part of what a thread's history hashes to. */
export const ACCESS = {
  load: 1,
  store: 2,
  add: 3,
  sub: 4,
  and: 5,
  or: 6,
  xor: 7,
  exchange: 8,
  compareExchange: 9,
  read: 10,
  write: 11,
  wait: 12,
  wake: 13,
  notify: 14,
  pause: 15,
} as const;

export type Access = (typeof ACCESS)[keyof typeof ACCESS];

export const ACCESS_NAMES: readonly string[] = ['', ...Object.keys(ACCESS)];

/** All integer arrays are driven through this one: which numbers they take is up to the real array behind. */
export type SharedArray = Int32Array<SharedArrayBuffer>;

/** The result of an access; numbers and bigints, or undefined where JavaScript has no element. */
export type Word = number | bigint | undefined;

/** Does on the real memory what the access stands for. */
export function perform(access: Access, array: SharedArray, index: number, value: Word): Word {
  const operand = value as number;
  switch (access) {
    case ACCESS.load:
      return Atomics.load(array, index);
    case ACCESS.store:
      return Atomics.store(array, index, operand);
    case ACCESS.add:
      return Atomics.add(array, index, operand);
    case ACCESS.sub:
      return Atomics.sub(array, index, operand);
    case ACCESS.and:
      return Atomics.and(array, index, operand);
    case ACCESS.or:
      return Atomics.or(array, index, operand);
    case ACCESS.xor:
      return Atomics.xor(array, index, operand);
    case ACCESS.exchange:
      return Atomics.exchange(array, index, operand);
    case ACCESS.write:
      array[index] = operand;
      return undefined;
    default:
      return array[index];
  }
}

/** A value as 32 bits, so that equal values are equal numbers. */
export function bitsOf(value: unknown): number {
  if (typeof value === 'number')
    return Number.isInteger(value) ? (value ^ (value / 0x1_0000_0000)) | 0 : bitsOfText(String(value));
  if (value === undefined) return 0x5bd1e995;
  if (typeof value === 'bigint')
    return Number(BigInt.asIntN(32, value)) ^ Number(BigInt.asIntN(32, value >> 32n));
  if (typeof value === 'string') return bitsOfText(value);
  if (typeof value === 'boolean') return value ? 3 : 5;
  return bitsOfText(textOf(value));
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return typeof value;
  }
}

function bitsOfText(text: string): number {
  let bits = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) bits = Math.imul(bits ^ text.charCodeAt(at), 0x01000193);
  return bits;
}

export function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1);
  return (mixed ^ (mixed >>> 15)) | 0;
}
