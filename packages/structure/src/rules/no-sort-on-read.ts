import { ts } from 'ts-morph';
import { hasOwnMember } from '../own-member.ts';
import { closureOf, classNamed, membersNamed } from '../method-closure.ts';
import {
  type AccessNode,
  type FunctionNode,
  isAccess,
  isFunctionNode,
  isLoop,
  isWithin,
  shown,
  unwrap,
  walkLive,
} from '../node.ts';
import { mentions, spread } from '../relation.ts';
import { type Breach, listed, type Rule } from '../rule.ts';
import { scanOf } from '../scan.ts';
import type { Source } from '../source.ts';
import { type Whole, wholeOf } from '../whole.ts';

const K = ts.SyntaxKind;

export const noSortOnRead: Rule<'no-sort-on-read'> = {
  id: 'no-sort-on-read',
  sentence: ({ of, methods }) => ({
    en: `${listed(methods).en.replace(/ or (?=[^ ]*$)/, ' and ')} of \`${of}\` sort nothing and copy nothing.`,
    zh: `\`${of}\` 的 ${listed(methods).zh} 既不排序，也不复制全部元素。`,
  }),
  why: {
    en: 'The order belongs into the structure. Sorting or copying at each read pays for it again and again, and shows an old state.',
    zh: '顺序应由数据结构本身维护。每次读取都排序或复制，代价一付再付，看到的还是旧状态。',
  },
  *check({ of, methods }, source) {
    const owner = classNamed(of, source);
    if (owner === undefined) return;
    const whole = wholeOf(of, source);
    const roots = methods.flatMap((name) => membersNamed(owner, name, source));
    for (const reached of closureOf(roots, source)) yield* copiesIn(reached, whole, source);
  },
};

function* copiesIn(node: FunctionNode, whole: Whole, source: Source): Iterable<Breach> {
  const breaches: Breach[] = [];
  if (node.body === undefined) return;
  walkLive(node.body, (at) => {
    if (isSort(at, source)) breaches.push(sorted(at));
    else if (isCollecting(at, { node, whole, source })) breaches.push(copied(at));
    else if (isCopy(at, whole, source)) breaches.push(copied(at));
  });
  yield* breaches;
}

const SORTS = ['sort', 'toSorted'];

function isSort(node: ts.Node, source: Source): boolean {
  if (ts.isCallExpression(node) && ts.isIdentifier(unwrap(node.expression)))
    return isSortByName(node, source);
  if (isAccess(node) && ts.isIdentifier(unwrap(node.expression)) && isSortByName(node, source)) return true;
  if (!isAccess(node)) return false;
  const key = source.evaluation.accessKeys(node)?.find((one) => SORTS.includes(one));
  if (key === undefined) return false;
  const read = source.readAt(node);
  return read === undefined || !hasOwnMember(read, key, source);
}

/** `sort(…)` and `sort.call(…)` of a `sort` that was taken from the platform before. */
function isSortByName(node: ts.CallExpression | AccessNode, source: Source): boolean {
  const values = source.evaluation.evaluate(node.expression);
  return values.some((one) => one.kind === 'global' && /\.prototype\.(?:sort|toSorted)$/.test(one.path));
}

function sorted(at: ts.Node): Breach {
  return {
    at: ts.isPropertyAccessExpression(at) ? at.name : at,
    message: { en: 'The elements are sorted when they are read.', zh: '读取时对元素进行了排序。' },
    hint: {
      en: 'Keep the order while you write: a linked list for insertion order; a balanced tree, a skip list or a B-tree for key order.',
      zh: '在写入时就维护顺序：插入顺序用链表，键的顺序用平衡树、跳表或 B 树。',
    },
  };
}

function copied(at: ts.Node): Breach {
  return {
    at: isLoop(at) ? (at.getFirstToken() ?? at) : at,
    message: {
      en: isLoop(at)
        ? 'This loop copies all elements before they are read.'
        : `\`${shown(at)}\` copies all elements.`,
      zh: isLoop(at) ? '这个循环在读取前复制了所有元素。' : `\`${shown(at)}\` 复制了所有元素。`,
    },
    hint: {
      en: 'Walk the structure itself, step by step: a generator that yields, or an iterator that remembers its node.',
      zh: '直接在结构上一步步走：用 `yield` 的生成器，或记住当前节点的迭代器。',
    },
  };
}

const COPY_METHODS = /^(?:slice|concat|filter|map|flat|flatMap|toReversed|toSpliced|with|toArray)$/;
const COPY_CALLS = [
  'Array.from',
  'Array.of',
  'Object.values',
  'Object.entries',
  'Object.keys',
  'structuredClone',
  'Object.assign',
  'Array',
];

