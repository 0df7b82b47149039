import { ts } from 'ts-morph';
import {
  ancestor,
  type ClassNode,
  isAccess,
  isCall,
  isClassNode,
  isFunctionNode,
  isStatic,
  unwrap,
  wrapped,
} from '../node.ts';
import type { Mutation } from '../mutation.ts';
import type { Binding } from '../scope.ts';
import type { Source } from '../source.ts';
import type { Value } from '../value.ts';

const K = ts.SyntaxKind;

/** Runs once, when the module is loaded: not inside a function, other than one that is called on the spot. */
function isModuleCode(node: ts.Node): boolean {
  for (let at = node; at.parent !== undefined; at = at.parent) {
    if (ts.isPropertyDeclaration(at) && !isStatic(at) && at !== node) return false;
    if (isFunctionNode(at) && !isCalledOnTheSpot(at)) return false;
  }
  return true;
}

function isCalledOnTheSpot(node: ts.Node): boolean {
  const outer = wrapped(node);
  return isCall(outer.parent) && outer.parent.expression === outer;
}

/** Belongs to the module: declared at its top, in a block there, or in a namespace; not inside any function. */
function isModuleLevel(binding: Binding): boolean {
  const [name] = binding.declarations;
  return name !== undefined && !isInsideFunction(name);
}

function isInsideFunction(node: ts.Node): boolean {
  return (
    ancestor(node, (at): at is ts.Node => isFunctionNode(at) || ts.isClassStaticBlockDeclaration(at)) !==
    undefined
  );
}

/** Module variables that functions assign to. */
export function* sharedVariables(source: Source): Iterable<ts.Node> {
  for (const binding of source.scopes.bindings) {
    const [name] = binding.declarations;
    if (name === undefined || binding.kind === 'import' || !isModuleLevel(binding)) continue;
    if (binding.references.some(({ node, write }) => write !== 'none' && !isModuleCode(node))) yield name;
  }
}

export interface SharedMutation {
  /** The declaration of what is shared. */
  readonly at: ts.Node;
  readonly name: string;
  readonly mutation: ts.Node;
}

/** Objects that the module makes once and functions change, and builtins that anything changes. */
export function* sharedMutations(source: Source): Iterable<SharedMutation> {
  for (const mutation of source.mutations) {
    const patched = patchedBuiltin(mutation, source);
    if (patched !== undefined) yield { at: mutation.node, name: patched, mutation: mutation.node };
    if (isModuleCode(mutation.node)) continue;
    const shared = sharedTarget(mutation, source);
    if (shared !== undefined) yield { ...shared, mutation: mutation.node };
  }
}

/** `Array.prototype.last = …`, `globalThis.cache = …`. */
function patchedBuiltin(mutation: Mutation, source: Source): string | undefined {
  if (mutation.how === 'call') return undefined;
  const [only, ...others] = source.evaluation.evaluate(mutation.target);
  if (only?.kind !== 'global' || others.length > 0) return undefined;
  return only.path === '' ? 'globalThis' : only.path;
}

interface SharedObject {
  readonly at: ts.Node;
  readonly name: string;
}

/** What a change goes to, where it is surely something the module made once. */
function sharedTarget(mutation: Mutation, source: Source): SharedObject | undefined {
  const root = rootOf(mutation.target);
  if (ts.isIdentifier(root)) {
    const binding = source.scopes.referenceOf(root)?.binding;
    if (binding !== undefined && isModuleLevel(binding) && binding.kind !== 'import') {
      return isShared(binding, mutation, source) ? declarationOf(binding, mutation, root) : undefined;
    }
  }
  const values = source.evaluation.evaluate(mutation.target);
  const [only] = values;
  if (values.length !== 1 || only === undefined) return undefined;
  const made = madeByModule(only, source);
  const field = only.kind === 'class' ? fieldOf(only.node, mutation.target.parent) : undefined;
  return made === undefined || field === undefined
    ? made
    : { at: field, name: `${made.name}.${field.getText()}` };
}

/** A static field is told by its own declaration, anything else by that of its name. */
function declarationOf(binding: Binding, mutation: Mutation, root: ts.Node): SharedObject {
  const [name] = binding.declarations;
  const access = unwrap(mutation.target) === root ? mutation.target.parent : root.parent;
  const owner = name?.parent;
  const field = owner !== undefined && isClassNode(owner) ? fieldOf(owner, access) : undefined;
  if (field !== undefined) return { at: field, name: `${binding.name}.${field.getText()}` };
  return { at: name ?? root, name: binding.name };
}

