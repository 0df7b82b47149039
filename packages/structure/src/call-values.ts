import { ts } from 'ts-morph';
import { importValue } from './binding-values.ts';
import type { Evaluation } from './evaluation.ts';
import { foldCall, foldMethod } from './fold.ts';
import { type FunctionNode, isAccess, isFunctionNode, unwrap, forEachLive } from './node.ts';
import { constantOf, literal, type Literal, union, UNKNOWNS, type Value, type Values } from './value.ts';

const K = ts.SyntaxKind;
type Called = ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression;

/** What a call, a `new` or a tagged template may give back. */
export function callValues(node: Called, evaluation: Evaluation): Values {
  if (ts.isTaggedTemplateExpression(node)) return tagged(node, evaluation);
  if (node.expression.kind === K.ImportKeyword) return importedLater(node, evaluation);
  const folded = foldedMethod(node, evaluation);
  if (folded !== undefined) return folded;
  const callees = evaluation.evaluate(node.expression);
  if (callees.length === 0) return UNKNOWNS;
  return union(...callees.map((callee) => ofCallee(callee, node, evaluation)));
}

function ofCallee(callee: Value, node: ts.CallExpression | ts.NewExpression, evaluation: Evaluation): Values {
  if (callee.kind === 'class')
    return ts.isNewExpression(node) ? [{ kind: 'instance', of: callee.node }] : UNKNOWNS;
  if (callee.kind === 'function') return returnValues(callee.node, evaluation);
  return callee.kind === 'global' ? ofGlobal(callee.path, node, evaluation) : UNKNOWNS;
}

const SAME = [
  'Object.freeze',
  'Object.seal',
  'Object.preventExtensions',
  'Object',
  'Object.assign',
  'Object.defineProperty',
];

function ofGlobal(path: string, node: ts.CallExpression | ts.NewExpression, evaluation: Evaluation): Values {
  const [first, second] = node.arguments ?? [];
  if (first !== undefined && SAME.includes(path)) return evaluation.evaluate(first);
  if (path === '') return [{ kind: 'global', path: '' }];
  if (path === 'Reflect.get' && first !== undefined && second !== undefined) {
    const key = constantOf(evaluation.evaluate(second));
    const keys = key === undefined ? undefined : [String(key.value)];
    return union(...evaluation.evaluate(first).map((one) => evaluation.member(one, keys)));
  }
  if (path === 'require' || path === 'process.getBuiltinModule') {
    const module = first === undefined ? undefined : constantOf(evaluation.evaluate(first));
    return module === undefined ? UNKNOWNS : [importValue(String(module.value), '*')];
  }
  const args = constants(node.arguments ?? [], evaluation);
  const folded = args === undefined ? undefined : foldCall(path, args);
  if (folded !== undefined && !isList(folded)) return [literal(folded)];
  return [{ kind: 'result', path, node, isNew: ts.isNewExpression(node) }];
}

function importedLater(node: ts.CallExpression | ts.NewExpression, evaluation: Evaluation): Values {
  const [first] = node.arguments ?? [];
  const module = first === undefined ? undefined : constantOf(evaluation.evaluate(first));
  return module === undefined ? UNKNOWNS : [importValue(String(module.value), '*')];
}

/** `['S', 'et'].join('')` and its kin. */
function foldedMethod(
  node: ts.CallExpression | ts.NewExpression,
  evaluation: Evaluation,
): Values | undefined {
  const list = listOf(node, evaluation);
  if (list === undefined) return undefined;
  return isList(list) ? UNKNOWNS : [literal(list)];
}

/** The known text, number or list of texts that an expression is. */
function listOf(node: ts.Node, evaluation: Evaluation): Literal | readonly Literal[] {
  const inner = unwrap(node);
  if (ts.isArrayLiteralExpression(inner)) return spreadConstants(inner.elements, evaluation);
  if (ts.isCallExpression(inner)) {
    const callee = unwrap(inner.expression);
    if (isAccess(callee)) {
      const method = evaluation.accessKeys(callee)?.[0];
      const receiver = listOf(callee.expression, evaluation);
      const args = constants(inner.arguments, evaluation);
      if (method === undefined || receiver === undefined || args === undefined) return undefined;
      return foldMethod(receiver, method, args);
    }
    return undefined;
  }
  const known = constantOf(evaluation.evaluate(inner));
  if (known !== undefined) return known.value;
  const [only] = evaluation.evaluate(inner);
  return only?.kind === 'array' ? spreadConstants(only.node.elements, evaluation) : undefined;
}

function spreadConstants(
  nodes: readonly ts.Expression[],
  evaluation: Evaluation,
): readonly Literal[] | undefined {
  const all: Literal[] = [];
  for (const one of nodes) {
    if (ts.isSpreadElement(one)) {
      const inner = listOf(one.expression, evaluation);
      if (typeof inner === 'string') all.push(...Array.from(inner));
      else if (isList(inner)) all.push(...inner);
      else return undefined;
    } else {
      const known = constantOf(evaluation.evaluate(one));
      if (known === undefined) return undefined;
      all.push(known.value);
    }
  }
  return all;
}

function constants(nodes: readonly ts.Expression[], evaluation: Evaluation): readonly Literal[] | undefined {
  return spreadConstants(nodes, evaluation);
}

function isList(value: Literal | readonly Literal[]): value is readonly Literal[] {
  return Array.isArray(value);
}

function tagged(node: ts.TaggedTemplateExpression, evaluation: Evaluation): Values {
  const isRaw = evaluation
    .evaluate(node.tag)
    .some((one) => one.kind === 'global' && one.path === 'String.raw');
  if (isRaw) return evaluation.evaluate(node.template);
  return union(
    ...evaluation
      .evaluate(node.tag)
      .map((one) => (one.kind === 'function' ? returnValues(one.node, evaluation) : UNKNOWNS)),
  );
}

/** What a function of the file may return; a generator gives something else back than it returns. */
export function returnValues(node: FunctionNode, evaluation: Evaluation): Values {
  if (node.asteriskToken !== undefined || node.body === undefined) return UNKNOWNS;
  if (!ts.isBlock(node.body)) return evaluation.evaluate(node.body);
  const returned = returnsOf(node.body).map((one) => evaluation.evaluate(one));
  return returned.length === 0 ? UNKNOWNS : union(...returned);
}

/** The expressions that a body returns, not those of functions inside it. */
export function returnsOf(body: ts.Node): readonly ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (isFunctionNode(node)) return;
    if (ts.isReturnStatement(node) && node.expression !== undefined) found.push(node.expression);
    forEachLive(node, visit);
  };
  forEachLive(body, visit);
  return found;
}
