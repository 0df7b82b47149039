import { ts } from 'ts-morph';
import type { Evaluation } from './evaluation.ts';
import { type CallNode, consumer, type FunctionNode, hasModifier, isCall, unwrap, wrapped } from './node.ts';
import type { Binding, Reference } from './scope.ts';
import type { Values } from './value.ts';

const K = ts.SyntaxKind;

/** Who calls a function, as far as the file shows. */
export interface CallSites {
  readonly calls: readonly CallNode[];
  /** Others, who are not seen, may call it too. */
  readonly open: boolean;
}

const NOBODY: CallSites = { calls: [], open: true };

export function callSitesOf(node: FunctionNode, evaluation: Evaluation): CallSites {
  if (ts.isFunctionDeclaration(node)) return ofName(node, node.name, evaluation);
  if (ts.isMethodDeclaration(node)) return ofMethod(node, evaluation);
  if (ts.isConstructorDeclaration(node)) {
    const owner = node.parent;
    return ts.isClassDeclaration(owner) ? ofName(owner, owner.name, evaluation) : NOBODY;
  }
  if (!ts.isFunctionExpression(node) && !ts.isArrowFunction(node)) return NOBODY;
  const outer = wrapped(node);
  const { parent } = outer;
  if (isCall(parent) && unwrap(parent.expression) === node) return { calls: [parent], open: false };
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) {
    return ofName(parent.parent.parent, parent.name, evaluation);
  }
  if (ts.isPropertyDeclaration(parent) && ts.isPrivateIdentifier(parent.name)) {
    return { calls: callsByName(parent.name.text, evaluation), open: false };
  }
  return NOBODY;
}

function ofName(node: ts.Node, name: ts.Identifier | undefined, evaluation: Evaluation): CallSites {
  if (name === undefined) return NOBODY;
  const binding = evaluation.scopes.declaredBy(name);
  if (binding === undefined) return NOBODY;
  const calls: CallNode[] = [];
  let open = hasModifier(node, K.ExportKeyword);
  for (const reference of binding.references) {
    const call = callThrough(reference);
    if (call === undefined) open ||= isEscape(reference);
    else calls.push(call);
  }
  return { calls, open };
}

/** A call of a name, also as `f.call(...)`; its arguments are then not told apart. */
function callThrough(reference: Reference): CallNode | undefined {
  const use = consumer(reference.node);
  return isCall(use) && unwrap(use.expression) === reference.node ? use : undefined;
}

function isEscape(reference: Reference): boolean {
  const use = consumer(reference.node);
  if (ts.isHeritageClause(use.parent ?? use)) return true;
  return !(ts.isBinaryExpression(use) && use.operatorToken.kind === K.InstanceOfKeyword);
}

function ofMethod(node: ts.MethodDeclaration, evaluation: Evaluation): CallSites {
  const isPrivate = ts.isPrivateIdentifier(node.name) || hasModifier(node, K.PrivateKeyword);
  if (ts.isComputedPropertyName(node.name)) return NOBODY;
  return { calls: callsByName(node.name.text, evaluation), open: !isPrivate };
}

function callsByName(name: string, evaluation: Evaluation): CallNode[] {
  const calls: CallNode[] = [];
  for (const node of evaluation.scopes.nodes(K.CallExpression)) {
    const call = node as ts.CallExpression;
    const callee = unwrap(call.expression);
    if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== name) continue;
    if (mayBeOwn(evaluation.evaluate(callee.expression))) calls.push(call);
  }
  return calls;
}

/** `Reflect.get(…)` is no call of an own method called `get`. */
function mayBeOwn(receiver: Values): boolean {
  return (
    receiver.length === 0 ||
    receiver.some(({ kind }) => kind !== 'global' && kind !== 'literal' && kind !== 'array')
  );
}

/** Is the name visible to other files. */
export function isExported(binding: Binding): boolean {
  return (
    binding.references.some(
      (one) => ts.isExportSpecifier(one.node.parent) || ts.isExportAssignment(one.node.parent),
    ) ||
    binding.declarations.some((name) => {
      const statement = ts.findAncestor(
        name,
        (one) => ts.isVariableStatement(one) || ts.isFunctionDeclaration(one) || ts.isClassDeclaration(one),
      );
      return statement !== undefined && hasModifier(statement, K.ExportKeyword);
    })
  );
}
