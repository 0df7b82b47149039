import { ts } from 'ts-morph';
import { closureOf, classNamed, membersNamed } from '../method-closure.ts';
import {
  ancestor,
  type FunctionNode,
  isAccess,
  isFunctionNode,
  isLoop,
  isWithin,
  placeOfRange,
  shown,
  unwrap,
  walkLive,
} from '../node.ts';
import { hasOwnMember } from '../own-member.ts';
import { type Asked, bindingsOf, mentions, type Related, soughtIn, spread, testsOf } from '../relation.ts';
import { type Breach, listed, type Rule } from '../rule.ts';
import { recursesOverAll } from '../recursion.ts';
import { scanOf, type Scan } from '../scan.ts';
import type { Source } from '../source.ts';
import { wholeOf } from '../whole.ts';

export const noLinearSearch: Rule<'no-linear-search'> = {
  id: 'no-linear-search',
  sentence: ({ of, methods }) => ({
    en: `${listed(methods).en.replace(/ or (?=[^ ]*$)/, ' and ')} of \`${of}\` do not look through all elements.`,
    zh: `\`${of}\` 的 ${listed(methods).zh} 不逐个查看所有元素。`,
  }),
  why: {
    en: 'A search through everything is slow exactly when it matters: when there is much in it.',
    zh: '逐个查找恰恰在最要紧的时候最慢：元素多的时候。',
  },
  *check({ of, methods }, source) {
    const owner = classNamed(of, source);
    if (owner === undefined) return;
    const whole = wholeOf(of, source);
    const roots = methods.flatMap((name) => membersNamed(owner, name, source));
    const reached = closureOf(roots, source);
    for (const one of reached)
      yield* searchesIn(one, { sought: soughtIn(one, source, reached), whole, source });
  },
};

function* searchesIn(node: FunctionNode, asked: Asked): Iterable<Breach> {
  if (node.body === undefined) return;
  const { whole, source } = asked;
  const breaches: Breach[] = [];
  walkLive(node.body, (at) => {
    if (ts.isCallExpression(at) && isSearchCall(at, asked))
      breaches.push(breachOf(at.expression, at.expression));
    if (isLoop(at)) {
      const scan = scanOf(at, whole, source);
      if (scan !== undefined && isSearch(scan, asked)) breaches.push(loopBreach(at, source));
    }
  });
  yield* breaches;
  if (recursesOverAll(node, asked)) yield breachOf(node.name ?? node, node.name ?? node);
}

function breachOf(at: ts.Node | Breach['at'], what: ts.Node): Breach {
  return {
    at,
    message: {
      en: `\`${shown(what)}\` looks through all elements, one by one.`,
      zh: `\`${shown(what)}\` 在逐个查看所有元素。`,
    },
    hint: {
      en: 'Go straight to the part that can hold the value: the bucket or slot of its hash, the branch of the tree, the link in the index.',
      zh: '直接去可能放着这个值的地方：哈希对应的桶或槽、树的某个分支、索引里的链接。',
    },
  };
}

/** The head of the loop is enough to see which one is meant. */
function loopBreach(loop: ts.IterationStatement, source: Source): Breach {
  const start = loop.getStart(source.file);
  const end = ts.isDoStatement(loop) ? start + 'do'.length : loop.statement.getFullStart();
  const what = ts.isForOfStatement(loop) || ts.isForInStatement(loop) ? loop.expression : undefined;
  const at = placeOfRange(source.file, start, end);
  if (what !== undefined) return breachOf(at, what);
  return {
    ...breachOf(at, loop),
    message: { en: 'This loop looks through all elements, one by one.', zh: '这个循环在逐个查看所有元素。' },
  };
}

const FINDS = /^(?:indexOf|lastIndexOf|includes|find|findIndex|findLast|findLastIndex)$/;
const TESTS = /^(?:some|every|filter|forEach|map|flatMap|reduce|reduceRight)$/;

