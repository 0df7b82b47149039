import { baseClass } from './member-values.ts';
import type { ClassNode } from './node.ts';
import type { PropertyRead } from './property-read.ts';
import type { Source } from './source.ts';
import type { Value } from './value.ts';

/** Is the property one that the file declares itself: its own `sort` is not the platform's. */
export function hasOwnMember(read: PropertyRead, name: string, source: Source): boolean {
  if (read.bases.length > 0 && read.bases.every((one) => declares(one, name, source))) return true;
  if (read.base === undefined) return false;
  const shape = source.typing.shapeOf(read.base);
  if (shape.is === 'class') return classDeclares(shape.node, name, source);
  return shape.is === 'members' && shape.of.some((one) => one.name?.getText() === name);
}

function declares(value: Value, name: string, source: Source): boolean {
  switch (value.kind) {
    case 'instance':
    case 'prototype':
      return classDeclares(value.of, name, source);
    case 'class':
      return classDeclares(value.node, name, source);
    case 'object':
      return value.node.properties.some((one) => one.name?.getText() === name);
    default:
      return false;
  }
}

function classDeclares(node: ClassNode, name: string, source: Source): boolean {
  if (node.members.some((one) => one.name?.getText() === name)) return true;
  const base = baseClass(node, source.evaluation);
  return base !== undefined && classDeclares(base, name, source);
}
