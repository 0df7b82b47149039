import { ts } from 'ts-morph';
import { bindingValues } from './binding-values.ts';
import { callSitesOf, type CallSites } from './call-sites.ts';
import { callValues } from './call-values.ts';
import {
  type AccessNode,
  type FunctionNode,
  isAccess,
  isAssignment,
  isClassNode,
  isFunctionNode,
  isStatic,
  thisHolder,
  unwrap,
} from './node.ts';
import { memberValues } from './member-values.ts';
import type { Binding, ScopeTable } from './scope.ts';
import { global, keysOf, literal, truthOf, union, UNKNOWNS, type Value, type Values } from './value.ts';

const K = ts.SyntaxKind;

/** An assignment `base.name = right`. */
interface PropertyWrite {
  readonly target: AccessNode;
  readonly right: ts.Expression;
}

/** Answers what expressions may be; every answer is computed once. */
export interface Evaluation {
  readonly scopes: ScopeTable;
  evaluate(node: ts.Node): Values;
  /** What a name may stand for. */
  binding(binding: Binding): Values;
  /** A property of a value; without keys, any of its properties. */
  member(value: Value, keys: readonly string[] | undefined): Values;
  /** The names an access may read; undefined where they are not known. */
  accessKeys(node: AccessNode): readonly string[] | undefined;
  callSites(node: FunctionNode): CallSites;
  writesTo(name: string): readonly PropertyWrite[];
}

export function evaluationOf(scopes: ScopeTable): Evaluation {
  return new Evaluator(scopes);
}

class Evaluator implements Evaluation {
  readonly scopes: ScopeTable;
  readonly #values = new Map<ts.Node, Values>();
  readonly #bindings = new Map<Binding, Values>();
  readonly #sites = new Map<FunctionNode, CallSites>();
  #writes: Map<string, PropertyWrite[]> | undefined;

  constructor(scopes: ScopeTable) {
    this.scopes = scopes;
  }

  evaluate(node: ts.Node): Values {
    const inner = unwrap(node);
    const known = this.#values.get(inner);
    if (known !== undefined) return known;
    // A value that depends on itself adds nothing new to itself.
    this.#values.set(inner, []);
    const values = this.#compute(inner);
    this.#values.set(inner, values);
    return values;
  }

  binding(binding: Binding): Values {
    const known = this.#bindings.get(binding);
    if (known !== undefined) return known;
    this.#bindings.set(binding, []);
    const values = bindingValues(binding, this);
    this.#bindings.set(binding, values);
    return values;
  }

  member(value: Value, keys: readonly string[] | undefined): Values {
    return memberValues(value, keys, this);
  }

  accessKeys(node: AccessNode): readonly string[] | undefined {
    if (ts.isPropertyAccessExpression(node)) return [node.name.text];
    return keysOf(this.evaluate(node.argumentExpression));
  }

  callSites(node: FunctionNode): CallSites {
    let sites = this.#sites.get(node);
    if (sites === undefined) {
      sites = callSitesOf(node, this);
      this.#sites.set(node, sites);
    }
    return sites;
  }

  writesTo(name: string): readonly PropertyWrite[] {
    if (this.#writes === undefined) {
      this.#writes = new Map();
      for (const node of this.scopes.nodes(K.BinaryExpression)) {
        const { left, right, operatorToken } = node as ts.BinaryExpression;
        const target = unwrap(left);
        if (!isAssignment(operatorToken.kind) || !isAccess(target)) continue;
        const key = staticKey(target);
        if (key === undefined) continue;
        const list = this.#writes.get(key) ?? [];
        list.push({ target, right });
        this.#writes.set(key, list);
      }
    }
    return this.#writes.get(name) ?? [];
  }

