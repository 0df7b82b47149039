import { ts } from 'ts-morph';
import { unwrap } from '../node.ts';
import type { Source } from '../source.ts';
import { keysOf, type Value } from '../value.ts';

/** What makes an expression a dictionary by its type or by how it was made; undefined where nothing does. */
export function dictionaryAt(node: ts.Expression, source: Source): 'type' | 'value' | undefined {
  const values = source.evaluation.evaluate(node);
  if (values.some((one) => isBareObject(one))) return 'value';
  // A list literal that is declared as a `Record<number, T>` is still a list.
  if (values.length > 0 && values.every((one) => one.kind === 'array')) return undefined;
  return source.typing.shapeOf(node).is === 'dictionary' ? 'type' : undefined;
}

/** `{}`, `Object.create(null)`, `{ __proto__: null }`: an object that has no fields of its own. */
function isBareObject(value: Value): boolean {
  if (value.kind === 'result') return value.path === 'Object.create' || value.path === 'Object.fromEntries';
  if (value.kind !== 'object') return false;
  return value.node.properties.every(
    (one) =>
      ts.isSpreadAssignment(one) ||
      (ts.isPropertyAssignment(one) &&
        (ts.isComputedPropertyName(one.name) || one.name.getText() === '__proto__')),
  );
}

/** The key may be anything: text, a value of the caller, or a number, but not one of a fixed set of names. */
export function isDynamicKey(key: ts.Expression, source: Source): boolean {
  if (isFixed(key, source)) return false;
  return source.typing.shapeOf(key).is !== 'names';
}

/** The key is known to be text, a symbol or a value of the caller; a key of unknown kind may well be an index. */
export function isSurelyDynamic(key: ts.Expression, source: Source): boolean {
  if (isFixed(key, source)) return false;
  const shape = source.typing.shapeOf(key).is;
  return shape === 'string' || shape === 'generic' || shape === 'symbol' || isObjectShape(shape);
}

/** An object as a key becomes text: `table[value as never]`. */
function isObjectShape(shape: string): boolean {
  return shape === 'class' || shape === 'members' || shape === 'list' || shape === 'dictionary';
}

/** The same names at every run: literals, and symbols that the module makes once. */
function isFixed(key: ts.Expression, source: Source): boolean {
  const values = source.evaluation.evaluate(key);
  if (keysOf(values) !== undefined) return true;
  if (!ts.isIdentifier(unwrap(key))) return false;
  return values.length > 0 && values.every((one) => one.kind === 'result' && one.path === 'Symbol');
}
