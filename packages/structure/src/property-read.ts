import { ts } from 'ts-morph';
import { nameKeys, patternKeys } from './binding-values.ts';
import type { Evaluation } from './evaluation.ts';
import { consumer, isAccess, unwrap, wrapped } from './node.ts';
import { constantOf, type Values } from './value.ts';

const K = ts.SyntaxKind;

/** One place where a property of something is read, in whatever syntax. */
export interface PropertyRead {
  /** What a learner would point at. */
  readonly node: ts.Node;
  /** The expression whose property is read, where there is one. */
  readonly base: ts.Expression | undefined;
  readonly bases: Values;
  /** The names that are read; undefined where they are not known. */
  readonly keys: readonly string[] | undefined;
  /** The expression that computes the name. */
  readonly key: ts.Expression | undefined;
  /** `access` is `a.b` and `a[b]`; a pattern takes apart; `reflect` goes through a function of the platform. */
  readonly form: 'access' | 'pattern' | 'reflect';
}

/** Every read of a property in the file: accesses, patterns of declarations and assignments, `Reflect.get` and kin. */
export function propertyReads(evaluation: Evaluation): readonly PropertyRead[] {
  return [
    ...accesses(evaluation),
    ...declaredPatterns(evaluation),
    ...assignedPatterns(evaluation),
    ...reflected(evaluation),
  ];
}

function* accesses(evaluation: Evaluation): Iterable<PropertyRead> {
  for (const kind of [K.PropertyAccessExpression, K.ElementAccessExpression]) {
    for (const node of evaluation.scopes.nodes(kind)) {
      if (!isAccess(node)) continue;
      yield {
        node,
        base: node.expression,
        bases: evaluation.evaluate(node.expression),
        keys: evaluation.accessKeys(node),
        key: ts.isElementAccessExpression(node) ? node.argumentExpression : undefined,
        form: 'access',
      };
    }
  }
}

function* declaredPatterns(evaluation: Evaluation): Iterable<PropertyRead> {
  for (const node of evaluation.scopes.nodes(K.BindingElement)) {
    if (!ts.isBindingElement(node) || !ts.isObjectBindingPattern(node.parent)) continue;
    const isRest = node.dotDotDotToken !== undefined;
    const name = node.propertyName ?? node.name;
    const holder = node.parent.parent;
    yield {
      node,
      base: ts.isBindingElement(holder) ? undefined : holder.initializer,
      bases: patternBases(node.parent, evaluation),
      keys: isRest ? undefined : patternKeys(node, evaluation),
      key: ts.isComputedPropertyName(name) ? name.expression : undefined,
      form: 'pattern',
    };
  }
}

/** What a pattern takes apart. */
function patternBases(pattern: ts.BindingPattern, evaluation: Evaluation): Values {
  const holder = pattern.parent;
  if (ts.isBindingElement(holder)) {
    const keys = patternKeys(holder, evaluation);
    const initial = holder.initializer === undefined ? [] : evaluation.evaluate(holder.initializer);
    return [
      ...initial,
      ...patternBases(holder.parent, evaluation).flatMap((one) => evaluation.member(one, keys)),
    ];
  }
  const initial = holder.initializer === undefined ? [] : evaluation.evaluate(holder.initializer);
  if (!ts.isParameter(holder)) return initial;
  const owner = holder.parent;
  if (!ts.isFunctionExpression(owner) && !ts.isArrowFunction(owner) && !ts.isFunctionDeclaration(owner))
    return initial;
  const index = owner.parameters.indexOf(holder);
  const passed = evaluation.callSites(owner).calls.flatMap((call) => {
    const argument = call.arguments?.[index];
    return argument === undefined ? [] : evaluation.evaluate(argument);
  });
  return [...initial, ...passed];
}

