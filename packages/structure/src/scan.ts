import { ts } from 'ts-morph';
import { ancestor, isAccess, isFunctionNode, isLoop, isWithin, unwrap, walkLive } from './node.ts';
import { bindingsOf, type Related } from './relation.ts';
import type { Binding } from './scope.ts';
import type { Source } from './source.ts';
import type { Whole } from './whole.ts';

const K = ts.SyntaxKind;

/** A loop that visits everything a collection holds, and what stands for the element in it. */
export interface Scan {
  readonly loop: ts.IterationStatement;
  readonly element: Related;
}

/** How a loop visits everything, if it does: by iterating, by counting, or by following one link. */
export function scanOf(loop: ts.IterationStatement, whole: Whole, source: Source): Scan | undefined {
  if (ts.isForOfStatement(loop) || ts.isForInStatement(loop)) {
    if (!whole.isWhole(loop.expression)) return undefined;
    const names = ts.isVariableDeclarationList(loop.initializer)
      ? loop.initializer.declarations.flatMap((one) => [...bindingsOf(one.name, source)])
      : [...bindingsOf(loop.initializer, source)];
    return { loop, element: { bindings: new Set(names), nodes: new Set() } };
  }
  const counted = countedElements(loop, whole, source);
  if (counted.size > 0) return { loop, element: { bindings: new Set(), nodes: counted } };
  const stepped = steppedElements(loop, whole);
  if (stepped.size > 0) return { loop, element: { bindings: new Set(), nodes: stepped } };
  const cursor = linkCursor(loop, whole, source);
  return cursor === undefined
    ? undefined
    : { loop, element: { bindings: new Set([cursor]), nodes: new Set() } };
}

/** `it.next()` where `it` iterates over everything. */
function steppedElements(loop: ts.Node, whole: Whole): Set<ts.Node> {
  const found = new Set<ts.Node>();
  walkLive(loop, (node) => {
    if (!ts.isCallExpression(node)) return;
    const callee = unwrap(node.expression);
    if (
      !ts.isPropertyAccessExpression(callee) ||
      callee.name.text !== 'next' ||
      whole.isOwner(callee.expression)
    )
      return;
    if (whole.isWhole(callee.expression)) found.add(node);
  });
  return found;
}

/** `items[i]` where `i` runs from one end to the other; a probe starts where the hash says. */
function countedElements(loop: ts.Node, whole: Whole, source: Source): Set<ts.Node> {
  const found = new Set<ts.Node>();
  walkLive(loop, (node) => {
    if (ts.isElementAccessExpression(node)) {
      if (whole.isWhole(node.expression) && isCounter(node.argumentExpression, loop, source)) found.add(node);
    } else if (ts.isCallExpression(node)) {
      const callee = unwrap(node.expression);
      const [index] = node.arguments;
      if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'at' || index === undefined) return;
      if (whole.isWhole(callee.expression) && isCounter(index, loop, source)) found.add(node);
    }
  });
  return found;
}

function isCounter(node: ts.Node, loop: ts.Node, source: Source): boolean {
  const binding = source.scopes.referenceOf(unwrap(node))?.binding;
  const declaration = binding?.declarations[0]?.parent;
  if (binding === undefined || declaration === undefined) return false;
  if (!ts.isParameter(declaration) && !ts.isVariableDeclaration(declaration)) return false;
  if (ts.isParameter(declaration) && isPassed(declaration, source)) return false;
  if (declaration.initializer === undefined || !isEnd(declaration.initializer, source)) return false;
  const writes = binding.references.filter((one) => one.write !== 'none');
  return writes.some((one) => isWithin(one.node, loop)) && writes.every((one) => isStep(one.node, source));
}

/** Does a caller give a parameter a value other than its default. */
function isPassed(node: ts.ParameterDeclaration, source: Source): boolean {
  const owner = node.parent;
  if (!isFunctionNode(owner)) return true;
  const index = owner.parameters.indexOf(node);
  return source.evaluation.callSites(owner).calls.some((call) => (call.arguments?.length ?? 0) > index);
}

/** 0, a length, or a length less one: where a walk over everything begins. */
function isEnd(node: ts.Node, source: Source): boolean {
  const inner = unwrap(node);
  if (ts.isBinaryExpression(inner)) return isEnd(inner.left, source) && ts.isNumericLiteral(inner.right);
  if (ts.isPropertyAccessExpression(inner))
    return /^#?_?(?:length|size|count|capacity|n|len)$/.test(inner.name.text);
  const values = source.evaluation.evaluate(inner);
  const [only] = values;
  if (ts.isIdentifier(inner) && only?.kind !== 'literal') {
    const [name] = source.scopes.referenceOf(inner)?.binding?.declarations ?? [];
    const initial =
      name !== undefined && ts.isVariableDeclaration(name.parent) ? name.parent.initializer : undefined;
    return initial !== undefined && ts.isPropertyAccessExpression(unwrap(initial)) && isEnd(initial, source);
  }
  return only?.kind === 'literal' && typeof only.value === 'number';
}

