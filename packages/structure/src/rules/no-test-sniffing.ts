import { ts } from 'ts-morph';
import { ancestor, isClassNode, isFunctionNode, isWithin } from '../node.ts';
import { isOnlyLookedAt, type PropertyRead } from '../property-read.ts';
import { type Breach, type Rule } from '../rule.ts';
import type { Source } from '../source.ts';
import type { Text } from '../text.ts';

const K = ts.SyntaxKind;

export const noTestSniffing: Rule<'no-test-sniffing'> = {
  id: 'no-test-sniffing',
  sentence: () => ({
    en: 'The source does not ask whether it is being graded.',
    zh: '代码不探测自己是否正在被评测。',
  }),
  why: {
    en: 'Code that behaves one way for its tests and another way for its users is worth nothing to either.',
    zh: '对测试一套、对用户另一套的代码，对谁都没有价值。',
  },
  *check(_spec, source) {
    for (const { node } of source.scopes.unbound) {
      if (isSniffed(node.text)) yield breachOf(node, node.text);
    }
    for (const read of source.reads) {
      yield* globalReads(read);
      if (read.keys?.includes('stack') === true && isOwnError(read, source))
        yield breachOf(read.node, 'Error.stack');
    }
    yield* stackCaptures(source);
    yield* imports(source);
  },
};

const NAMES: readonly string[] = [
  'process',
  'window',
  'document',
  'navigator',
  'Deno',
  'Bun',
  'require',
  'module',
  '__filename',
  '__dirname',
  'describe',
  'it',
  'test',
  'suite',
  'bench',
  'expect',
  'assert',
  'vi',
  'vitest',
  'jest',
  'mocha',
  'jasmine',
  'beforeEach',
  'afterEach',
  'beforeAll',
  'afterAll',
];

const HINT: Text = {
  en: 'Remove it. The solution needs nothing but its arguments and its own state.',
  zh: '删掉它。解答只需要自己的参数和自己的状态。',
};

function isSniffed(name: string): boolean {
  return NAMES.includes(name) || /vitest|jest|mocha|playwright|^__coverage/i.test(name);
}

function breachOf(at: ts.Node, name: string): Breach {
  return {
    at,
    message: {
      en: `\`${name}\` tells the code where it runs.`,
      zh: `\`${name}\` 会告诉代码自己运行在哪里。`,
    },
    hint: HINT,
  };
}

const META = ['env', 'vitest', 'url', 'filename', 'dirname', 'resolve', 'hot'];
const PATHS = ['Error.prepareStackTrace', 'Error.stackTraceLimit'];

function* globalReads(read: PropertyRead): Iterable<Breach> {
  for (const base of read.bases) {
    if (base.kind !== 'global') continue;
    if (base.path === 'import.meta') {
      const key = read.keys?.find((one) => META.includes(one));
      if (key !== undefined || read.keys === undefined)
        yield breachOf(read.node, `import.meta.${key ?? '…'}`);
    } else if (base.path === '') {
      const key = read.keys === undefined ? 'globalThis[…]' : read.keys.find(isSniffed);
      if (key !== undefined) yield breachOf(read.node, key);
    } else {
      const path = read.keys?.map((key) => `${base.path}.${key}`).find((one) => PATHS.includes(one));
      if (path !== undefined) yield breachOf(read.node, path);
    }
  }
}

/** The stack of an error that the code makes for itself; logging a caught error is honest. */
function isOwnError(read: PropertyRead, source: Source): boolean {
  if (read.bases.some((one) => one.kind === 'result' && one.path.endsWith('Error'))) return true;
  return read.base !== undefined && isThrownHere(read.base, source);
}

function isThrownHere(base: ts.Node, source: Source): boolean {
  const [name] = source.scopes.referenceOf(base)?.binding?.declarations ?? [];
  const clause = name?.parent.parent;
  if (clause === undefined || !ts.isCatchClause(clause)) return false;
  const body = clause.parent.tryBlock;
  return source.scopes.nodes(K.ThrowStatement).some((one) => isWithin(one, body));
}

/** `Error.captureStackTrace(this)` in the constructor of an error class is its documented use. */
function* stackCaptures(source: Source): Iterable<Breach> {
  for (const read of source.reads) {
    const isCapture = read.keys?.includes('captureStackTrace') === true;
    if (!isCapture || !read.bases.some((one) => one.kind === 'global' && one.path === 'Error')) continue;
    if (isOnlyLookedAt(read.node) || isErrorConstructor(read.node)) continue;
    yield breachOf(read.node, 'Error.captureStackTrace');
  }
}

function isErrorConstructor(node: ts.Node): boolean {
  const call = node.parent;
  const owner = ancestor(node, isFunctionNode);
  if (!ts.isCallExpression(call) || call.arguments[0]?.kind !== K.ThisKeyword || owner === undefined)
    return false;
  return (
    ts.isConstructorDeclaration(owner) &&
    isClassNode(owner.parent) &&
    owner.parent.heritageClauses !== undefined
  );
}

const MODULES =
  /^(?:node:)?(?:process|test|module|worker_threads|inspector|async_hooks|perf_hooks|vm|child_process|fs|fs\/promises|os)$|^(?:vitest|jest|@jest\/.*|@vitest\/.*|mocha|chai|std-env|is-ci|ci-info)$/;

function* imports(source: Source): Iterable<Breach> {
  for (const node of source.scopes.nodes(K.ImportDeclaration)) {
    const { moduleSpecifier } = node as ts.ImportDeclaration;
    if (!ts.isStringLiteral(moduleSpecifier) || !MODULES.test(moduleSpecifier.text)) continue;
    yield breachOf(moduleSpecifier, moduleSpecifier.text);
  }
}