function* assignedPatterns(evaluation: Evaluation): Iterable<PropertyRead> {
  for (const node of evaluation.scopes.nodes(K.BinaryExpression)) {
    const assignment = node as ts.BinaryExpression;
    if (assignment.operatorToken.kind !== K.EqualsToken) continue;
    const target = unwrap(assignment.left);
    if (!ts.isObjectLiteralExpression(target)) continue;
    const bases = evaluation.evaluate(assignment.right);
    for (const property of target.properties) {
      const { name } = property;
      yield {
        node: property,
        base: assignment.right,
        bases,
        keys: name === undefined ? undefined : nameKeys(name, evaluation),
        key: name !== undefined && ts.isComputedPropertyName(name) ? name.expression : undefined,
        form: 'pattern',
      };
    }
  }
}

const BY_NAME = ['Reflect.get', 'Reflect.getOwnPropertyDescriptor', 'Object.getOwnPropertyDescriptor'];
const ALL_NAMES = [
  'Object.keys',
  'Object.getOwnPropertyDescriptors',
  'Object.values',
  'Object.entries',
  'Object.getOwnPropertyNames',
  'Reflect.ownKeys',
];

function* reflected(evaluation: Evaluation): Iterable<PropertyRead> {
  for (const { node, path } of platformCalls(evaluation)) {
    const [base, key] = node.arguments ?? [];
    const byName = BY_NAME.includes(path);
    if (base === undefined || (!byName && !ALL_NAMES.includes(path))) continue;
    const known = byName && key !== undefined ? constantOf(evaluation.evaluate(key)) : undefined;
    yield {
      node,
      base,
      bases: evaluation.evaluate(base),
      keys: known === undefined ? undefined : [String(known.value)],
      key: byName ? key : undefined,
      form: 'reflect',
    };
  }
}

export interface PlatformCall {
  readonly node: ts.CallExpression | ts.NewExpression;
  /** Path of the function called; `.call`, `.apply` and `.bind` are left out. */
  readonly path: string;
}

/** Calls of functions and classes that the platform gives. */
export function* platformCalls(evaluation: Evaluation): Iterable<PlatformCall> {
  for (const kind of [K.CallExpression, K.NewExpression]) {
    for (const node of evaluation.scopes.nodes(kind)) {
      const call = node as ts.CallExpression | ts.NewExpression;
      if (call.expression.kind === K.ImportKeyword || call.expression.kind === K.SuperKeyword) continue;
      for (const value of evaluation.evaluate(call.expression)) {
        if (value.kind === 'global')
          yield { node: call, path: value.path.replace(/\.(?:call|apply|bind)$/, '') };
      }
    }
  }
}

/** Is the value only looked at: compared, asked for its type, or thrown away. */
export function isOnlyLookedAt(node: ts.Node): boolean {
  const use = consumer(node);
  if (ts.isTypeOfExpression(use) || ts.isExpressionStatement(use) || ts.isVoidExpression(use)) return true;
  if (!ts.isBinaryExpression(use)) return false;
  const operator = use.operatorToken.kind;
  if (operator === K.InstanceOfKeyword) return true;
  return (
    operator === K.EqualsEqualsEqualsToken ||
    operator === K.ExclamationEqualsEqualsToken ||
    operator === K.EqualsEqualsToken ||
    operator === K.ExclamationEqualsToken
  );
}

/** Is the value only named here, so that its uses are seen where the name is used. */
export function isOnlyNamed(node: ts.Node): boolean {
  const outer = wrapped(node);
  const use = outer.parent;
  if (isAccess(use)) return use.expression === outer;
  if (ts.isVariableDeclaration(use) || ts.isParameter(use)) return use.initializer === outer;
  if (ts.isConditionalExpression(use)) return use.condition === outer || isOnlyNamed(use);
  if (ts.isExpressionStatement(use) || ts.isTypeOfExpression(use)) return true;
  if (!ts.isBinaryExpression(use)) return false;
  const operator = use.operatorToken.kind;
  if (operator === K.EqualsToken) return use.right === outer && !isAccess(unwrap(use.left));
  const passesOn =
    operator === K.CommaToken ||
    operator === K.BarBarToken ||
    operator === K.AmpersandAmpersandToken ||
    operator === K.QuestionQuestionToken;
  return passesOn && isOnlyNamed(use);
}
