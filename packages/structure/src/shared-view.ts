import { ts } from 'ts-morph';
import { isAccess, unwrap } from './node.ts';
import type { Source } from './source.ts';

const K = ts.SyntaxKind;
const VIEW = /^(?:(?:Big)?(?:Int|Uint|Float)\d+(?:Clamped)?Array|DataView)$/;

/**
 * Whether an expression is a typed array or a `DataView` over memory that may be shared: one made over memory from
 * elsewhere, or something that is written down to be one. One of a length or of a list has memory of its own.
 */
export function isSharedView(node: ts.Node, source: Source): boolean {
  return isView(unwrap(node), source, new Set());
}

function isView(node: ts.Node, source: Source, seen: Set<ts.Node>): boolean {
  if (seen.has(node)) return false;
  seen.add(node);
  if (isPartOf(node)) return isView(unwrap(node.expression.expression), source, seen);
  const values = source.evaluation.evaluate(node);
  let isKnown = false;
  for (const value of values) {
    if (value.kind !== 'result' || !value.isNew) continue;
    if (VIEW.test(value.path)) isKnown = true;
    if (VIEW.test(value.path) && isOverMemory(value.node, source)) return true;
  }
  return !isKnown && (isWrittenDown(node, source) || isNameOfPart(node, source, seen));
}

/** `const part = words.subarray(…)`. */
function isNameOfPart(node: ts.Node, source: Source, seen: Set<ts.Node>): boolean {
  if (!ts.isIdentifier(node)) return false;
  const declarations = source.scopes.referenceOf(node)?.binding?.declarations ?? [];
  return declarations.some(({ parent }) => {
    const initial = ts.isVariableDeclaration(parent) && parent.initializer;
    return (
      initial !== undefined &&
      initial !== false &&
      isPartOf(unwrap(initial)) &&
      isView(unwrap(initial), source, seen)
    );
  });
}

/** `words.subarray(…)` is a view of the same memory. */
function isPartOf(node: ts.Node): node is ts.CallExpression & { expression: ts.PropertyAccessExpression } {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === 'subarray'
  );
}

function isOverMemory(made: ts.Node, source: Source): boolean {
  const [memory] = (ts.isNewExpression(made) ? made.arguments : undefined) ?? [];
  if (memory === undefined) return false;
  const isOwn = source.evaluation
    .evaluate(memory)
    .some(
      (value) =>
        value.kind === 'literal' ||
        value.kind === 'array' ||
        (value.kind === 'result' && value.isNew && value.path !== 'SharedArrayBuffer'),
    );
  const { is } = source.typing.shapeOf(memory);
  return !isOwn && is !== 'number' && is !== 'list';
}

/** A parameter, variable or field with the type of a view; `Int32Array<ArrayBuffer>` says that it is not shared. */
function isWrittenDown(node: ts.Node, source: Source): boolean {
  return typesOf(node, source).some((type) => {
    if (!ts.isTypeReferenceNode(type) || !VIEW.test(type.typeName.getText())) return false;
    return type.typeArguments?.[0]?.getText() !== 'ArrayBuffer';
  });
}

function typesOf(node: ts.Node, source: Source): readonly ts.TypeNode[] {
  if (ts.isIdentifier(node)) {
    const declarations = source.scopes.referenceOf(node)?.binding?.declarations ?? [];
    return declarations.flatMap(({ parent }) =>
      (ts.isParameter(parent) || ts.isVariableDeclaration(parent)) && parent.type ? [parent.type] : [],
    );
  }
  if (!isAccess(node) || !ts.isPropertyAccessExpression(node)) return [];
  const { text } = node.name;
  const fields = source.scopes.nodes(K.PropertyDeclaration).concat(source.scopes.nodes(K.Parameter));
  return fields.flatMap((field) => {
    const { name, type } = field as ts.PropertyDeclaration | ts.ParameterDeclaration;
    return type !== undefined && !ts.isObjectBindingPattern(name) && name.getText() === text ? [type] : [];
  });
}
