import { inspect } from 'node:util';

/**
 * A text that is the same for equal values: primitives by `Object.is` (but 0 and -0 are equal), plain data by content,
 * since values that went through another thread are copies; functions, symbols and instances of other classes by identity.
 */
export function valueKey(value: unknown): string {
  switch (typeof value) {
    case 'number':
      return `${value === 0 ? 0 : value}`;
    case 'string':
      return JSON.stringify(value);
    case 'bigint':
      return `${value}n`;
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'object':
      return value === null ? 'null' : objectKey(value, []);
    case 'symbol':
      return Symbol.keyFor(value) === undefined ? identityOf(value) : String(value);
    default:
      return identityOf(value as object);
  }
}

/** Objects around the one that is looked at: a cycle is written as the distance to itself. */
function objectKey(value: object, around: readonly object[]): string {
  const cycle = around.indexOf(value);
  if (cycle >= 0) return `^${around.length - cycle}`;
  const inside = [...around, value];
  const keyOf = (part: unknown): string =>
    typeof part === 'object' && part !== null ? objectKey(part, inside) : valueKey(part);
  if (Array.isArray(value)) return `[${value.map(keyOf).join(',')}]`;
  if (value instanceof Map) {
    const entries = [...value].map(([key, held]) => `${keyOf(key)}:${keyOf(held)}`);
    return `Map{${entries.sort().join(',')}}`;
  }
  if (value instanceof Set) return `Set{${[...value].map(keyOf).sort().join(',')}}`;
  if (value instanceof Date) return `Date(${value.getTime()})`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return identityOf(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, held]) => `${JSON.stringify(key)}:${keyOf(held)}`).join(',')}}`;
}

const identities = new WeakMap<WeakKey, number>();
let identityCount = 0;

function identityOf(value: WeakKey): string {
  const known = identities.get(value);
  if (known !== undefined) return `#${known}`;
  identityCount += 1;
  identities.set(value, identityCount);
  return `#${identityCount}`;
}

/** Like {@link valueKey}, but every object is a value of its own, whatever it holds. */
export function identityKey(value: unknown): string {
  return typeof value === 'object' && value !== null ? identityOf(value) : valueKey(value);
}

export function isSame(a: unknown, b: unknown): boolean {
  return Object.is(a, b) || valueKey(a) === valueKey(b);
}

/** Longest text of a value in a message, in UTF-16 units. */
const LONGEST = 40;

/** The value as a person reads it, on one line and short; nothing of the value's own code runs. */
export function showValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shorten(value));
  const shown = inspect(value, {
    depth: 1,
    breakLength: Infinity,
    compact: true,
    customInspect: false,
    maxArrayLength: 6,
    maxStringLength: LONGEST,
  }).replaceAll(/\s*\n\s*/gu, ' ');
  return shorten(shown);
}

function shorten(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1).toWellFormed()}…`;
}
