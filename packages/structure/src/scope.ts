import { ts } from 'ts-morph';
import { forEachLive, isAssignment, isErased, isFunctionNode } from './node.ts';

const K = ts.SyntaxKind;

type BindingKind =
  | 'import'
  | 'var'
  | 'let'
  | 'const'
  | 'param'
  | 'function'
  | 'class'
  | 'catch'
  | 'enum'
  | 'namespace';

/** A name that exists at run time, with everything that mentions it. */
export interface Binding {
  readonly name: string;
  readonly kind: BindingKind;
  readonly declarations: ts.Node[];
  readonly scope: Scope;
  readonly references: Reference[];
}

/** A mention of a name as a value. */
export interface Reference {
  readonly node: ts.Identifier;
  /** Absent: nothing in the file declares it, so it is a global. */
  readonly binding: Binding | undefined;
  /** `assign` replaces the value, `update` depends on it (`+=`, `++`). */
  readonly write: 'none' | 'assign' | 'update';
}

export interface Scope {
  readonly node: ts.Node;
  readonly parent: Scope | undefined;
  /** Where a `var` lands. */
  readonly isFunction: boolean;
  readonly names: Map<string, Binding>;
}

export interface ScopeTable {
  readonly module: Scope;
  readonly bindings: readonly Binding[];
  readonly unbound: readonly Reference[];
  /** The reference an identifier is, or undefined where it is a property name, a label or a type. */
  referenceOf(node: ts.Node): Reference | undefined;
  /** The binding that an identifier of a declaration makes. */
  declaredBy(name: ts.Node): Binding | undefined;
  /** Every node that exists at run time, by kind. */
  nodes(kind: ts.SyntaxKind): readonly ts.Node[];
  /** Names declared twice where the language forbids it. */
  readonly redeclared: readonly ts.Identifier[];
}

/** Resolves every name of a file to its declaration; types shadow nothing, for they do not exist at run time. */
export function scopesOf(file: ts.SourceFile): ScopeTable {
  const builder = new ScopeBuilder(file);
  return builder.build();
}

class ScopeBuilder {
  readonly #module: Scope;
  readonly #bindings: Binding[] = [];
  readonly #mentions: { node: ts.Identifier; scope: Scope }[] = [];
  readonly #nodes = new Map<ts.SyntaxKind, ts.Node[]>();
  readonly #declared = new Map<ts.Node, Binding>();
  readonly #redeclared: ts.Identifier[] = [];

  constructor(file: ts.SourceFile) {
    this.#module = { node: file, parent: undefined, isFunction: true, names: new Map() };
  }

  build(): ScopeTable {
    this.#visit(this.#module.node, this.#module);
    const byNode = new Map<ts.Node, Reference>();
    const unbound: Reference[] = [];
    for (const { node, scope } of this.#mentions) {
      const reference: Reference = { node, binding: lookUp(scope, node.text), write: writeOf(node) };
      byNode.set(node, reference);
      if (reference.binding === undefined) unbound.push(reference);
      else reference.binding.references.push(reference);
    }
    const nodes = this.#nodes;
    const declared = this.#declared;
    return {
      module: this.#module,
      bindings: this.#bindings,
      unbound,
      redeclared: this.#redeclared,
      referenceOf: (node) => byNode.get(node),
      declaredBy: (name) => declared.get(name),
      nodes: (kind) => nodes.get(kind) ?? [],
    };
  }