  #compute(node: ts.Node): Values {
    switch (node.kind) {
      case K.Identifier:
        return this.#identifier(node as ts.Identifier);
      case K.StringLiteral:
      case K.NoSubstitutionTemplateLiteral:
        return [literal((node as ts.StringLiteral).text)];
      case K.NumericLiteral:
        return [literal(Number((node as ts.NumericLiteral).text))];
      case K.TrueKeyword:
        return [literal(true)];
      case K.FalseKeyword:
        return [literal(false)];
      case K.NullKeyword:
        return [literal(null)];
      case K.VoidExpression:
        return [literal(undefined)];
      case K.ObjectLiteralExpression:
        return [{ kind: 'object', node: node as ts.ObjectLiteralExpression }];
      case K.ArrayLiteralExpression:
        return [{ kind: 'array', node: node as ts.ArrayLiteralExpression }];
      case K.TemplateExpression:
        return this.#template(node as ts.TemplateExpression);
      case K.BinaryExpression:
        return this.#binary(node as ts.BinaryExpression);
      case K.ConditionalExpression:
        return this.#conditional(node as ts.ConditionalExpression);
      case K.PrefixUnaryExpression:
        return this.#prefix(node as ts.PrefixUnaryExpression);
      case K.PropertyAccessExpression:
      case K.ElementAccessExpression:
        return this.#access(node as AccessNode);
      case K.CallExpression:
      case K.NewExpression:
      case K.TaggedTemplateExpression:
        return callValues(node as ts.CallExpression, this);
      case K.ThisKeyword:
        return thisValues(node);
      case K.AwaitExpression:
        return this.evaluate((node as ts.AwaitExpression).expression);
      case K.MetaProperty:
        return (node as ts.MetaProperty).keywordToken === K.ImportKeyword
          ? [global('import.meta')]
          : UNKNOWNS;
      default:
        if (isFunctionNode(node)) return [{ kind: 'function', node }];
        return isClassNode(node) ? [{ kind: 'class', node }] : UNKNOWNS;
    }
  }

  #identifier(node: ts.Identifier): Values {
    const reference = this.scopes.referenceOf(node);
    if (reference?.binding !== undefined) return this.binding(reference.binding);
    if (node.text === 'undefined') return [literal(undefined)];
    if (node.text === 'NaN' || node.text === 'Infinity') return [literal(Number(node.text))];
    return node.text === 'arguments' || node.text === 'valueOf' ? UNKNOWNS : [global(node.text)];
  }

  #template(node: ts.TemplateExpression): Values {
    let texts: string[] = [node.head.text];
    for (const span of node.templateSpans) {
      const parts = keysOf(this.evaluate(span.expression));
      if (parts === undefined || parts.length * texts.length > 16) return UNKNOWNS;
      texts = texts.flatMap((text) => parts.map((part) => text + part + span.literal.text));
    }
    return texts.map(literal);
  }

  #binary(node: ts.BinaryExpression): Values {
    const operator = node.operatorToken.kind;
    if (operator === K.CommaToken || operator === K.EqualsToken) return this.evaluate(node.right);
    if (operator === K.BarBarToken || operator === K.AmpersandAmpersandToken) {
      const left = this.evaluate(node.left);
      const truth = truthOf(left);
      if (truth === undefined) return union(left, this.evaluate(node.right));
      return truth === (operator === K.BarBarToken) ? left : this.evaluate(node.right);
    }
    if (operator === K.QuestionQuestionToken)
      return union(this.evaluate(node.left), this.evaluate(node.right));
    if (operator === K.PlusToken) return this.#sum(this.evaluate(node.left), this.evaluate(node.right));
    if (isAssignment(operator)) return union(this.evaluate(node.left), this.evaluate(node.right));
    return UNKNOWNS;
  }

  #sum(left: Values, right: Values): Values {
    if (left.length === 0 || left.length * right.length > 16) return UNKNOWNS;
    const sums: Value[] = [];
    for (const a of left) {
      for (const b of right) {
        if (a.kind !== 'literal' || b.kind !== 'literal') return UNKNOWNS;
        const isSum = typeof a.value === 'number' && typeof b.value === 'number';
        sums.push(literal(isSum ? a.value + b.value : `${a.value}${b.value}`));
      }
    }
    return union(sums);
  }

  #conditional(node: ts.ConditionalExpression): Values {
    const truth = truthOf(this.evaluate(node.condition));
    if (truth !== undefined) return this.evaluate(truth ? node.whenTrue : node.whenFalse);
    return union(this.evaluate(node.whenTrue), this.evaluate(node.whenFalse));
  }

  #prefix(node: ts.PrefixUnaryExpression): Values {
    const operand = this.evaluate(node.operand);
    if (node.operator === K.ExclamationToken) {
      const truth = truthOf(operand);
      return truth === undefined ? UNKNOWNS : [literal(!truth)];
    }
    const [only] = operand;
    if (operand.length !== 1 || only?.kind !== 'literal') return UNKNOWNS;
    if (node.operator === K.MinusToken) return [literal(-Number(only.value))];
    return node.operator === K.PlusToken ? [literal(Number(only.value))] : UNKNOWNS;
  }

  #access(node: AccessNode): Values {
    const keys = this.accessKeys(node);
    return union(...this.evaluate(node.expression).map((value) => this.member(value, keys)));
  }
}

/** The name of an access that needs no evaluation. */
function staticKey(node: AccessNode): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  const key = unwrap(node.argumentExpression);
  return ts.isStringLiteralLike(key) ? key.text : undefined;
}

/** `this` of a class member; a plain function's `this` depends on its caller. */
function thisValues(node: ts.Node): Values {
  const holder = thisHolder(node);
  const owner = holder?.parent;
  if (holder === undefined || owner === undefined || !isClassNode(owner)) return UNKNOWNS;
  if (isStatic(holder) || ts.isClassStaticBlockDeclaration(holder)) return [{ kind: 'class', node: owner }];
  return [{ kind: 'instance', of: owner }];
}
