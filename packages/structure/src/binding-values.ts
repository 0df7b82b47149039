import { ts } from 'ts-morph';
import type { Evaluation } from './evaluation.ts';
import { type FunctionNode, isClassNode, isFunctionNode, unwrap, wrapped } from './node.ts';
import type { Binding, Reference } from './scope.ts';
import { global, keysOf, union, UNKNOWNS, type Value, type Values } from './value.ts';

const K = ts.SyntaxKind;

/** What a name may stand for: its declarations and everything assigned to it. */
export function bindingValues(binding: Binding, evaluation: Evaluation): Values {
  const lists = binding.declarations.map((name) => declared(name, evaluation));
  for (const reference of binding.references) {
    if (reference.write !== 'none') lists.push(assigned(reference, evaluation));
  }
  const values = union(...lists);
  return values.length === 0 ? UNKNOWNS : values;
}

function declared(name: ts.Node, evaluation: Evaluation): Values {
  const { parent } = name;
  if (ts.isVariableDeclaration(parent)) return fromVariable(parent, evaluation);
  if (ts.isParameter(parent)) return fromParameter(parent, evaluation);
  if (ts.isBindingElement(parent)) return fromPattern(parent, evaluation);
  if (isFunctionNode(parent)) return [{ kind: 'function', node: parent }];
  if (isClassNode(parent)) return [{ kind: 'class', node: parent }];
  if (ts.isImportSpecifier(parent)) {
    return imported(parent.parent.parent.parent, (parent.propertyName ?? parent.name).text);
  }
  if (ts.isImportClause(parent)) return imported(parent.parent, 'default');
  if (ts.isNamespaceImport(parent)) return imported(parent.parent.parent, '*');
  if (ts.isImportEqualsDeclaration(parent)) return fromImportEquals(parent, evaluation);
  return UNKNOWNS;
}

function imported(declaration: ts.Node, name: string): Values {
  if (!ts.isImportDeclaration(declaration) || !ts.isStringLiteral(declaration.moduleSpecifier))
    return UNKNOWNS;
  return [importValue(declaration.moduleSpecifier.text, name)];
}

/** Modules of Node whose default export holds the named ones. */
const NAMESPACES =
  /^(?:timers|timers\/promises|url|util|buffer|http|https|fs|fs\/promises|os|path|crypto|perf_hooks|worker_threads|v8|vm)$/;

/** What a module gives; some of Node's modules only give names to globals. */
export function importValue(module: string, name: string): Value {
  const bare = module.replace(/^node:/, '');
  if (bare === 'timers' && name !== '*' && name !== 'default') return global(name);
  if (bare !== 'process' && bare !== 'console') {
    return { kind: 'import', module, name: name === 'default' && NAMESPACES.test(bare) ? '*' : name };
  }
  return global(name === '*' || name === 'default' ? bare : `${bare}.${name}`);
}

function fromImportEquals(node: ts.ImportEqualsDeclaration, evaluation: Evaluation): Values {
  const reference = node.moduleReference;
  if (ts.isIdentifier(reference)) return evaluation.evaluate(reference);
  if (ts.isExternalModuleReference(reference) && ts.isStringLiteral(reference.expression)) {
    return [importValue(reference.expression.text, '*')];
  }
  return UNKNOWNS;
}

function fromVariable(node: ts.VariableDeclaration, evaluation: Evaluation): Values {
  if (node.initializer !== undefined) return evaluation.evaluate(node.initializer);
  const loop = node.parent.parent;
  if (ts.isForOfStatement(loop)) return elements(evaluation.evaluate(loop.expression), evaluation);
  return ts.isForInStatement(loop) || ts.isCatchClause(node.parent) ? UNKNOWNS : [];
}

function elements(iterables: Values, evaluation: Evaluation): Values {
  return union(
    ...iterables.map((one) => (one.kind === 'array' ? evaluation.member(one, undefined) : UNKNOWNS)),
  );
}

function fromParameter(node: ts.ParameterDeclaration, evaluation: Evaluation): Values {
  const owner = node.parent;
  const initial = node.initializer === undefined ? [] : evaluation.evaluate(node.initializer);
  if (!isFunctionNode(owner) || node.dotDotDotToken !== undefined) return UNKNOWNS;
  return union(initial, argumentsOf(owner, owner.parameters.indexOf(node), evaluation));
}

