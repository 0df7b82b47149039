import type { ts } from 'ts-morph';
import { isCall, unwrap, wrapped } from '../node.ts';
import { isOnlyLookedAt, isOnlyNamed } from '../property-read.ts';
import type { Source } from '../source.ts';

/** Mentions of platform objects that are handed on as values, so that their further use is not seen. */
export function* escapesOf(source: Source, paths: readonly string[]): Iterable<ts.Node> {
  const { scopes, evaluation } = source;
  const names = scopes.bindings.filter((one) => one.kind !== 'function' && one.kind !== 'class');
  const mentions = [...scopes.unbound, ...names.flatMap((one) => one.references)];
  for (const { node, write } of mentions) {
    if (write === 'assign') continue;
    const values = evaluation.evaluate(node);
    if (!values.some((one) => one.kind === 'global' && paths.includes(one.path))) continue;
    if (isOnlyNamed(node) || isOnlyLookedAt(node) || isReflected(node, source)) continue;
    yield node;
  }
}

/** `Reflect.get(globalThis, 'Math')` is judged by the name that it reads. */
function isReflected(node: ts.Node, source: Source): boolean {
  const call = wrapped(node).parent;
  if (!isCall(call) || unwrap(call.expression) === node) return false;
  return source.readAt(call)?.form === 'reflect';
}
