import { ts } from 'ts-morph';
import { join, NAMES, NUMBER, STRING, type Shape, UNKNOWN_SHAPE } from './shape.ts';

const K = ts.SyntaxKind;
const DEEPEST = 12;

const NUMBER_ARRAY = /^(?:Big)?(?:Int|Uint|Float)\d+(?:Clamped)?Array$/;
const LISTS = [
  'Array',
  'ReadonlyArray',
  'Iterable',
  'IterableIterator',
  'Iterator',
  'Generator',
  'IteratorObject',
  'ArrayLike',
];
const SAME = [
  'Readonly',
  'Required',
  'Partial',
  'NonNullable',
  'Exclude',
  'Extract',
  'Omit',
  'Pick',
  'Awaited',
  'NoInfer',
];

/** The shape that a written type describes; names are looked up from where it stands. */
export function shapeOfType(type: ts.TypeNode | undefined, depth = 0): Shape {
  if (type === undefined || depth > DEEPEST) return UNKNOWN_SHAPE;
  switch (type.kind) {
    case K.NumberKeyword:
    case K.BigIntKeyword:
      return NUMBER;
    case K.StringKeyword:
    case K.TemplateLiteralType:
      return STRING;
    case K.BooleanKeyword:
      return { is: 'boolean' };
    case K.SymbolKeyword:
      return { is: 'symbol' };
    case K.UndefinedKeyword:
    case K.VoidKeyword:
    case K.NeverKeyword:
      return { is: 'nothing' };
    case K.UnknownKeyword:
    case K.ObjectKeyword:
      return { is: 'generic' };
    default:
      return ofComposite(type, depth);
  }
}

function ofComposite(type: ts.TypeNode, depth: number): Shape {
  const next = depth + 1;
  if (ts.isParenthesizedTypeNode(type)) return shapeOfType(type.type, next);
  if (ts.isLiteralTypeNode(type)) return ofLiteral(type.literal);
  if (ts.isUnionTypeNode(type)) return join(type.types.map((one) => shapeOfType(one, next)));
  if (ts.isIntersectionTypeNode(type)) return ofIntersection(type, next);
  if (ts.isArrayTypeNode(type)) return { is: 'list', element: shapeOfType(type.elementType, next) };
  if (ts.isTupleTypeNode(type))
    return { is: 'list', element: join(type.elements.map((one) => ofTupleElement(one, next))) };
  if (ts.isTypeLiteralNode(type)) return ofMembers(type.members, next);
  if (ts.isFunctionTypeNode(type)) return { is: 'function', returns: type.type };
  if (ts.isMappedTypeNode(type)) return ofKeys(type.typeParameter.constraint, type.type, next);
  if (ts.isTypeOperatorNode(type)) return ofOperator(type, next);
  return ts.isTypeReferenceNode(type) ? ofReference(type, next) : UNKNOWN_SHAPE;
}

function ofLiteral(literal: ts.LiteralTypeNode['literal']): Shape {
  if (literal.kind === K.NullKeyword) return { is: 'nothing' };
  if (ts.isStringLiteralLike(literal)) return NAMES;
  return ts.isNumericLiteral(literal) || ts.isPrefixUnaryExpression(literal) ? NUMBER : { is: 'boolean' };
}

function ofTupleElement(type: ts.TypeNode | ts.NamedTupleMember, depth: number): Shape {
  return shapeOfType(ts.isNamedTupleMember(type) ? type.type : type, depth);
}

/** `string & { brand }` is a string; otherwise the first part that says something. */
function ofIntersection(type: ts.IntersectionTypeNode, depth: number): Shape {
  const shapes = type.types.map((one) => shapeOfType(one, depth));
  return shapes.find((one) => one.is !== 'unknown' && one.is !== 'members') ?? shapes[0] ?? UNKNOWN_SHAPE;
}

function ofOperator(type: ts.TypeOperatorNode, depth: number): Shape {
  if (type.operator === K.UniqueKeyword) return NAMES;
  if (type.operator !== K.KeyOfKeyword) return shapeOfType(type.type, depth);
  return shapeOfType(type.type, depth).is === 'dictionary' ? STRING : NAMES;
}