/** What callers pass at a position; callbacks of array methods get the array's elements. */
function argumentsOf(owner: FunctionNode, index: number, evaluation: Evaluation): Values {
  const fromArray = callbackElements(owner, index, evaluation);
  if (fromArray !== undefined) return fromArray;
  const hasThis = owner.parameters[0] !== undefined && owner.parameters[0].name.getText() === 'this';
  const position = hasThis ? index - 1 : index;
  const { calls, open } = evaluation.callSites(owner);
  const lists = calls.map((call) => {
    const args = call.arguments ?? [];
    if (args.slice(0, position + 1).some((one) => ts.isSpreadElement(one))) return UNKNOWNS;
    const argument = args[position];
    return argument === undefined ? [] : evaluation.evaluate(argument);
  });
  return open ? union(UNKNOWNS, ...lists) : union(...lists);
}

const ELEMENT_CALLBACKS = [
  'map',
  'forEach',
  'find',
  'filter',
  'some',
  'every',
  'flatMap',
  'findIndex',
  'findLast',
];

function callbackElements(owner: FunctionNode, index: number, evaluation: Evaluation): Values | undefined {
  const outer = wrapped(owner);
  const call = outer.parent;
  if (!ts.isCallExpression(call) || call.arguments[0] !== outer) return undefined;
  const callee = unwrap(call.expression);
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const name = callee.name.text;
  const position = name === 'reduce' || name === 'reduceRight' ? 1 : 0;
  if (!ELEMENT_CALLBACKS.includes(name) && position === 0) return undefined;
  return index === position ? elements(evaluation.evaluate(callee.expression), evaluation) : UNKNOWNS;
}

/** A name inside `{ a: b = c }` or `[a, b]`. */
function fromPattern(node: ts.BindingElement, evaluation: Evaluation): Values {
  const initial = node.initializer === undefined ? [] : evaluation.evaluate(node.initializer);
  if (node.dotDotDotToken !== undefined) return UNKNOWNS;
  const holder = node.parent.parent;
  const bases = ts.isBindingElement(holder)
    ? fromPattern(holder, evaluation)
    : ts.isParameter(holder)
      ? fromParameter(holder, evaluation)
      : fromVariable(holder, evaluation);
  const keys = patternKeys(node, evaluation);
  return union(initial, ...bases.map((base) => evaluation.member(base, keys)));
}

/** The property that a piece of a pattern reads. */
export function patternKeys(node: ts.BindingElement, evaluation: Evaluation): readonly string[] | undefined {
  if (ts.isArrayBindingPattern(node.parent)) return [String(node.parent.elements.indexOf(node))];
  const name = node.propertyName ?? node.name;
  return nameKeys(name, evaluation);
}

/** The names that a property name may be. */
export function nameKeys(name: ts.Node, evaluation: Evaluation): readonly string[] | undefined {
  if (ts.isComputedPropertyName(name)) return keysOf(evaluation.evaluate(name.expression));
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return [name.text];
  return ts.isPrivateIdentifier(name) ? [name.text] : undefined;
}

function assigned(reference: Reference, evaluation: Evaluation): Values {
  const outer = wrapped(reference.node);
  const { parent } = outer;
  if (ts.isBinaryExpression(parent) && parent.left === outer) {
    const operator = parent.operatorToken.kind;
    const replaces =
      operator === K.EqualsToken ||
      operator === K.BarBarEqualsToken ||
      operator === K.QuestionQuestionEqualsToken ||
      operator === K.AmpersandAmpersandEqualsToken;
    return replaces ? evaluation.evaluate(parent.right) : UNKNOWNS;
  }
  if (ts.isForOfStatement(parent)) return elements(evaluation.evaluate(parent.expression), evaluation);
  return fromAssignedPattern(outer, evaluation);
}

/** A name inside the left side of `({ a: b } = c)`. */
function fromAssignedPattern(node: ts.Node, evaluation: Evaluation): Values {
  let at = node;
  const path: (readonly string[] | undefined)[] = [];
  for (;;) {
    const { parent } = at;
    if (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent)) {
      path.unshift(nameKeys(parent.name, evaluation));
    } else if (ts.isArrayLiteralExpression(parent) && ts.isExpression(at)) {
      path.unshift([String(parent.elements.indexOf(at))]);
    } else if (
      ts.isBinaryExpression(parent) &&
      parent.left === at &&
      parent.operatorToken.kind === K.EqualsToken
    ) {
      let values = evaluation.evaluate(parent.right);
      for (const keys of path) values = union(...values.map((one) => evaluation.member(one, keys)));
      return values;
    } else if (!ts.isObjectLiteralExpression(parent) && !ts.isParenthesizedExpression(parent)) {
      return UNKNOWNS;
    }
    at = parent;
  }
}
