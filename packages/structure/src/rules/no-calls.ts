import { ts } from 'ts-morph';
import { consumer, isAccess, isCall, shown, unwrap } from '../node.ts';
import { isOnlyLookedAt, type PropertyRead } from '../property-read.ts';
import { type Breach, listed, type Rule } from '../rule.ts';
import type { Source } from '../source.ts';
import { hasOwnMember } from '../own-member.ts';
import { escapesOf } from './escape.ts';
import { NAME_IT } from './reach.ts';

export const noCalls: Rule<'no-calls'> = {
  id: 'no-calls',
  sentence: ({ calls }) => ({
    en: `${listed(calls).en} is not called.`,
    zh: `不调用 ${listed(calls).zh}。`,
  }),
  why: {
    en: 'The kata asks for another way: these calls would do its work, or hide its cost.',
    zh: '本题要求换一种做法：这些调用要么替你做完了题目，要么掩盖了真实的代价。',
  },
  *check({ calls }, source) {
    const methods = calls.filter((one) => one.startsWith('.')).map((one) => one.slice(1));
    const paths = calls.filter((one) => !one.startsWith('.'));
    yield* methodReads(methods, source);
    if (paths.length > 0) yield* functionUses(paths, source);
  },
};

function breachOf(at: ts.Node, name: string): Breach {
  return {
    at,
    message: { en: `\`${name}\` is used here.`, zh: `这里用到了 \`${name}\`。` },
    hint: { en: `Find a way without \`${name}\`.`, zh: `换一种不用 \`${name}\` 的写法。` },
  };
}

function* methodReads(methods: readonly string[], source: Source): Iterable<Breach> {
  if (methods.length === 0) return;
  for (const read of source.reads) {
    const name = read.keys?.find((key) => methods.includes(key));
    if (name === undefined || isTarget(read.node) || isOnlyLookedAt(read.node)) continue;
    if (hasOwnMember(read, name, source)) continue;
    yield breachOf(placeOfRead(read), `.${name}`);
  }
}

/** The name is what to point at; the chain before it may span many lines. */
function placeOfRead(read: PropertyRead): ts.Node {
  return ts.isPropertyAccessExpression(read.node) ? read.node.name : read.node;
}

function isTarget(node: ts.Node): boolean {
  const use = consumer(node);
  return (
    ts.isBinaryExpression(use) &&
    use.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    unwrap(use.left) === node
  );
}

function* functionUses(paths: readonly string[], source: Source): Iterable<Breach> {
  const holders = [
    ...new Set(paths.filter((one) => one.includes('.')).map((one) => one.slice(0, one.lastIndexOf('.')))),
  ];
  for (const { node } of source.scopes.unbound) {
    if (paths.includes(node.text) && !isOnlyLookedAt(node)) yield breachOf(node, node.text);
    if (node.text === 'eval' || (node.text === 'Function' && isCall(consumer(node))))
      yield breachOf(node, node.text);
  }
  for (const read of source.reads) yield* pathReads(read, paths, holders);
  for (const at of escapesOf(source, ['', ...holders.filter(isNamespace)])) {
    yield { ...breachOf(at, shown(at)), hint: NAME_IT };
  }
  yield* importedUses(paths, source);
}

/** Objects that only hold functions; classes are passed around for other reasons. */
function isNamespace(path: string): boolean {
  return ['JSON', 'Atomics', 'Reflect', 'Math', 'process', 'console', 'Intl'].includes(path);
}

function* pathReads(
  read: PropertyRead,
  paths: readonly string[],
  holders: readonly string[],
): Iterable<Breach> {
  if (isTarget(read.node)) return;
  for (const base of read.bases) {
    if (base.kind !== 'global') continue;
    if (read.keys === undefined) {
      if (base.path === '' || holders.includes(base.path)) {
        yield { ...breachOf(read.node, shown(read.node)), hint: NAME_IT };
      }
      continue;
    }
    const prefix = base.path === '' ? '' : `${base.path}.`;
    const path = read.keys.map((key) => prefix + key).find((one) => paths.includes(one));
    if (path !== undefined && !isOnlyLookedAt(read.node)) yield breachOf(read.node, path);
  }
}

/** `import { setTimeout } from 'node:timers'` and `import { exit } from 'node:process'`. */
function* importedUses(paths: readonly string[], source: Source): Iterable<Breach> {
  for (const binding of source.scopes.bindings) {
    const [name] = binding.declarations;
    if (binding.kind !== 'import' || name === undefined) continue;
    for (const value of source.evaluation.binding(binding)) {
      const path = value.kind === 'import' ? value.name : value.kind === 'global' ? value.path : '';
      if (paths.includes(path)) yield breachOf(name.parent, path);
    }
  }
  for (const read of source.reads) {
    const path = read.keys?.find((key) => paths.includes(key));
    if (path === undefined || !isAccess(read.node)) continue;
    if (read.bases.some((one) => one.kind === 'import' && one.name === '*')) yield breachOf(read.node, path);
  }
}
