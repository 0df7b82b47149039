import { ts } from 'ts-morph';
import type { Place } from './finding.ts';

const K = ts.SyntaxKind;

/** A function with a body of its own, so a frame of its own at run time. */
export type FunctionNode =
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ArrowFunction
  | ts.MethodDeclaration
  | ts.ConstructorDeclaration
  | ts.GetAccessorDeclaration
  | ts.SetAccessorDeclaration;

export type ClassNode = ts.ClassDeclaration | ts.ClassExpression;
export type AccessNode = ts.PropertyAccessExpression | ts.ElementAccessExpression;
export type CallNode = ts.CallExpression | ts.NewExpression;

export function isFunctionNode(node: ts.Node): node is FunctionNode {
  switch (node.kind) {
    case K.FunctionDeclaration:
    case K.FunctionExpression:
    case K.ArrowFunction:
    case K.MethodDeclaration:
    case K.Constructor:
    case K.GetAccessor:
    case K.SetAccessor:
      return true;
    default:
      return false;
  }
}

export function isClassNode(node: ts.Node): node is ClassNode {
  return node.kind === K.ClassDeclaration || node.kind === K.ClassExpression;
}

export function isAccess(node: ts.Node): node is AccessNode {
  return node.kind === K.PropertyAccessExpression || node.kind === K.ElementAccessExpression;
}

export function isCall(node: ts.Node): node is CallNode {
  return node.kind === K.CallExpression || node.kind === K.NewExpression;
}

export function isLoop(node: ts.Node): node is ts.IterationStatement {
  return ts.isIterationStatement(node, false);
}

/** `=`, `+=`, `??=` and the others. */
export function isAssignment(operator: ts.SyntaxKind): boolean {
  return operator >= K.FirstAssignment && operator <= K.LastAssignment;
}

/** The expression without parentheses, casts and `!`. */
export function unwrap(node: ts.Node): ts.Node {
  let inner = node;
  for (;;) {
    if (
      ts.isParenthesizedExpression(inner) ||
      ts.isAsExpression(inner) ||
      ts.isNonNullExpression(inner) ||
      ts.isSatisfiesExpression(inner) ||
      ts.isTypeAssertionExpression(inner) ||
      ts.isExpressionWithTypeArguments(inner) ||
      ts.isPartiallyEmittedExpression(inner)
    ) {
      inner = inner.expression;
    } else {
      return inner;
    }
  }
}

/** The outermost expression that only wraps this one in parentheses, casts and `!`. */
export function wrapped(node: ts.Node): ts.Node {
  let outer = node;
  while (outer.parent !== undefined && unwrap(outer.parent) === unwrap(outer)) outer = outer.parent;
  return outer;
}

/** The node that consumes this value, casts and parentheses left out. */
export function consumer(node: ts.Node): ts.Node {
  return wrapped(node).parent;
}

export function hasModifier(node: ts.Node, kind: ts.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((one) => one.kind === kind) ?? false);
}

export function isStatic(node: ts.Node): boolean {
  return hasModifier(node, K.StaticKeyword);
}

/** Is erased before the code runs: types, `declare`, overload signatures. */
export function isErased(node: ts.Node): boolean {
  switch (node.kind) {
    case K.InterfaceDeclaration:
    case K.TypeAliasDeclaration:
    case K.TypeParameter:
      return true;
    case K.ExpressionWithTypeArguments:
      return false;
    case K.HeritageClause:
      return (node as ts.HeritageClause).token === K.ImplementsKeyword;
    case K.FunctionDeclaration:
    case K.MethodDeclaration:
    case K.Constructor:
      return (node as ts.FunctionDeclaration).body === undefined || hasModifier(node, K.DeclareKeyword);
    case K.VariableStatement:
    case K.ClassDeclaration:
    case K.EnumDeclaration:
    case K.ModuleDeclaration:
    case K.PropertyDeclaration:
      return hasModifier(node, K.DeclareKeyword);
    case K.ImportDeclaration:
      return (node as ts.ImportDeclaration).importClause?.phaseModifier === K.TypeKeyword;
    case K.ImportEqualsDeclaration:
      return (node as ts.ImportEqualsDeclaration).isTypeOnly;
    case K.ExportDeclaration:
      return (node as ts.ExportDeclaration).isTypeOnly;
    case K.ImportSpecifier:
    case K.ExportSpecifier:
      return (node as ts.ImportSpecifier).isTypeOnly;
    default:
      return ts.isTypeNode(node);
  }
}

/** Visits the children that exist at run time; types and declarations without a value are left out. */
export function forEachLive(node: ts.Node, visit: (child: ts.Node) => void): void {
  if (node.kind === K.ExpressionWithTypeArguments) {
    visit((node as ts.ExpressionWithTypeArguments).expression);
    return;
  }
  ts.forEachChild(node, (child) => {
    if (!isErased(child)) visit(child);
  });
}

/** Visits a node and everything below it that exists at run time; `false` from `visit` leaves a branch out. */
export function walkLive(node: ts.Node, visit: (node: ts.Node) => boolean | void): void {
  if (visit(node) === false) return;
  forEachLive(node, (child) => walkLive(child, visit));
}

/** Is this node, or one above it, of a kind; the nearest is returned. */
export function ancestor<T extends ts.Node>(node: ts.Node, is: (node: ts.Node) => node is T): T | undefined {
  for (let at: ts.Node | undefined = node.parent; at !== undefined; at = at.parent) if (is(at)) return at;
  return undefined;
}

/** Is `inner` the node `outer` or below it. */
export function isWithin(inner: ts.Node, outer: ts.Node): boolean {
  return inner.pos >= outer.pos && inner.end <= outer.end && isBelow(inner, outer);
}

function isBelow(inner: ts.Node, outer: ts.Node): boolean {
  for (let at: ts.Node | undefined = inner; at !== undefined; at = at.parent) if (at === outer) return true;
  return false;
}

/** What `this` means at a node: the member whose frame it is, or undefined at module level. */
export function thisHolder(node: ts.Node): ts.Node | undefined {
  for (let at: ts.Node | undefined = node.parent; at !== undefined; at = at.parent) {
    if (isFunctionNode(at) && !ts.isArrowFunction(at)) return at;
    if (ts.isPropertyDeclaration(at) || ts.isClassStaticBlockDeclaration(at)) return at;
  }
  return undefined;
}

/** Range of a node in the text, without the trivia before it. */
export function placeOf(node: ts.Node): Place {
  const file = node.getSourceFile();
  return placeOfRange(file, node.getStart(file), node.end);
}

export function placeOfRange(file: ts.SourceFile, start: number, end: number): Place {
  const from = file.getLineAndCharacterOfPosition(start);
  const to = file.getLineAndCharacterOfPosition(Math.max(start, end));
  return {
    line: from.line + 1,
    column: from.character + 1,
    endLine: to.line + 1,
    endColumn: to.character + 1,
  };
}

/** Source text of a node on one line, cut to a length that fits into a message. */
export function shown(node: ts.Node): string {
  const text = node.getText().replaceAll(/\s+/g, ' ');
  return text.length > 48 ? `${text.slice(0, 45)}…` : text;
}
