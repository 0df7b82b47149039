import { ts } from 'ts-morph';
import type { ClassNode } from './node.ts';

/** What kind of thing an expression is, as its annotations and its form tell. */
export type Shape =
  | { readonly is: 'number' | 'string' | 'boolean' | 'symbol' | 'nothing' | 'unknown' }
  /** One of a fixed set of texts, as in `'left' | 'right'` or `keyof Node`. */
  | { readonly is: 'names' }
  /** A value whose type the caller chooses. */
  | { readonly is: 'generic' }
  /** `Record<string, V>`, an index signature, or `{}` that grows. */
  | { readonly is: 'dictionary'; readonly value: ts.TypeNode | undefined }
  | { readonly is: 'list'; readonly element: Shape }
  | { readonly is: 'class'; readonly node: ClassNode }
  | { readonly is: 'members'; readonly of: ts.NodeArray<ts.TypeElement> }
  | { readonly is: 'function'; readonly returns: ts.TypeNode | undefined };

export const UNKNOWN_SHAPE: Shape = { is: 'unknown' };
export const NUMBER: Shape = { is: 'number' };
export const STRING: Shape = { is: 'string' };
export const NAMES: Shape = { is: 'names' };

/** What either of several alternatives is: the one kind they share, else unknown; "nothing" is left out. */
export function join(shapes: readonly Shape[]): Shape {
  const real = shapes.filter((one) => one.is !== 'nothing');
  const [first] = real;
  if (first === undefined) return shapes[0] ?? UNKNOWN_SHAPE;
  if (real.every((one) => one.is === first.is)) return first;
  const texts = real.every((one) => one.is === 'string' || one.is === 'names' || one.is === 'number');
  if (texts) return real.some((one) => one.is === 'string') ? STRING : NAMES;
  return UNKNOWN_SHAPE;
}