  #declare(name: ts.Node, kind: BindingKind, scope: Scope): void {
    if (!ts.isIdentifier(name) || name.text === 'this') return;
    let target = scope;
    if (kind === 'var') while (!target.isFunction && target.parent !== undefined) target = target.parent;
    const known = target.names.get(name.text);
    if (known !== undefined) {
      if (clashes(known, kind, target)) this.#redeclared.push(name);
      known.declarations.push(name);
      this.#declared.set(name, known);
      return;
    }
    const binding: Binding = {
      name: name.text,
      kind,
      declarations: [name],
      scope: target,
      references: [],
    };
    target.names.set(name.text, binding);
    this.#bindings.push(binding);
    this.#declared.set(name, binding);
  }

  #declarePattern(name: ts.BindingName, kind: BindingKind, scope: Scope): void {
    if (ts.isIdentifier(name)) {
      this.#declare(name, kind, scope);
      return;
    }
    for (const element of name.elements) {
      if (ts.isBindingElement(element)) this.#declarePattern(element.name, kind, scope);
    }
  }

  #visit(node: ts.Node, scope: Scope): void {
    const list = this.#nodes.get(node.kind);
    if (list === undefined) this.#nodes.set(node.kind, [node]);
    else list.push(node);
    if (ts.isIdentifier(node)) {
      if (isMention(node)) this.#mentions.push({ node, scope });
      return;
    }
    let inner = scope;
    if (opensScope(node)) {
      inner = { node, parent: scope, isFunction: isFunctionScope(node), names: new Map() };
    }
    this.#declareAt(node, scope, inner);
    forEachLive(node, (child) => this.#visit(child, inner));
  }

  #declareAt(node: ts.Node, outer: Scope, inner: Scope): void {
    if (ts.isVariableDeclaration(node)) {
      if (ts.isCatchClause(node.parent)) this.#declarePattern(node.name, 'catch', outer);
      else this.#declarePattern(node.name, variableKind(node.parent), outer);
    } else if (ts.isParameter(node)) {
      this.#declarePattern(node.name, 'param', outer);
    } else if (ts.isFunctionDeclaration(node)) {
      if (node.name !== undefined) this.#declare(node.name, 'function', outer);
    } else if (ts.isClassDeclaration(node)) {
      if (node.name !== undefined) this.#declare(node.name, 'class', outer);
    } else if (ts.isFunctionExpression(node) && node.name !== undefined) {
      this.#declare(node.name, 'function', inner);
    } else if (ts.isClassExpression(node) && node.name !== undefined) {
      this.#declare(node.name, 'class', inner);
    } else if (ts.isEnumDeclaration(node)) {
      this.#declare(node.name, 'enum', outer);
    } else if (ts.isModuleDeclaration(node)) {
      if (hasValues(node)) this.#declare(node.name, 'namespace', outer);
    } else if (ts.isImportClause(node)) {
      if (node.name !== undefined) this.#declare(node.name, 'import', outer);
    } else if (
      ts.isImportSpecifier(node) ||
      ts.isNamespaceImport(node) ||
      ts.isImportEqualsDeclaration(node)
    ) {
      this.#declare(node.name, 'import', outer);
    }
  }
}

function variableKind(list: ts.Node): BindingKind {
  if ((list.flags & ts.NodeFlags.Let) !== 0) return 'let';
  // `const`, `using` and `await using` share a bit: none of them can be assigned again.
  return (list.flags & ts.NodeFlags.BlockScoped) === 0 ? 'var' : 'const';
}

function lookUp(scope: Scope, name: string): Binding | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const binding = at.names.get(name);
    if (binding !== undefined) return binding;
  }
  return undefined;
}

/** Function parameters, and `var`s of the body, share the function's scope; its block opens none. */
function opensScope(node: ts.Node): boolean {
  if (ts.isBlock(node)) return !isFunctionNode(node.parent) && !ts.isClassStaticBlockDeclaration(node.parent);
  return (
    isFunctionNode(node) ||
    ts.isForStatement(node) ||
    ts.isForOfStatement(node) ||
    ts.isForInStatement(node) ||
    ts.isCaseBlock(node) ||
    ts.isCatchClause(node) ||
    ts.isClassExpression(node) ||
    ts.isClassStaticBlockDeclaration(node) ||
    ts.isModuleBlock(node)
  );
}

