import { ts } from 'ts-morph';
import { nameKeys } from '../binding-values.ts';
import { ancestor, isAccess, shown, unwrap } from '../node.ts';
import { type Breach, type Rule } from '../rule.ts';
import type { Source } from '../source.ts';
import type { Text } from '../text.ts';
import { dictionaryAt, isDynamicKey, isSurelyDynamic } from './dictionary.ts';

const K = ts.SyntaxKind;

export const noDictionary: Rule<'no-dictionary'> = {
  id: 'no-dictionary',
  sentence: () => ({
    en: 'No plain object, array or `Record` serves as a dictionary.',
    zh: '不把普通对象、数组或 `Record` 当字典用。',
  }),
  why: {
    en: 'An object keyed by values is a hash map that someone else wrote, and it turns every key into text.',
    zh: '用值作键的对象就是别人写好的哈希表，而且会把每个键都变成字符串。',
  },
  *check(_spec, source) {
    yield* keyedAccesses(source);
    yield* computedNames(source);
    yield* inOperators(source);
    yield* dictionaryCalls(source);
    yield* ownKeyQuestions(source);
  },
};

const HINT: Text = {
  en: 'Hash the key to a number and address an array with it; fields with fixed names are fine.',
  zh: '把键哈希成数字，再用它定位数组；固定名字的字段没有问题。',
};

function breachOf(at: ts.Node, message: Text): Breach {
  return { at, message, hint: HINT };
}

/** `table[key]` with a key that is neither a number nor one of a fixed set of names. */
function* keyedAccesses(source: Source): Iterable<Breach> {
  for (const node of source.scopes.nodes(K.ElementAccessExpression)) {
    const { expression, argumentExpression } = node as ts.ElementAccessExpression;
    const dictionary = dictionaryAt(expression, source);
    const isKeyed =
      dictionary === undefined
        ? isSurelyDynamic(argumentExpression, source)
        : isDynamicKey(argumentExpression, source);
    if (!isKeyed || isGlobal(expression, source)) continue;
    yield breachOf(node, {
      en: `\`${shown(expression)}\` is looked up by the key \`${shown(argumentExpression)}\`, as in a dictionary.`,
      zh: `\`${shown(expression)}\` 被当作字典，用键 \`${shown(argumentExpression)}\` 来查。`,
    });
  }
}

/** A computed name on a global is another rule's matter. */
function isGlobal(node: ts.Node, source: Source): boolean {
  return source.evaluation.evaluate(node).some((one) => one.kind === 'global');
}

/** `{ [key]: value }` writes, and `const { [key]: value } = table` reads. */
function* computedNames(source: Source): Iterable<Breach> {
  for (const node of source.scopes.nodes(K.ComputedPropertyName)) {
    const { expression } = node as ts.ComputedPropertyName;
    const owner = node.parent;
    const isObject = ts.isObjectLiteralExpression(owner.parent) || ts.isObjectBindingPattern(owner.parent);
    if (!isObject || ancestor(node, ts.isEnumDeclaration) !== undefined) continue;
    if (nameKeys(node, source.evaluation) !== undefined || !isSurelyDynamic(expression, source)) continue;
    yield breachOf(node, {
      en: `A property gets its name from \`${shown(expression)}\`, as in a dictionary.`,
      zh: `属性名来自 \`${shown(expression)}\`，这就是字典的用法。`,
    });
  }
}

/** `key in table`. */
function* inOperators(source: Source): Iterable<Breach> {
  for (const node of source.scopes.nodes(K.BinaryExpression)) {
    const { left, right, operatorToken } = node as ts.BinaryExpression;
    if (operatorToken.kind !== K.InKeyword || ts.isPrivateIdentifier(left)) continue;
    const isKeyed =
      dictionaryAt(right, source) === undefined ? isSurelyDynamic(left, source) : isDynamicKey(left, source);
    if (!isKeyed) continue;
    yield breachOf(node, {
      en: `\`${shown(right)}\` is asked whether it has the key \`${shown(left)}\`.`,
      zh: `向 \`${shown(right)}\` 查询是否有键 \`${shown(left)}\`。`,
    });
  }
}

/** Position of the key among the arguments of functions that read, write or ask for a property. */
const KEYED_CALLS: Readonly<Record<string, number>> = {
  'Object.hasOwn': 1,
  'Object.defineProperty': 1,
  'Object.getOwnPropertyDescriptor': 1,
  'Reflect.has': 1,
  'Reflect.get': 1,
  'Reflect.set': 1,
  'Reflect.deleteProperty': 1,
  'Reflect.defineProperty': 1,
  'Reflect.getOwnPropertyDescriptor': 1,
  'Object.prototype.hasOwnProperty': 1,
  'Object.prototype.propertyIsEnumerable': 1,
  'Symbol.for': 0,
};

const MAKERS = ['Object.fromEntries', 'Object.groupBy'];
const LISTERS = [
  'Object.keys',
  'Object.values',
  'Object.entries',
  'Object.getOwnPropertyNames',
  'Reflect.ownKeys',
];

function* dictionaryCalls(source: Source): Iterable<Breach> {
  for (const { node, path } of source.platformCalls) {
    const [first] = node.arguments ?? [];
    const position = Object.hasOwn(KEYED_CALLS, path) ? KEYED_CALLS[path] : undefined;
    const key = position === undefined ? undefined : node.arguments?.[position];
    const isKeyed = key !== undefined && isSurelyDynamic(key, source);
    const isMade =
      MAKERS.includes(path) || (path === 'Object.create' && unwrap(first ?? node).kind === K.NullKeyword);
    const isListed =
      LISTERS.includes(path) && first !== undefined && dictionaryAt(first, source) !== undefined;
    if (!isKeyed && !isMade && !isListed) continue;
    yield breachOf(node, {
      en: `\`${path}\` makes or asks a dictionary.`,
      zh: `\`${path}\` 在创建或查询一个字典。`,
    });
  }
  for (const node of source.scopes.nodes(K.ForInStatement)) {
    const { expression } = node as ts.ForInStatement;
    if (dictionaryAt(expression, source) === undefined) continue;
    yield breachOf(expression, {
      en: `The keys of \`${shown(expression)}\` are listed, as in a dictionary.`,
      zh: `遍历了 \`${shown(expression)}\` 的键，这就是字典的用法。`,
    });
  }
}

/** `table.hasOwnProperty(key)`. */
function* ownKeyQuestions(source: Source): Iterable<Breach> {
  for (const node of source.scopes.nodes(K.CallExpression)) {
    const call = node as ts.CallExpression;
    const callee = unwrap(call.expression);
    if (!isAccess(callee) || call.arguments.length === 0) continue;
    const names = source.evaluation.accessKeys(callee) ?? [];
    if (!names.some((one) => one === 'hasOwnProperty' || one === 'propertyIsEnumerable')) continue;
    const [key] = call.arguments;
    if (key === undefined || !isDynamicKey(key, source)) continue;
    yield breachOf(node, {
      en: `\`${shown(callee.expression)}\` is asked whether it has the key \`${shown(key)}\`.`,
      zh: `向 \`${shown(callee.expression)}\` 查询是否有键 \`${shown(key)}\`。`,
    });
  }
}