function isCopy(node: ts.Node, whole: Whole, source: Source): boolean {
  if (ts.isSpreadElement(node))
    return ts.isArrayLiteralExpression(node.parent) && whole.isWhole(node.expression);
  if (isLoop(node)) return isCopyLoop(node, whole, source);
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return false;
  const [first, second] = node.arguments ?? [];
  const callee = unwrap(node.expression);
  for (const value of source.evaluation.evaluate(callee)) {
    if (value.kind === 'function' || value.kind === 'class') return false;
    if (value.kind !== 'global') continue;
    const isBorrowed = /\.prototype\.(?:slice|concat|map|filter)\.call$/.test(value.path);
    if (COPY_CALLS.includes(value.path) || isBorrowed) {
      return [first, second].some((one) => one !== undefined && whole.isWhole(unspread(one)));
    }
  }
  if (!isAccess(callee) || whole.isOwner(callee.expression)) return false;
  const key = source.evaluation.accessKeys(callee)?.[0];
  return (
    key !== undefined &&
    COPY_METHODS.test(key) &&
    whole.isWhole(callee.expression) &&
    isListLike(callee.expression, source)
  );
}

function unspread(node: ts.Expression): ts.Expression {
  return ts.isSpreadElement(node) ? node.expression : node;
}

/** `.with` and `.map` may be methods of an own class that is not resolved; of a list they copy. */
function isListLike(node: ts.Expression, source: Source): boolean {
  const shape = source.typing.shapeOf(node).is;
  return shape !== 'class' && shape !== 'members' && shape !== 'string' && shape !== 'number';
}

/** A walk over everything that pushes what it meets into a list made for it, which nobody pops again. */
function isCopyLoop(loop: ts.IterationStatement, whole: Whole, source: Source): boolean {
  const scan = scanOf(loop, whole, source);
  if (scan === undefined) return false;
  spread(loop, scan.element, source);
  let copies = false;
  walkLive(loop, (node) => {
    const kept = keptAt(node);
    if (kept === undefined || !isFreshList(kept.list, source)) return;
    if (kept.values.some((one) => mentions(one, scan.element, source))) copies = true;
  });
  return copies;
}

interface Reader {
  readonly node: FunctionNode;
  readonly whole: Whole;
  readonly source: Source;
}

/** `this.forEach((x) => all.push(x))`, and a walk down all branches that pushes into a list it was given. */
function isCollecting(at: ts.Node, reader: Reader): boolean {
  const { node, whole, source } = reader;
  if (!ts.isCallExpression(at)) return false;
  const callee = unwrap(at.expression);
  if (!ts.isPropertyAccessExpression(callee)) return false;
  if (callee.name.text === 'forEach') {
    const [callback] = at.arguments;
    return callback !== undefined && whole.isWhole(callee.expression) && pushesIntoFresh(callback, source);
  }
  if (callee.name.text !== 'push' || node.asteriskToken !== undefined) return false;
  const list = source.scopes.referenceOf(unwrap(callee.expression))?.binding;
  if (list === undefined || list.kind !== 'param' || list.scope.node !== node) return false;
  const inner = source.evaluation.callSites(node).calls.filter((one) => isWithin(one, node));
  return (
    inner.length > 1 || inner.some((one) => ts.findAncestor(one, (outer) => isLoop(outer)) !== undefined)
  );
}

function pushesIntoFresh(callback: ts.Node, source: Source): boolean {
  let pushes = false;
  walkLive(callback, (node) => {
    const kept = keptAt(node);
    if (kept !== undefined && isFreshList(kept.list, source)) pushes = true;
  });
  return pushes;
}

interface Kept {
  readonly list: ts.Expression;
  readonly values: readonly ts.Expression[];
}

/** `all.push(x)`, `all[n] = x`, `all = [...all, x]`. */
function keptAt(node: ts.Node): Kept | undefined {
  if (ts.isCallExpression(node)) {
    const callee = unwrap(node.expression);
    if (!ts.isPropertyAccessExpression(callee) || !/^(?:push|unshift)$/.test(callee.name.text))
      return undefined;
    return { list: callee.expression, values: node.arguments };
  }
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== K.EqualsToken) return undefined;
  const target = unwrap(node.left);
  if (ts.isElementAccessExpression(target)) return { list: target.expression, values: [node.right] };
  const value = unwrap(node.right);
  if (!ts.isIdentifier(target) || !ts.isArrayLiteralExpression(value)) return undefined;
  return { list: target, values: value.elements };
}

/** A list of this call, not a stack: what is pushed stays in it. */
function isFreshList(node: ts.Expression, source: Source): boolean {
  const binding = source.scopes.referenceOf(unwrap(node))?.binding;
  const [name] = binding?.declarations ?? [];
  if (binding === undefined || name === undefined || !ts.isVariableDeclaration(name.parent)) return false;
  const owner = ts.findAncestor(name, (at) => isFunctionNode(at));
  if (owner === undefined || name.parent.initializer?.kind !== K.ArrayLiteralExpression) return false;
  return !binding.references.some((one) => {
    const use = one.node.parent;
    return ts.isPropertyAccessExpression(use) && /^(?:pop|shift)$/.test(use.name.text);
  });
}
