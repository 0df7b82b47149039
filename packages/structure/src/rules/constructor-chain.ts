import { ts } from 'ts-morph';
import { consumer, isAccess, isCall, unwrap, wrapped } from '../node.ts';
import { isOnlyLookedAt, type PropertyRead } from '../property-read.ts';
import type { Breach } from '../rule.ts';
import type { Source } from '../source.ts';
import type { Value } from '../value.ts';

const K = ts.SyntaxKind;

/**
 * `x.constructor` of anything but an object of the file's own classes: it is the class behind a value, and the
 * constructor of a function makes code of text.
 */
export function* constructorReads(source: Source): Iterable<Breach> {
  for (const read of source.reads) {
    if (read.keys === undefined) {
      if (isHiddenRead(read, source)) yield breachOf(read.node);
    } else if (read.keys.includes('constructor') && !isOwn(read, source) && !isNameOnly(read)) {
      yield breachOf(read.node);
    }
  }
}

function breachOf(at: ts.Node): Breach {
  return {
    at,
    message: {
      en: 'The constructor behind a value is taken; it leads to the builtins.',
      zh: '取出了某个值背后的构造函数，由此可以走到内建类型。',
    },
    hint: {
      en: 'Name the class you mean. In a method of your class, `this.constructor` is fine.',
      zh: '请直接写出你要用的类名；在自己的类的方法里可以用 `this.constructor`。',
    },
  };
}

function isOwn(read: PropertyRead, source: Source): boolean {
  if (read.bases.length > 0 && read.bases.every(isOwnValue)) return true;
  return read.base !== undefined && source.typing.shapeOf(read.base).is === 'class';
}

function isOwnValue(value: Value): boolean {
  return value.kind === 'instance' || value.kind === 'prototype' || hasOwnConstructor(value);
}

/** `{ constructor: … }` is a property like any other. */
function hasOwnConstructor(value: Value): boolean {
  return (
    value.kind === 'object' &&
    value.node.properties.some(
      (one) => one.name !== undefined && ts.isIdentifier(one.name) && one.name.text === 'constructor',
    )
  );
}

/** Compared, or asked for its name: the constructor itself goes nowhere. */
function isNameOnly(read: PropertyRead): boolean {
  if (read.form !== 'access') return false;
  if (isOnlyLookedAt(read.node)) return true;
  const use = consumer(read.node);
  return ts.isPropertyAccessExpression(use) && use.name.text === 'name';
}

/** A computed name on something that has a way out, or one made of text whose result is called. */
function isHiddenRead(read: PropertyRead, source: Source): boolean {
  const key = read.key === undefined ? undefined : source.typing.shapeOf(read.key).is;
  if (key === 'number' || key === 'names' || key === 'boolean' || key === 'symbol') return false;
  if (read.bases.some((one) => hasWayOut(one)))
    return read.form !== 'reflect' || read.key !== undefined || isForeign(read);
  return key === 'string' && read.form === 'access' && isCalled(read.node);
}

function hasWayOut(value: Value): boolean {
  if (value.kind === 'function' || value.kind === 'class') return true;
  if (value.kind === 'result') return value.path.endsWith('getPrototypeOf');
  return value.kind === 'global' && /^(?:[A-Z]\w*|.*\.prototype)$/.test(value.path) && value.path !== 'Math';
}

function isForeign(read: PropertyRead): boolean {
  return read.bases.some((one) => one.kind === 'result' || one.kind === 'global');
}

function isCalled(node: ts.Node): boolean {
  const outer = wrapped(node);
  const use = outer.parent;
  if (isCall(use)) return unwrap(use.expression) === node;
  return isAccess(use) && isCalled(use);
}

const PROTOTYPE_CALLS = ['Object.getPrototypeOf', 'Reflect.getPrototypeOf'];

/** `Object.getPrototypeOf` of something that is not the file's own. */
export function* prototypeCalls(source: Source): Iterable<Breach> {
  for (const { node, path } of source.platformCalls) {
    if (!PROTOTYPE_CALLS.includes(path) || isOnlyLookedAt(node)) continue;
    const [target] = node.arguments ?? [];
    if (target !== undefined && (isOwnTarget(target, source) || isIterator(target, source))) continue;
    yield {
      at: node,
      message: {
        en: 'The prototype behind a value is taken; it leads to the builtins.',
        zh: '取出了某个值背后的原型，由此可以走到内建类型。',
      },
      hint: {
        en: 'Name the class you mean, and keep what you need in its fields.',
        zh: '请直接写出你要用的类名，把需要的东西放在它的字段里。',
      },
    };
  }
}

function isOwnTarget(target: ts.Expression, source: Source): boolean {
  const values = source.evaluation.evaluate(target);
  if (values.length > 0 && values.every(isOwnValue)) return true;
  return source.typing.shapeOf(target).is === 'class';
}

/** The prototype of iterators has no name before ES2025: it is taken from an iterator of an array or a generator. */
function isIterator(target: ts.Expression, source: Source): boolean {
  const inner = unwrap(target);
  if (!ts.isCallExpression(inner)) return false;
  const callee = unwrap(inner.expression);
  if (isAccess(callee)) {
    const keys = source.evaluation.accessKeys(callee) ?? [];
    if (keys.includes('[Symbol.iterator]') || keys.includes('values')) return true;
  }
  const values = source.evaluation.evaluate(callee);
  if (values.some((one) => one.kind === 'global' && PROTOTYPE_CALLS.includes(one.path))) {
    const [first] = inner.arguments;
    return first !== undefined && isIterator(first, source);
  }
  return values.some(
    (one) =>
      one.kind === 'function' && one.node.asteriskToken !== undefined && inner.kind === K.CallExpression,
  );
}
