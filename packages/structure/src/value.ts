import type { ts } from 'ts-morph';
import type { ClassNode, FunctionNode } from './node.ts';

/**
 * What an expression may be, as far as reading tells. The analysis follows names, destructuring, fields, calls and
 * returns of the file's own functions, ignores the order of statements, and gives up with `unknown`.
 */
export type Value =
  /** Something the platform gives: `Set`, `Object.prototype`; the empty path is the global object. */
  | { readonly kind: 'global'; readonly path: string }
  /** Something imported; `*` is the module itself. */
  | { readonly kind: 'import'; readonly module: string; readonly name: string }
  | { readonly kind: 'literal'; readonly value: Literal }
  | { readonly kind: 'function'; readonly node: FunctionNode }
  | { readonly kind: 'class'; readonly node: ClassNode }
  | { readonly kind: 'instance'; readonly of: ClassNode }
  | { readonly kind: 'prototype'; readonly of: ClassNode }
  | { readonly kind: 'object'; readonly node: ts.ObjectLiteralExpression }
  | { readonly kind: 'array'; readonly node: ts.ArrayLiteralExpression }
  /** What a function or class of the platform returned. */
  | { readonly kind: 'result'; readonly path: string; readonly node: ts.Node; readonly isNew: boolean }
  | { readonly kind: 'unknown' };

export type Literal = string | number | boolean | null | undefined;
export type Values = readonly Value[];

const UNKNOWN: Value = { kind: 'unknown' };
export const UNKNOWNS: Values = [UNKNOWN];

/** Names under which the global object is known. */
const GLOBAL_OBJECTS: readonly string[] = ['globalThis', 'global', 'window', 'self'];

/** More alternatives than this are not told apart. */
const LIMIT = 24;

export function literal(value: Literal): Value {
  return { kind: 'literal', value };
}

export function global(path: string): Value {
  return { kind: 'global', path: GLOBAL_OBJECTS.includes(path) || path === 'valueOf' ? '' : path };
}

/** All alternatives, each once. */
export function union(...lists: readonly Values[]): Values {
  const all: Value[] = [];
  for (const list of lists) {
    for (const value of list) if (!all.some((one) => same(one, value))) all.push(value);
  }
  return all.length > LIMIT ? [...all.slice(0, LIMIT), UNKNOWN] : all;
}

function same(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'global':
      return a.path === (b as typeof a).path;
    case 'import':
      return a.module === (b as typeof a).module && a.name === (b as typeof a).name;
    case 'literal':
      return Object.is(a.value, (b as typeof a).value);
    case 'instance':
    case 'prototype':
      return a.of === (b as typeof a).of;
    case 'unknown':
      return true;
    default:
      return a.node === (b as typeof a).node;
  }
}

/** The strings that a property key may be, or undefined where at least one is not known. */
export function keysOf(values: Values): readonly string[] | undefined {
  if (values.length === 0) return undefined;
  const keys: string[] = [];
  for (const value of values) {
    if (value.kind === 'literal') keys.push(String(value.value));
    else if (value.kind === 'global' && value.path.startsWith('Symbol.')) keys.push(`[${value.path}]`);
    else return undefined;
  }
  return keys;
}

/** The one literal that all alternatives agree on. */
export function constantOf(values: Values): { readonly value: Literal } | undefined {
  const [only] = values;
  return values.length === 1 && only?.kind === 'literal' ? only : undefined;
}

/** Whether a condition always has the same answer. */
export function truthOf(values: Values): boolean | undefined {
  const truths = values.map(truth);
  const [first] = truths;
  return first !== undefined && truths.every((one) => one === first) ? first : undefined;
}

function truth(value: Value): boolean | undefined {
  if (value.kind === 'literal') return Boolean(value.value);
  if (value.kind === 'unknown' || value.kind === 'result' || value.kind === 'import') return undefined;
  return value.kind === 'global' ? undefined : true;
}
