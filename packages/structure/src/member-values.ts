import { ts } from 'ts-morph';
import { nameKeys } from './binding-values.ts';
import { membersOf, parameterProperty } from './class-members.ts';
import { returnValues } from './call-values.ts';
import type { Evaluation } from './evaluation.ts';
import { type ClassNode, hasModifier, isErased, isStatic } from './node.ts';
import { global, union, UNKNOWNS, type Value, type Values } from './value.ts';

const K = ts.SyntaxKind;
const DEEPEST_PATH = 5;

/** What a property of a value may be; without keys, any of them. */
export function memberValues(
  value: Value,
  keys: readonly string[] | undefined,
  evaluation: Evaluation,
): Values {
  switch (value.kind) {
    case 'global':
      return keys === undefined ? UNKNOWNS : union(...keys.map((key) => ofGlobal(value.path, key)));
    case 'import':
      return keys === undefined
        ? UNKNOWNS
        : keys.map((key) => ({
            kind: 'import',
            module: value.module,
            name: value.name === '*' ? key : `${value.name}.${key}`,
          }));
    case 'object':
      return ofObject(value.node, keys, evaluation);
    case 'array':
      return ofArray(value.node, keys, evaluation);
    case 'class':
      return ofClass(value.node, keys, evaluation);
    case 'instance':
    case 'prototype':
      return ofInstance(value.of, keys, evaluation);
    default:
      return UNKNOWNS;
  }
}

function ofGlobal(path: string, key: string): Values {
  if (path === '') return [global(key)];
  return path.split('.').length < DEEPEST_PATH ? [{ kind: 'global', path: `${path}.${key}` }] : UNKNOWNS;
}

function ofObject(
  node: ts.ObjectLiteralExpression,
  keys: readonly string[] | undefined,
  evaluation: Evaluation,
): Values {
  const lists: Values[] = [];
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) {
      lists.push(...evaluation.evaluate(property.expression).map((one) => evaluation.member(one, keys)));
      continue;
    }
    const names = nameKeys(property.name, evaluation);
    if (keys !== undefined && names !== undefined && !names.some((one) => keys.includes(one))) continue;
    lists.push(propertyValues(property, evaluation));
  }
  for (const key of keys ?? []) {
    for (const { target, right } of evaluation.writesTo(key)) {
      const bases = evaluation.evaluate(target.expression);
      if (bases.some((one) => one.kind === 'object' && one.node === node))
        lists.push(evaluation.evaluate(right));
    }
  }
  return lists.length === 0 ? UNKNOWNS : union(...lists);
}

function propertyValues(property: ts.ObjectLiteralElementLike, evaluation: Evaluation): Values {
  if (ts.isPropertyAssignment(property)) return evaluation.evaluate(property.initializer);
  if (ts.isShorthandPropertyAssignment(property)) return evaluation.evaluate(property.name);
  if (ts.isMethodDeclaration(property)) return [{ kind: 'function', node: property }];
  return ts.isGetAccessor(property) ? returnValues(property, evaluation) : UNKNOWNS;
}

function ofArray(
  node: ts.ArrayLiteralExpression,
  keys: readonly string[] | undefined,
  evaluation: Evaluation,
): Values {
  const indexes = keys?.map(Number);
  if (indexes?.some((index) => !Number.isInteger(index)) ?? false) return UNKNOWNS;
  const chosen = indexes === undefined ? node.elements : indexes.map((index) => node.elements[index]);
  if (chosen.length === 0) return UNKNOWNS;
  return union(
    ...chosen.map((one) =>
      one === undefined || ts.isSpreadElement(one) ? UNKNOWNS : evaluation.evaluate(one),
    ),
  );
}

function ofClass(node: ClassNode, keys: readonly string[] | undefined, evaluation: Evaluation): Values {
  if (keys === undefined) return UNKNOWNS;
  if (keys.length === 1 && keys[0] === 'prototype') return [{ kind: 'prototype', of: node }];
  return union(...keys.map((key) => classMember(node, { key, isStatic: true }, evaluation)));
}

function ofInstance(node: ClassNode, keys: readonly string[] | undefined, evaluation: Evaluation): Values {
  if (keys === undefined) return UNKNOWNS;
  if (keys.length === 1 && keys[0] === 'constructor') return [{ kind: 'class', node }];
  return union(...keys.map((key) => classMember(node, { key, isStatic: false }, evaluation)));
}

interface MemberName {
  readonly key: string;
  readonly isStatic: boolean;
}

function classMember(node: ClassNode, name: MemberName, evaluation: Evaluation): Values {
  const lists: Values[] = [];
  const property = name.isStatic ? undefined : parameterProperty(node, name.key);
  const declared = property === undefined ? undefined : evaluation.scopes.declaredBy(property.name);
  if (declared !== undefined) lists.push(evaluation.binding(declared));
  for (const member of membersOf(node, name.key, evaluation)) {
    if (isStatic(member) !== name.isStatic || isErased(member)) continue;
    if (ts.isMethodDeclaration(member)) return [{ kind: 'function', node: member }];
    if (ts.isGetAccessor(member)) return returnValues(member, evaluation);
    if (!ts.isPropertyDeclaration(member)) continue;
    if (member.initializer !== undefined) lists.push(evaluation.evaluate(member.initializer));
    if (
      !name.key.startsWith('#') &&
      !hasModifier(member, K.PrivateKeyword) &&
      !hasModifier(member, K.ReadonlyKeyword)
    ) {
      lists.push(UNKNOWNS);
    }
  }
  lists.push(...fieldWrites(node, name, evaluation));
  if (lists.length > 0) return union(...lists);
  const base = baseClass(node, evaluation);
  return base === undefined ? UNKNOWNS : classMember(base, name, evaluation);
}

/** What the class assigns to its field, and what others do to one of its instances. */
function fieldWrites(node: ClassNode, name: MemberName, evaluation: Evaluation): Values[] {
  const lists: Values[] = [];
  for (const { target, right } of evaluation.writesTo(name.key)) {
    const bases = evaluation.evaluate(target.expression);
    const hits = bases.some((one) =>
      name.isStatic ? one.kind === 'class' && one.node === node : one.kind === 'instance' && one.of === node,
    );
    if (hits) lists.push(evaluation.evaluate(right));
  }
  return lists;
}

/** The class of this file that a class extends. */
export function baseClass(node: ClassNode, evaluation: Evaluation): ClassNode | undefined {
  const clause = node.heritageClauses?.find((one) => one.token === K.ExtendsKeyword);
  const base = clause?.types[0];
  if (base === undefined) return undefined;
  for (const value of evaluation.evaluate(base.expression)) {
    if (value.kind === 'class' && value.node !== node) return value.node;
  }
  return undefined;
}
