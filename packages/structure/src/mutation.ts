import { ts } from 'ts-morph';
import { isAccess, isAssignment, unwrap } from './node.ts';
import type { ScopeTable } from './scope.ts';

const K = ts.SyntaxKind;

/** A place where something inside a value is changed. */
export interface Mutation {
  readonly node: ts.Node;
  /** The value that is changed: `a` in `a.b = 1`, `a[0]++`, `delete a.b`, `a.push(1)`. */
  readonly target: ts.Expression;
  /** How it is changed: `update` builds on what was there, `call` is a method whose name says that it changes. */
  readonly how: 'assign' | 'update' | 'call';
}

const CHANGING =
  /^(?:set|add|delete|clear|push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin|append|enqueue|dequeue|put|remove|insert|next|return|throw|setInt\d+|setUint\d+|setFloat\d+|setBigInt64|setBigUint64)$/;
const CHANGING_CALLS = [
  'Object.assign',
  'Object.defineProperty',
  'Object.defineProperties',
  'Object.setPrototypeOf',
  'Reflect.set',
  'Reflect.deleteProperty',
  'Reflect.defineProperty',
];

const CHANGING_ATOMICS = /^Atomics\.(?:add|and|compareExchange|exchange|or|store|sub|xor)$/;

/** Every change of the inside of a value, in the syntax that shows it. */
export function mutationsOf(
  scopes: ScopeTable,
  pathsOf: (callee: ts.Node) => readonly string[],
): readonly Mutation[] {
  return [...assignments(scopes), ...updates(scopes), ...calls(scopes, pathsOf)];
}

function* assignments(scopes: ScopeTable): Iterable<Mutation> {
  for (const node of scopes.nodes(K.BinaryExpression)) {
    const { left, operatorToken } = node as ts.BinaryExpression;
    if (!isAssignment(operatorToken.kind)) continue;
    for (const target of targetsOf(left)) {
      yield { node, target, how: operatorToken.kind === K.EqualsToken ? 'assign' : 'update' };
    }
  }
}

/** The objects written through on the left side of an assignment, patterns included. */
function* targetsOf(left: ts.Expression): Iterable<ts.Expression> {
  const inner = unwrap(left);
  if (isAccess(inner)) yield inner.expression;
  else if (ts.isArrayLiteralExpression(inner)) for (const one of inner.elements) yield* targetsOf(one);
  else if (ts.isSpreadElement(inner)) yield* targetsOf(inner.expression);
  else if (ts.isObjectLiteralExpression(inner)) {
    for (const one of inner.properties) if (ts.isPropertyAssignment(one)) yield* targetsOf(one.initializer);
  }
}

function* updates(scopes: ScopeTable): Iterable<Mutation> {
  for (const kind of [K.PrefixUnaryExpression, K.PostfixUnaryExpression, K.DeleteExpression]) {
    for (const node of scopes.nodes(kind)) {
      const operand = ts.isDeleteExpression(node)
        ? node.expression
        : (node as ts.PrefixUnaryExpression).operand;
      const inner = unwrap(operand);
      if (isAccess(inner) && (ts.isDeleteExpression(node) || isStep(node))) {
        yield { node, target: inner.expression, how: 'update' };
      }
    }
  }
}

/** `++` and `--`, not `-` and `!`. */
function isStep(node: ts.Node): boolean {
  const { operator } = node as ts.PrefixUnaryExpression | ts.PostfixUnaryExpression;
  return operator === K.PlusPlusToken || operator === K.MinusMinusToken;
}

function* calls(scopes: ScopeTable, pathsOf: (callee: ts.Node) => readonly string[]): Iterable<Mutation> {
  for (const node of scopes.nodes(K.CallExpression)) {
    const call = node as ts.CallExpression;
    const callee = unwrap(call.expression);
    if (!isAccess(callee)) continue;
    const [first] = call.arguments;
    const paths = pathsOf(callee);
    if (first !== undefined && paths.some((path) => CHANGING_CALLS.includes(path))) {
      yield { node, target: first, how: 'assign' };
      continue;
    }
    if (first !== undefined && paths.some((path) => CHANGING_ATOMICS.test(path))) {
      yield { node, target: first, how: 'update' };
      continue;
    }
    if (first !== undefined && paths.some((path) => isBorrowed(path))) {
      yield { node, target: first, how: 'call' };
      continue;
    }
    const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
    if (name !== undefined && CHANGING.test(name)) yield { node, target: callee.expression, how: 'call' };
  }
}

/** `Array.prototype.push.call(list, …)`. */
function isBorrowed(path: string): boolean {
  const match = /\.prototype\.(\w+)\.(?:call|apply)$/.exec(path);
  return match?.[1] !== undefined && CHANGING.test(match[1]);
}