function isFunctionScope(node: ts.Node): boolean {
  return isFunctionNode(node) || ts.isClassStaticBlockDeclaration(node) || ts.isModuleBlock(node);
}

/** A namespace of types only leaves nothing behind. */
export function hasValues(node: ts.ModuleDeclaration): boolean {
  if (node.body === undefined) return false;
  if (ts.isModuleDeclaration(node.body)) return hasValues(node.body);
  return ts.isModuleBlock(node.body) && node.body.statements.some((one) => !isErased(one));
}

function clashes(known: Binding, kind: BindingKind, scope: Scope): boolean {
  const merges: readonly BindingKind[] = ['namespace', 'enum'];
  if (merges.includes(kind) || merges.includes(known.kind)) return false;
  const loose: readonly BindingKind[] = ['var', 'param', 'function', 'catch'];
  if (!loose.includes(kind) || !loose.includes(known.kind)) return true;
  // Only the top of a function body lets a function be declared again; modules and blocks do not.
  return (kind === 'function' || known.kind === 'function') && !isFunctionNode(scope.node);
}

/** Is the identifier a value that is read or written by name. */
function isMention(node: ts.Identifier): boolean {
  const { parent } = node;
  switch (parent.kind) {
    case K.PropertyAccessExpression:
      return (parent as ts.PropertyAccessExpression).expression === node;
    case K.PropertyAssignment:
      return (parent as ts.PropertyAssignment).initializer === node;
    case K.BindingElement:
      return (parent as ts.BindingElement).initializer === node;
    case K.VariableDeclaration:
    case K.Parameter:
    case K.PropertyDeclaration:
    case K.EnumMember:
      return (parent as ts.VariableDeclaration).initializer === node;
    case K.ExportSpecifier: {
      const specifier = parent as ts.ExportSpecifier;
      return (
        specifier.parent.parent.moduleSpecifier === undefined &&
        (specifier.propertyName ?? specifier.name) === node
      );
    }
    case K.ImportEqualsDeclaration:
      return (parent as ts.ImportEqualsDeclaration).moduleReference === node;
    case K.QualifiedName:
      return (parent as ts.QualifiedName).left === node;
    case K.MethodDeclaration:
    case K.GetAccessor:
    case K.SetAccessor:
    case K.FunctionDeclaration:
    case K.FunctionExpression:
    case K.ClassDeclaration:
    case K.ClassExpression:
    case K.EnumDeclaration:
    case K.ModuleDeclaration:
    case K.ImportClause:
    case K.ImportSpecifier:
    case K.NamespaceImport:
    case K.NamespaceExport:
    case K.LabeledStatement:
    case K.BreakStatement:
    case K.ContinueStatement:
    case K.MetaProperty:
    case K.ImportAttribute:
      return false;
    default:
      return true;
  }
}

function writeOf(node: ts.Identifier): Reference['write'] {
  let at: ts.Node = node;
  for (;;) {
    const { parent } = at;
    if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
      return parent.operator === K.PlusPlusToken || parent.operator === K.MinusMinusToken ? 'update' : 'none';
    }
    if (ts.isBinaryExpression(parent) && parent.left === at) {
      if (parent.operatorToken.kind === K.EqualsToken) return 'assign';
      return isAssignment(parent.operatorToken.kind) ? 'update' : 'none';
    }
    if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) {
      return parent.initializer === at ? 'assign' : 'none';
    }
    if (!isPatternPart(parent, at)) return 'none';
    at = parent;
  }
}

/** Does `at` stand where a destructuring assignment would write. */
function isPatternPart(parent: ts.Node, at: ts.Node): boolean {
  if (ts.isPropertyAssignment(parent)) return parent.initializer === at;
  if (ts.isShorthandPropertyAssignment(parent)) return parent.name === at;
  return (
    ts.isObjectLiteralExpression(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isSpreadElement(parent) ||
    ts.isSpreadAssignment(parent) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isNonNullExpression(parent) ||
    ts.isAsExpression(parent)
  );
}