/** `a` of `a.b[c].d`. */
function rootOf(node: ts.Expression): ts.Node {
  let at = unwrap(node);
  while (isAccess(at)) at = unwrap(at.expression);
  return at;
}

function isShared(binding: Binding, mutation: Mutation, source: Source): boolean {
  const values = source.evaluation.binding(binding);
  if (binding.kind === 'function' || binding.kind === 'class')
    return mutation.how !== 'call' || isAccess(unwrap(mutation.target));
  if (values.some((one) => one.kind === 'result' && isHarmless(one, mutation))) return false;
  if (mutation.how !== 'call') return true;
  // A method of the file's own object changes it only if it says so; the platform's do by their names.
  return (
    !values.every((one) => one.kind === 'object' || one.kind === 'function') ||
    isAccess(unwrap(mutation.target))
  );
}

const SCRATCH = /^(?:ArrayBuffer|DataView|(?:Big)?(?:Int|Uint|Float)\d+(?:Clamped)?Array)$/;
const LARGEST_SCRATCH = 64;

/**
 * Two honest uses of mutable module objects: a `WeakMap` that holds private state per instance, and a few bytes in
 * which the bits of a number are looked at.
 */
function isHarmless(value: Value & { kind: 'result' }, mutation: Mutation): boolean {
  if (value.path === 'WeakMap' || value.path === 'WeakSet') return true;
  return SCRATCH.test(value.path) && mutation.how !== 'update' && isSmall(value.node);
}

function isSmall(node: ts.Node): boolean {
  const [size] = isCall(node) ? (node.arguments ?? []) : [];
  if (size === undefined) return true;
  return ts.isNumericLiteral(size) ? Number(size.text) <= LARGEST_SCRATCH : !ts.isPrefixUnaryExpression(size);
}

/** The declaration of a value that the module, or a static field, made once. */
function madeByModule(value: Value, source: Source): SharedObject | undefined {
  if (value.kind === 'class' || value.kind === 'function') {
    return isInsideFunction(value.node)
      ? undefined
      : { at: nameOf(value.node) ?? value.node, name: shownName(value.node) };
  }
  if (value.kind !== 'object' && value.kind !== 'array' && value.kind !== 'result') return undefined;
  if (value.kind === 'result' && !value.isNew && value.path !== 'Array' && value.path !== 'Array.from')
    return undefined;
  const { node } = value;
  if (isInsideFunction(node) || !isModuleCode(node) || source.file !== node.getSourceFile()) return undefined;
  const field = ancestor(node, ts.isPropertyDeclaration);
  if (field !== undefined && !isStatic(field)) return undefined;
  const variable = field ?? ancestor(node, ts.isVariableDeclaration);
  return { at: variable?.name ?? node, name: variable?.name.getText() ?? 'object' };
}

/** The declaration of the static field that an access names. */
function fieldOf(owner: ClassNode, access: ts.Node): ts.Node | undefined {
  if (!ts.isPropertyAccessExpression(access)) return undefined;
  return owner.members.find((one) => isStatic(one) && one.name?.getText() === access.name.text)?.name;
}

function nameOf(node: ts.Node): ts.Node | undefined {
  return isClassNode(node) || isFunctionNode(node) ? node.name : undefined;
}

function shownName(node: ts.Node): string {
  return (
    nameOf(node)?.getText() ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : 'class')
  );
}

/** Variables of a function that the module calls once, changed by functions that outlive the call. */
export function* sharedClosures(source: Source): Iterable<ts.Node> {
  const once = new Set<ts.Node>();
  for (const node of source.scopes.nodes(K.CallExpression)) {
    if (!isModuleCode(node) || isInsideFunction(node)) continue;
    for (const value of source.evaluation.evaluate((node as ts.CallExpression).expression)) {
      if (value.kind === 'function') once.add(value.node);
    }
  }
  for (const binding of source.scopes.bindings) {
    const [name] = binding.declarations;
    if (!once.has(binding.scope.node) || name === undefined) continue;
    const changed = binding.references.some(({ node, write }) => {
      const owner = ancestor(node, isFunctionNode);
      if (owner === undefined || owner === binding.scope.node || isCalledOnTheSpot(owner)) return false;
      return write !== 'none' || isChangedThrough(node, source);
    });
    if (changed) yield name;
  }
}

function isChangedThrough(node: ts.Node, source: Source): boolean {
  return source.mutations.some((one) => rootOf(one.target) === node);
}
