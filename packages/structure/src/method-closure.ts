import { ts } from 'ts-morph';
import { membersOf } from './class-members.ts';
import { baseClass } from './member-values.ts';
import {
  type ClassNode,
  type FunctionNode,
  isAccess,
  isCall,
  isClassNode,
  isFunctionNode,
  isStatic,
  unwrap,
  walkLive,
} from './node.ts';
import type { Source } from './source.ts';
import type { Value } from './value.ts';

const K = ts.SyntaxKind;

/** The class that the file exports, or else declares, under a name. */
export function classNamed(name: string, source: Source): ClassNode | undefined {
  for (const statement of source.file.statements) {
    if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined) continue;
    if (!ts.isNamedExports(statement.exportClause)) continue;
    for (const one of statement.exportClause.elements) {
      if (one.name.text !== name) continue;
      const found = classIn(source.evaluation.evaluate(one.propertyName ?? one.name));
      if (found !== undefined) return found;
    }
  }
  const binding = source.scopes.module.names.get(name);
  if (binding !== undefined) return classIn(source.evaluation.binding(binding));
  return [...source.scopes.nodes(K.ClassDeclaration), ...source.scopes.nodes(K.ClassExpression)].find(
    (node): node is ClassNode => isClassNode(node) && node.name?.text === name,
  );
}

function classIn(values: readonly Value[]): ClassNode | undefined {
  for (const value of values) if (value.kind === 'class') return value.node;
  return undefined;
}

/** A class and the classes of this file that it extends. */
export function lineage(node: ClassNode, source: Source): readonly ClassNode[] {
  const all: ClassNode[] = [];
  for (let at: ClassNode | undefined = node; at !== undefined && !all.includes(at);) {
    all.push(at);
    at = baseClass(at, source.evaluation);
  }
  return all;
}

/** The functions behind members of a class, inherited ones included; accessors too. */
export function membersNamed(owner: ClassNode, name: string, source: Source): readonly FunctionNode[] {
  const key = /^(?:\[?Symbol\.iterator\]?|@@iterator)$/.test(name) ? '[Symbol.iterator]' : name;
  for (const one of lineage(owner, source)) {
    const found = membersOf(one, key, source.evaluation).filter((member) => !isStatic(member));
    const functions = found.flatMap((member) => functionsOf(member, source));
    if (functions.length > 0) return functions;
  }
  const values = source.evaluation.member({ kind: 'instance', of: owner }, [key]);
  return values.flatMap((one) => (one.kind === 'function' ? [one.node] : []));
}

function functionsOf(member: ts.ClassElement, source: Source): readonly FunctionNode[] {
  if (isFunctionNode(member)) return member.body === undefined ? [] : [member];
  if (!ts.isPropertyDeclaration(member) || member.initializer === undefined) return [];
  return source.evaluation
    .evaluate(member.initializer)
    .flatMap((one) => (one.kind === 'function' ? [one.node] : []));
}

/** These functions and every function of the file that they may call, directly or not. */
export function closureOf(roots: readonly FunctionNode[], source: Source): ReadonlySet<FunctionNode> {
  const reached = new Set<FunctionNode>();
  const waiting = [...roots];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next) || next.body === undefined) continue;
    reached.add(next);
    walkLive(next.body, (node) => {
      if (!isFunctionNode(node)) waiting.push(...calledAt(node, source));
    });
  }
  return reached;
}

/** Every function of the file that this piece of code may call, directly or not. */
export function calledFrom(piece: ts.Node, source: Source): ReadonlySet<FunctionNode> {
  const roots: FunctionNode[] = [];
  walkLive(piece, (node) => {
    if (!isFunctionNode(node)) roots.push(...calledAt(node, source));
  });
  return closureOf(roots, source);
}

function calledAt(node: ts.Node, source: Source): readonly FunctionNode[] {
  if (isCall(node)) return ofCall(node, source);
  if (ts.isPropertyAccessExpression(node)) return ofAccessor(node, source);
  if (ts.isForOfStatement(node) || ts.isSpreadElement(node)) return iteratorOf(node.expression, source);
  return ts.isYieldExpression(node) && node.expression !== undefined
    ? iteratorOf(node.expression, source)
    : [];
}

function ofCall(node: ts.CallExpression | ts.NewExpression, source: Source): readonly FunctionNode[] {
  // What a constructor does happens once for a new object.
  if (ts.isNewExpression(node) || node.expression.kind === K.ImportKeyword) return [];
  const handed = node.arguments.flatMap((one) =>
    isFunctionNode(unwrap(one)) ? [] : functionsIn(one, source),
  );
  const called = functionsIn(node.expression, source);
  if (called.length > 0) return [...called, ...handed];
  const callee = unwrap(node.expression);
  if (!ts.isPropertyAccessExpression(callee)) return handed;
  const shape = source.typing.shapeOf(callee.expression);
  return shape.is === 'class' ? [...handed, ...membersNamed(shape.node, callee.name.text, source)] : handed;
}

function functionsIn(node: ts.Node, source: Source): readonly FunctionNode[] {
  const found: FunctionNode[] = [];
  for (const value of source.evaluation.evaluate(node)) if (value.kind === 'function') found.push(value.node);
  const callee = unwrap(node);
  if (found.length > 0 || !isAccess(callee)) return found;
  // `this.#find.call(this, …)`.
  const key = source.evaluation.accessKeys(callee)?.[0];
  return key === 'call' || key === 'apply' || key === 'bind' ? functionsIn(callee.expression, source) : found;
}

function ofAccessor(node: ts.PropertyAccessExpression, source: Source): readonly FunctionNode[] {
  for (const value of source.evaluation.evaluate(node.expression)) {
    if (value.kind !== 'instance') continue;
    for (const owner of lineage(value.of, source)) {
      const found = membersOf(owner, node.name.text, source.evaluation).filter((one) =>
        ts.isGetAccessor(one),
      );
      if (found.length > 0) return found;
    }
  }
  return [];
}

function iteratorOf(node: ts.Expression, source: Source): readonly FunctionNode[] {
  const found: FunctionNode[] = [];
  for (const value of source.evaluation.evaluate(node)) {
    if (value.kind === 'instance') found.push(...membersNamed(value.of, '[Symbol.iterator]', source));
  }
  return found;
}