function isSearchCall(node: ts.CallExpression, asked: Asked): boolean {
  const { source, whole } = asked;
  const callee = unwrap(node.expression);
  if (!isAccess(callee)) return false;
  const borrowed = borrowedMethod(callee, source);
  const [first, second] = node.arguments;
  if (borrowed !== undefined) return first !== undefined && FINDS.test(borrowed) && whole.isWhole(first);
  const key = source.evaluation.accessKeys(callee)?.find((one) => FINDS.test(one) || TESTS.test(one));
  if (key === undefined || isOwnMethod(callee, source)) {
    return key === 'forEach' && whole.isOwner(callee.expression) && testsSought(first, 0, asked);
  }
  if (!whole.isWhole(callee.expression) || isDeclaredBy(callee, key, source)) return false;
  if (FINDS.test(key)) return true;
  return testsSought(
    key.startsWith('reduce') ? first : (first ?? second),
    key.startsWith('reduce') ? 1 : 0,
    asked,
  );
}

/** `indexOf` of `Array.prototype.indexOf.call(…)`. */
function borrowedMethod(callee: ts.Node, source: Source): string | undefined {
  for (const value of source.evaluation.evaluate(callee)) {
    const match = value.kind === 'global' ? /\.prototype\.(\w+)\.(?:call|apply)$/.exec(value.path) : null;
    if (match?.[1] !== undefined) return match[1];
  }
  return undefined;
}

function isOwnMethod(callee: ts.Node, source: Source): boolean {
  return source.evaluation.evaluate(callee).some((one) => one.kind === 'function');
}

/** A member that the file declares is judged by its own body. */
function isDeclaredBy(callee: ts.Node, key: string, source: Source): boolean {
  const read = source.readAt(callee);
  return read !== undefined && hasOwnMember(read, key, source);
}

/** Does a callback hold its element against what the method was asked for. */
function testsSought(callback: ts.Expression | undefined, position: number, asked: Asked): boolean {
  if (callback === undefined) return false;
  const inner = unwrap(callback);
  if (!isFunctionNode(inner) || inner.body === undefined)
    return mentions(callback, asked.sought, asked.source);
  const parameter = inner.parameters[position];
  if (parameter === undefined) return false;
  const element: Related = { bindings: new Set(bindingsOf(parameter.name, asked.source)), nodes: new Set() };
  spread(inner.body, element, asked.source);
  return testsOf(inner.body, element, asked).length > 0;
}

/** A scan that holds elements against what is sought, and ends or notes when it meets it. */
function isSearch(scan: Scan, asked: Asked): boolean {
  const { loop, element } = scan;
  spread(loop, element, asked.source);
  return testsOf(loop, element, asked).some(
    (test) => isInCondition(test, loop) || endsAt(test, loop) || notesAt(test, loop, asked),
  );
}

/** `while (i < n && !equals(items[i], value)) i++`. */
function isInCondition(test: ts.Node, loop: ts.IterationStatement): boolean {
  if (ts.isForStatement(loop)) return loop.condition !== undefined && isWithin(test, loop.condition);
  if (ts.isWhileStatement(loop) || ts.isDoStatement(loop)) return isWithin(test, loop.expression);
  return false;
}

function endsAt(test: ts.Node, loop: ts.Node): boolean {
  let ends = false;
  walkLive(loop, (node) => {
    if (ts.isReturnStatement(node) || ts.isBreakStatement(node)) ends = true;
    return !ends && (node === loop || !isFunctionNode(node) || isWithin(test, node));
  });
  return ends;
}

/** `found = true` behind the test, or `found ||= test`, where the name lives outside the loop. */
function notesAt(test: ts.Node, loop: ts.Node, asked: Asked): boolean {
  const place = ancestor(test, (at): at is ts.Statement => ts.isStatement(at));
  if (place === undefined || !isWithin(place, loop)) return false;
  let notes = false;
  walkLive(place, (node) => {
    const reference = ts.isIdentifier(node) ? asked.source.scopes.referenceOf(node) : undefined;
    const [name] = reference?.binding?.declarations ?? [];
    if (reference !== undefined && reference.write !== 'none' && name !== undefined && !isWithin(name, loop))
      notes = true;
  });
  return notes;
}
