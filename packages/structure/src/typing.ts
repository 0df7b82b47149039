import { ts } from 'ts-morph';
import { returnsOf } from './call-values.ts';
import type { Evaluation } from './evaluation.ts';
import {
  type AccessNode,
  type ClassNode,
  type FunctionNode,
  isAssignment,
  isClassNode,
  isFunctionNode,
  isStatic,
  unwrap,
} from './node.ts';
import type { Binding } from './scope.ts';
import { givesElement, givesSameList, shapeOfMethod, shapeOfPlatformCall } from './platform-shape.ts';
import { join, NAMES, NUMBER, STRING, type Shape, UNKNOWN_SHAPE } from './shape.ts';
import { shapeOfType } from './type-shape.ts';

const K = ts.SyntaxKind;

/** Tells the shapes of expressions. Not a type checker: it knows what this file writes down and how values are made. */
export interface Typing {
  shapeOf(node: ts.Node): Shape;
}

export function typingOf(evaluation: Evaluation): Typing {
  return new Reader(evaluation);
}

class Reader implements Typing {
  readonly #evaluation: Evaluation;
  readonly #shapes = new Map<ts.Node, Shape>();

  constructor(evaluation: Evaluation) {
    this.#evaluation = evaluation;
  }

  shapeOf(node: ts.Node): Shape {
    const known = this.#shapes.get(node);
    if (known !== undefined) return known;
    this.#shapes.set(node, UNKNOWN_SHAPE);
    const shape = this.#compute(node);
    this.#shapes.set(node, shape);
    return shape;
  }