/** `i++`, `i -= 1`, `i = i + 1`. */
function isStep(node: ts.Node, source: Source): boolean {
  const { parent } = node;
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) return true;
  if (!ts.isBinaryExpression(parent) || parent.left !== node) return false;
  const operator = parent.operatorToken.kind;
  if (operator === K.PlusEqualsToken || operator === K.MinusEqualsToken)
    return ts.isNumericLiteral(parent.right);
  if (operator !== K.EqualsToken) return false;
  const next = unwrap(parent.right);
  if (!ts.isBinaryExpression(next) || !ts.isNumericLiteral(next.right)) return isEnd(next, source);
  const steps = next.operatorToken.kind === K.PlusToken || next.operatorToken.kind === K.MinusToken;
  return steps && next.left.getText() === node.getText();
}

/**
 * The name that follows one and the same link from a field of the collection: a list of everything. A chain that
 * starts at a bucket, a tree with two links and a skip list with many are something else.
 */
function linkCursor(loop: ts.Node, whole: Whole, source: Source): Binding | undefined {
  const binding = linkVariable(loop, source);
  const [name] = binding?.declarations ?? [];
  if (binding === undefined || name === undefined || !ts.isVariableDeclaration(name.parent)) return undefined;
  const { initializer } = name.parent;
  if (initializer === undefined || !isFieldPath(initializer, whole)) return undefined;
  const links = new Set<string>();
  for (const { node, write } of binding.references) {
    if (write === 'none') continue;
    const link = write === 'assign' ? linkOf(node) : undefined;
    if (link === undefined) return undefined;
    links.add(link);
  }
  return links.size === 1 ? binding : undefined;
}

/** The variable that the loop moves along. */
function linkVariable(loop: ts.Node, source: Source): Binding | undefined {
  let found: Binding | undefined;
  walkLive(loop, (node) => {
    if (ts.isIdentifier(node)) {
      const reference = source.scopes.referenceOf(node);
      const isLoops = ancestor(node, isLoop) === loop;
      if (reference?.write === 'assign' && isLoops && linkOf(node) !== undefined) found ??= reference.binding;
    }
    return !isFunctionNode(node);
  });
  return found;
}

/** Links of trees and towers: who follows one of them goes down a branch, not along everything. */
const BRANCH = /left|right|child|parent|root|down|up|low|high|min|max|level/i;

/** `next` of `node = node.next`, `next.0` of `node = node.next[0]`. */
function linkOf(node: ts.Node): string | undefined {
  const { parent } = node;
  if (!ts.isBinaryExpression(parent) || parent.left !== node || parent.operatorToken.kind !== K.EqualsToken)
    return undefined;
  return ts.isIdentifier(node) ? linkPath(parent.right, node.text) : undefined;
}

/** The path by which an expression follows a link from a name. */
export function linkPath(node: ts.Node, name: string): string | undefined {
  let at = unwrap(node);
  if (ts.isBinaryExpression(at) && at.operatorToken.kind === K.QuestionQuestionToken) at = unwrap(at.left);
  const path: string[] = [];
  while (isAccess(at)) {
    if (ts.isPropertyAccessExpression(at)) path.unshift(at.name.text);
    else if (ts.isNumericLiteral(at.argumentExpression)) path.unshift(at.argumentExpression.text);
    else return undefined;
    at = unwrap(at.expression);
  }
  const isLink =
    ts.isIdentifier(at) && at.text === name && path.length > 0 && !path.some((one) => BRANCH.test(one));
  return isLink ? path.join('.') : undefined;
}

/** `this.head`, `this.head.next`, `this.head.next[0]`. */
export function isFieldPath(node: ts.Node, whole: Whole): boolean {
  let at = unwrap(node);
  if (ts.isBinaryExpression(at) && at.operatorToken.kind === K.QuestionQuestionToken) at = unwrap(at.left);
  while (isAccess(at)) {
    // An element of a field is a bucket, whatever the index.
    if (ts.isElementAccessExpression(at)) {
      if (!ts.isNumericLiteral(at.argumentExpression)) return false;
      const field = unwrap(at.expression);
      if (!isAccess(field) || whole.isOwner(field.expression)) return false;
    }
    if (whole.isOwner(at.expression)) return true;
    at = unwrap(at.expression);
  }
  return false;
}
