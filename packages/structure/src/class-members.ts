import { ts } from 'ts-morph';
import { nameKeys } from './binding-values.ts';
import type { Evaluation } from './evaluation.ts';
import type { ClassNode } from './node.ts';

const known = new WeakMap<ClassNode, ReadonlyMap<string, readonly ts.ClassElement[]>>();
const NONE: readonly ts.ClassElement[] = [];

/** The members a class declares under a name: both accessors, overloads, static ones and others. */
export function membersOf(node: ClassNode, key: string, evaluation: Evaluation): readonly ts.ClassElement[] {
  let members = known.get(node);
  if (members === undefined) {
    members = indexOf(node, evaluation);
    known.set(node, members);
  }
  return members.get(key) ?? NONE;
}

function indexOf(node: ClassNode, evaluation: Evaluation): ReadonlyMap<string, readonly ts.ClassElement[]> {
  const index = new Map<string, ts.ClassElement[]>();
  for (const member of node.members) {
    const keys = member.name === undefined ? [] : (nameKeys(member.name, evaluation) ?? []);
    for (const key of keys) {
      const list = index.get(key);
      if (list === undefined) index.set(key, [member]);
      else list.push(member);
    }
  }
  return index;
}

/** The parameter of a constructor that declares a field of this name. */
export function parameterProperty(node: ClassNode, key: string): ts.ParameterDeclaration | undefined {
  const maker = node.members.find((one) => ts.isConstructorDeclaration(one) && one.body !== undefined);
  if (maker === undefined || !ts.isConstructorDeclaration(maker)) return undefined;
  return maker.parameters.find(
    (one) =>
      ts.isParameterPropertyDeclaration(one, maker) && ts.isIdentifier(one.name) && one.name.text === key,
  );
}