  #compute(node: ts.Node): Shape {
    if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) return this.#cast(node);
    const inner = unwrap(node);
    if (inner !== node && !ts.isParenthesizedExpression(node))
      return this.shapeOf((node as ts.NonNullExpression).expression);
    switch (node.kind) {
      case K.ParenthesizedExpression:
        return this.shapeOf((node as ts.ParenthesizedExpression).expression);
      case K.NumericLiteral:
      case K.PostfixUnaryExpression:
        return NUMBER;
      case K.PrefixUnaryExpression:
        return (node as ts.PrefixUnaryExpression).operator === K.ExclamationToken
          ? { is: 'boolean' }
          : NUMBER;
      case K.StringLiteral:
      case K.NoSubstitutionTemplateLiteral:
      case K.TypeOfExpression:
        return NAMES;
      case K.TemplateExpression:
        return this.#evaluation.evaluate(node).every((one) => one.kind === 'literal') ? NAMES : STRING;
      case K.TrueKeyword:
      case K.FalseKeyword:
        return { is: 'boolean' };
      case K.NullKeyword:
        return { is: 'nothing' };
      case K.ConditionalExpression:
        return join([
          this.shapeOf((node as ts.ConditionalExpression).whenTrue),
          this.shapeOf((node as ts.ConditionalExpression).whenFalse),
        ]);
      case K.ArrayLiteralExpression:
        return {
          is: 'list',
          element: join((node as ts.ArrayLiteralExpression).elements.map((one) => this.shapeOf(one))),
        };
      case K.BinaryExpression:
        return this.#binary(node as ts.BinaryExpression);
      case K.CallExpression:
      case K.NewExpression:
        return this.#call(node as ts.CallExpression);
      case K.PropertyAccessExpression:
      case K.ElementAccessExpression:
        return this.#access(node as AccessNode);
      case K.Identifier:
        return this.#identifier(node as ts.Identifier);
      case K.ThisKeyword:
        return this.#ofValues(node);
      default:
        return UNKNOWN_SHAPE;
    }
  }

  /** A cast may name any type: what is known to be chosen by the caller stays so. */
  #cast(node: ts.AsExpression | ts.TypeAssertion): Shape {
    const inner = this.shapeOf(node.expression);
    if (ts.isTypeReferenceNode(node.type) && node.type.getText() === 'const') return inner;
    if (inner.is === 'generic' || inner.is === 'string' || inner.is === 'symbol') return inner;
    const type = shapeOfType(node.type);
    return type.is === 'unknown' ? inner : type;
  }

  #binary(node: ts.BinaryExpression): Shape {
    const operator = node.operatorToken.kind;
    if (operator === K.PlusToken || operator === K.PlusEqualsToken) {
      const sides = [this.shapeOf(node.left), this.shapeOf(node.right)];
      if (this.#evaluation.evaluate(node).every((one) => one.kind === 'literal')) return join(sides);
      if (sides.some((one) => one.is === 'string' || one.is === 'names')) return STRING;
      return sides.every((one) => one.is === 'number') ? NUMBER : UNKNOWN_SHAPE;
    }
    if (operator === K.CommaToken || operator === K.EqualsToken) return this.shapeOf(node.right);
    if (
      operator === K.BarBarToken ||
      operator === K.QuestionQuestionToken ||
      operator === K.AmpersandAmpersandToken
    ) {
      return join([this.shapeOf(node.left), this.shapeOf(node.right)]);
    }
    const isArithmetic =
      (operator >= K.AsteriskToken && operator <= K.PercentToken) || operator === K.MinusToken;
    const isBitwise = operator === K.AmpersandToken || operator === K.BarToken || operator === K.CaretToken;
    const isShift =
      operator >= K.LessThanLessThanToken && operator <= K.GreaterThanGreaterThanGreaterThanToken;
    if (isArithmetic || isBitwise || isShift || isAssignment(operator)) return NUMBER;
    return { is: 'boolean' };
  }

  #identifier(node: ts.Identifier): Shape {
    const binding = this.#evaluation.scopes.referenceOf(node)?.binding;
    if (binding !== undefined) return this.#binding(binding);
    if (node.text === 'undefined') return { is: 'nothing' };
    return node.text === 'NaN' || node.text === 'Infinity' ? NUMBER : UNKNOWN_SHAPE;
  }

  #binding(binding: Binding): Shape {
    const declared = join(binding.declarations.map((name) => this.#declared(name)));
    if (declared.is !== 'unknown') return declared;
    // A name declared as `any`, or as nothing, is what is assigned to it.
    const assigned = binding.references.flatMap(({ node, write }) => {
      const { parent } = node;
      return write === 'assign' && ts.isBinaryExpression(parent) && parent.left === node
        ? [this.shapeOf(parent.right)]
        : [];
    });
    return join(assigned);
  }

  #declared(name: ts.Node): Shape {
    const { parent } = name;
    if (ts.isParameter(parent)) return this.#parameter(parent);
    if (ts.isBindingElement(parent)) return this.#element(parent);
    if (isClassNode(parent) || isFunctionNode(parent) || !ts.isVariableDeclaration(parent))
      return UNKNOWN_SHAPE;
    const written = shapeOfType(parent.type);
    if (written.is !== 'unknown') return written;
    if (parent.initializer !== undefined) return this.shapeOf(parent.initializer);
    const loop = parent.parent.parent;
    if (ts.isForInStatement(loop)) return this.shapeOf(loop.expression).is === 'dictionary' ? STRING : NAMES;
    if (ts.isForOfStatement(loop)) return elementOf(this.shapeOf(loop.expression));
    return UNKNOWN_SHAPE;
  }

  #parameter(node: ts.ParameterDeclaration): Shape {
    if (node.type !== undefined) return shapeOfType(node.type);
    if (node.initializer !== undefined) return this.shapeOf(node.initializer);
    const call = ts.isExpression(node.parent) ? node.parent.parent : undefined;
    if (call === undefined || !ts.isCallExpression(call) || !isFunctionNode(node.parent))
      return UNKNOWN_SHAPE;
    return this.#callbackParameter(call, node.parent.parameters.indexOf(node));
  }

  #callbackParameter(call: ts.CallExpression, index: number): Shape {
    const callee = unwrap(call.expression);
    if (!ts.isPropertyAccessExpression(callee)) return UNKNOWN_SHAPE;
    const list = this.shapeOf(callee.expression);
    const isReduce = callee.name.text.startsWith('reduce');
    if (callee.name.text === 'from' && index === 1) return NUMBER;
    if (list.is !== 'list') return UNKNOWN_SHAPE;
    if (index === (isReduce ? 2 : 1)) return NUMBER;
    return index === (isReduce ? 1 : 0) ? list.element : UNKNOWN_SHAPE;
  }

  #element(node: ts.BindingElement): Shape {
    if (node.dotDotDotToken !== undefined) return UNKNOWN_SHAPE;
    const holder = node.parent.parent;
    const base = ts.isBindingElement(holder) ? this.#element(holder) : this.#holder(holder);
    if (ts.isArrayBindingPattern(node.parent)) return elementOf(base);
    const name = node.propertyName ?? node.name;
    return ts.isIdentifier(name) ? this.#member(base, name.text) : UNKNOWN_SHAPE;
  }

  #holder(node: ts.VariableDeclaration | ts.ParameterDeclaration): Shape {
    if (ts.isParameter(node)) return this.#parameter(node);
    if (node.type !== undefined) return shapeOfType(node.type);
    if (node.initializer !== undefined) return this.shapeOf(node.initializer);
    const loop = node.parent.parent;
    return ts.isForOfStatement(loop) ? elementOf(this.shapeOf(loop.expression)) : UNKNOWN_SHAPE;
  }

  #access(node: AccessNode): Shape {
    const base = this.shapeOf(node.expression);
    if (ts.isElementAccessExpression(node)) {
      const key = unwrap(node.argumentExpression);
      if (ts.isStringLiteralLike(key)) return this.#member(base, key.text);
      if (base.is === 'string' || base.is === 'names') return STRING;
      return elementOf(base);
    }
    return this.#member(base, node.name.text);
  }

  #member(base: Shape, name: string): Shape {
    if (name === 'length' || name === 'size') return NUMBER;
    if (base.is === 'class') return this.#classMember(base.node, name);
    if (base.is === 'dictionary') return shapeOfType(base.value);
    if (base.is !== 'members') return UNKNOWN_SHAPE;
    const member = base.of.find((one) => one.name !== undefined && nameText(one.name) === name);
    if (member === undefined) return UNKNOWN_SHAPE;
    if (ts.isPropertySignature(member)) return shapeOfType(member.type);
    if (ts.isMethodSignature(member)) return { is: 'function', returns: member.type };
    return ts.isGetAccessor(member) ? shapeOfType(member.type) : UNKNOWN_SHAPE;
  }

  #classMember(node: ClassNode, name: string): Shape {
    for (const member of node.members) {
      if (ts.isConstructorDeclaration(member)) {
        const property = member.parameters.find(
          (one) => ts.isParameterPropertyDeclaration(one, member) && nameText(one.name) === name,
        );
        if (property !== undefined) return this.#parameter(property);
      }
      if (member.name === undefined || isStatic(member) || nameText(member.name) !== name) continue;
      if (ts.isPropertyDeclaration(member)) {
        if (member.type !== undefined) return shapeOfType(member.type);
        return member.initializer === undefined ? UNKNOWN_SHAPE : this.shapeOf(member.initializer);
      }
      if (ts.isGetAccessor(member)) return this.#returned(member);
      if (ts.isMethodDeclaration(member)) return { is: 'function', returns: member.type };
    }
    return UNKNOWN_SHAPE;
  }

  #call(node: ts.CallExpression | ts.NewExpression): Shape {
    const values = this.#evaluation.evaluate(node.expression);
    for (const value of values) {
      if (value.kind === 'function') return this.#returned(value.node);
      if (value.kind === 'class')
        return ts.isNewExpression(node) ? { is: 'class', node: value.node } : UNKNOWN_SHAPE;
      if (value.kind === 'global' && !value.path.includes('prototype')) {
        const shape = this.#globalCall(value.path, node);
        if (shape.is !== 'unknown') return shape;
      }
    }
    const callee = unwrap(node.expression);
    if (ts.isPropertyAccessExpression(callee)) return this.#methodCall(callee);
    const shape = this.shapeOf(node.expression);
    return shape.is === 'function' ? shapeOfType(shape.returns) : UNKNOWN_SHAPE;
  }

  #globalCall(path: string, node: ts.CallExpression | ts.NewExpression): Shape {
    const shape = shapeOfPlatformCall(path, shapeOfType(node.typeArguments?.[0]));
    const isConstant = (): boolean => this.#evaluation.evaluate(node).every((one) => one.kind === 'literal');
    return shape.is === 'string' && isConstant() ? NAMES : shape;
  }

  #methodCall(callee: ts.PropertyAccessExpression): Shape {
    const name = callee.name.text;
    const base = this.shapeOf(callee.expression);
    if (base.is === 'class' || base.is === 'members') {
      const member = this.#member(base, name);
      return member.is === 'function' ? shapeOfType(member.returns) : UNKNOWN_SHAPE;
    }
    const known = shapeOfMethod(name);
    if (known !== undefined) return known;
    if (name === 'keys') return { is: 'list', element: base.is === 'list' ? NUMBER : UNKNOWN_SHAPE };
    if (name === 'entries') return { is: 'list', element: UNKNOWN_SHAPE };
    if (givesSameList(name)) return base.is === 'names' ? STRING : base;
    return givesElement(name) ? elementOf(base) : UNKNOWN_SHAPE;
  }

  #returned(node: FunctionNode): Shape {
    const written = shapeOfType(node.type);
    if (written.is !== 'unknown' || node.type?.kind === K.TypePredicate) return written;
    if (node.body === undefined || node.asteriskToken !== undefined) return UNKNOWN_SHAPE;
    if (!ts.isBlock(node.body)) return this.shapeOf(node.body);
    return join(returnsOf(node.body).map((one) => this.shapeOf(one)));
  }

  #ofValues(node: ts.Node): Shape {
    const [only] = this.#evaluation.evaluate(node);
    return only?.kind === 'instance' ? { is: 'class', node: only.of } : UNKNOWN_SHAPE;
  }
}

function elementOf(shape: Shape): Shape {
  if (shape.is === 'list') return shape.element;
  if (shape.is === 'dictionary') return shapeOfType(shape.value);
  return shape.is === 'string' ? STRING : UNKNOWN_SHAPE;
}

function nameText(name: ts.Node): string | undefined {
  if (ts.isIdentifier(name) || ts.isPrivateIdentifier(name) || ts.isStringLiteralLike(name)) return name.text;
  return undefined;
}