function ofMembers(members: ts.NodeArray<ts.TypeElement>, depth: number): Shape {
  for (const member of members) {
    if (!ts.isIndexSignatureDeclaration(member)) continue;
    const [key] = member.parameters;
    // An index signature with numbers describes a list; what it is at run time, its initialiser tells.
    if (shapeOfType(key?.type, depth).is === 'number')
      return { is: 'list', element: shapeOfType(member.type, depth) };
    return { is: 'dictionary', value: member.type };
  }
  return { is: 'members', of: members };
}

function ofKeys(keys: ts.TypeNode | undefined, value: ts.TypeNode | undefined, depth: number): Shape {
  const shape = shapeOfType(keys, depth);
  if (shape.is === 'names') return { is: 'list', element: shapeOfType(value, depth) };
  // `Record<0 | 1, T>` has fixed fields as well; `Record<number, T>` is a table of an object.
  const isFixed = shape.is === 'number' && keys !== undefined && keys.kind !== K.NumberKeyword;
  return isFixed ? { is: 'list', element: shapeOfType(value, depth) } : { is: 'dictionary', value };
}

function ofReference(type: ts.TypeReferenceNode, depth: number): Shape {
  if (!ts.isIdentifier(type.typeName)) return NAMES;
  const name = type.typeName.text;
  const declared = declarationOf(type, name);
  if (declared !== undefined) return ofDeclaration(declared, depth);
  const [first, second] = type.typeArguments ?? [];
  if (name === 'Record') return ofKeys(first, second, depth);
  if (SAME.includes(name)) return shapeOfType(first, depth);
  if (LISTS.includes(name)) return { is: 'list', element: shapeOfType(first, depth) };
  if (NUMBER_ARRAY.test(name)) return { is: 'list', element: NUMBER };
  if (name === 'PropertyKey' || name === 'String') return STRING;
  return name === 'Lowercase' || name === 'Uppercase' ? STRING : UNKNOWN_SHAPE;
}

type TypeDeclaration =
  | ts.TypeAliasDeclaration
  | ts.InterfaceDeclaration
  | ts.ClassDeclaration
  | ts.EnumDeclaration
  | ts.TypeParameterDeclaration;

function ofDeclaration(node: TypeDeclaration, depth: number): Shape {
  if (ts.isTypeAliasDeclaration(node)) return shapeOfType(node.type, depth);
  if (ts.isInterfaceDeclaration(node)) return ofMembers(node.members, depth);
  if (ts.isClassDeclaration(node)) return ofClass(node, depth);
  if (ts.isEnumDeclaration(node)) return NAMES;
  if (node.constraint === undefined) return { is: 'generic' };
  const bound = shapeOfType(node.constraint, depth);
  return bound.is === 'unknown' || bound.is === 'members' ? { is: 'generic' } : bound;
}

function ofClass(node: ts.ClassDeclaration, depth: number): Shape {
  const index = node.members.find((one) => ts.isIndexSignatureDeclaration(one));
  if (index === undefined) return { is: 'class', node };
  return shapeOfType(index.parameters[0]?.type, depth).is === 'number'
    ? { is: 'class', node }
    : { is: 'dictionary', value: index.type };
}

/** Types are few and seldom nested: a walk outwards finds the nearest declaration of the name. */
function declarationOf(from: ts.Node, name: string): TypeDeclaration | undefined {
  for (let at: ts.Node | undefined = from; at !== undefined; at = at.parent) {
    const parameters = (at as ts.SignatureDeclaration | ts.ClassDeclaration).typeParameters;
    const parameter = parameters?.find((one) => one.name.text === name);
    if (parameter !== undefined) return parameter;
    if (!ts.isBlock(at) && !ts.isSourceFile(at) && !ts.isModuleBlock(at)) continue;
    const found = at.statements.find((one): one is Exclude<TypeDeclaration, ts.TypeParameterDeclaration> => {
      const isType =
        ts.isTypeAliasDeclaration(one) || ts.isInterfaceDeclaration(one) || ts.isEnumDeclaration(one);
      return (isType || ts.isClassDeclaration(one)) && one.name?.text === name;
    });
    if (found !== undefined) return found;
  }
  return undefined;
}
