import { ts } from 'ts-morph';
import {
  type FunctionNode,
  isAccess,
  isAssignment,
  isCall,
  isFunctionNode,
  unwrap,
  walkLive,
} from './node.ts';
import type { Binding } from './scope.ts';
import type { Source } from './source.ts';
import type { Whole } from './whole.ts';

const K = ts.SyntaxKind;

/** A growing set of names and expressions that depend on something, such as the element of a loop. */
export interface Related {
  readonly bindings: Set<Binding>;
  readonly nodes: Set<ts.Node>;
}

/** Does an expression mention something of the set. */
export function mentions(node: ts.Node, related: Related, source: Source): boolean {
  let found = false;
  walkLive(node, (at) => {
    if (found) return false;
    if (related.nodes.has(at)) found = true;
    if (ts.isIdentifier(at)) {
      const binding = source.scopes.referenceOf(at)?.binding;
      if (binding !== undefined && related.bindings.has(binding)) found = true;
    }
    return !found;
  });
  return found;
}

/** Adds the names inside a node that are made from what is already in the set, until nothing is added. */
export function spread(within: ts.Node, related: Related, source: Source): void {
  const derived = derivationsIn(within);
  for (let grew = true; grew;) {
    grew = false;
    for (const { names, from } of derived) {
      const fresh = bindingsOf(names, source).filter((one) => !related.bindings.has(one));
      if (fresh.length === 0 || !mentions(from, related, source)) continue;
      for (const binding of fresh) related.bindings.add(binding);
      grew = true;
    }
  }
}

const known = new WeakMap<ts.Node, readonly Derivation[]>();

function derivationsIn(within: ts.Node): readonly Derivation[] {
  let list = known.get(within);
  if (list === undefined) {
    const found: Derivation[] = [];
    walkLive(within, (node) => {
      found.push(...derivations(node));
    });
    list = found;
    known.set(within, list);
  }
  return list;
}

interface Derivation {
  readonly names: ts.Node;
  readonly from: ts.Node;
}

/** `const a = b`, `for (const a of b)`, `b.some((a) => …)`, `a = b`. */
function* derivations(node: ts.Node): Iterable<Derivation> {
  if (ts.isVariableDeclaration(node)) {
    const loop = node.parent.parent;
    if (node.initializer !== undefined) yield { names: node.name, from: node.initializer };
    else if (ts.isForOfStatement(loop) || ts.isForInStatement(loop))
      yield { names: node.name, from: loop.expression };
  } else if (isFunctionNode(node) && isCall(node.parent) && unwrap(node.parent.expression) !== node) {
    const callee = unwrap(node.parent.expression);
    if (!isAccess(callee)) return;
    for (const parameter of node.parameters) yield { names: parameter.name, from: callee.expression };
  } else if (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === K.EqualsToken &&
    ts.isIdentifier(node.left)
  ) {
    yield { names: node.left, from: node.right };
  }
}

/** The names that a pattern declares, or that an identifier stands for. */
export function bindingsOf(name: ts.Node, source: Source): readonly Binding[] {
  if (ts.isIdentifier(name)) {
    const used = source.scopes.referenceOf(name)?.binding;
    const binding = used ?? source.scopes.declaredBy(name);
    return binding === undefined ? [] : [binding];
  }
  if (!ts.isObjectBindingPattern(name) && !ts.isArrayBindingPattern(name)) return [];
  return name.elements.flatMap((one) => (ts.isBindingElement(one) ? bindingsOf(one.name, source) : []));
}

/** A search as it is judged: what is looked for, in what. */
export interface Asked {
  readonly sought: Related;
  readonly whole: Whole;
  readonly source: Source;
}

/** What a function is asked for: its parameters, those of reached functions around it, and what it makes of them. */
export function soughtIn(node: FunctionNode, source: Source, reached: ReadonlySet<FunctionNode>): Related {
  const related: Related = { bindings: new Set(), nodes: new Set() };
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent) {
    if (!isFunctionNode(at) || (at !== node && !reached.has(at))) continue;
    for (const parameter of at.parameters) {
      for (const binding of bindingsOf(parameter.name, source)) related.bindings.add(binding);
    }
  }
  if (node.body !== undefined && related.bindings.size > 0) spread(node.body, related, source);
  return related;
}

/** Tests inside a node that hold an element against what is sought: comparisons, and calls in the place of a test. */
export function testsOf(
  within: ts.Node,
  element: Related,
  asked: Pick<Asked, 'sought' | 'source'>,
): readonly ts.Node[] {
  const { sought, source } = asked;
  const found: ts.Node[] = [];
  const relates = (a: ts.Node, b: ts.Node): boolean =>
    mentions(a, element, source) && mentions(b, sought, source) && !mentions(b, element, source);
  walkLive(within, (node) => {
    if (ts.isBinaryExpression(node) && isComparison(node.operatorToken.kind)) {
      if (relates(node.left, node.right) || relates(node.right, node.left)) found.push(node);
    } else if (ts.isCaseClause(node)) {
      const subject = node.parent.parent.expression;
      if (relates(node.expression, subject) || relates(subject, node.expression)) found.push(node);
    } else if (ts.isCallExpression(node) && isTestPlace(node)) {
      const callee = unwrap(node.expression);
      const parts = isAccess(callee) ? [callee.expression, ...node.arguments] : [...node.arguments];
      if (parts.some((a) => parts.some((b) => a !== b && relates(a, b)))) found.push(node);
    }
  });
  return found;
}

function isComparison(operator: ts.SyntaxKind): boolean {
  return (
    (operator >= K.EqualsEqualsToken && operator <= K.ExclamationEqualsEqualsToken) ||
    operator === K.LessThanToken ||
    operator === K.GreaterThanToken ||
    operator === K.LessThanEqualsToken ||
    operator === K.GreaterThanEqualsToken
  );
}

/** Is the answer of a call used as a test, or given back. */
function isTestPlace(node: ts.Node): boolean {
  for (let at = node; ; at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent))
      return parent.expression === at;
    if (ts.isForStatement(parent)) return parent.condition === at;
    if (ts.isConditionalExpression(parent) && parent.condition === at) return true;
    if (ts.isReturnStatement(parent) || ts.isArrowFunction(parent) || ts.isSwitchStatement(parent))
      return true;
    if (ts.isBinaryExpression(parent) && isAssignment(parent.operatorToken.kind)) return parent.right === at;
    if (ts.isVariableDeclaration(parent)) return true;
    const passes =
      ts.isBinaryExpression(parent) ||
      ts.isPrefixUnaryExpression(parent) ||
      ts.isParenthesizedExpression(parent) ||
      ts.isConditionalExpression(parent) ||
      ts.isAsExpression(parent);
    if (!passes) return false;
  }
}
