import { ts } from 'ts-morph';
import { closureOf } from '../method-closure.ts';
import { consumer, type FunctionNode, isFunctionNode, unwrap } from '../node.ts';
import { type Breach, type Rule } from '../rule.ts';
import { isSharedView } from '../shared-view.ts';
import type { Source } from '../source.ts';

const K = ts.SyntaxKind;

/** Members of a view that touch no element. */
const HARMLESS =
  /^(?:length|buffer|byteLength|byteOffset|BYTES_PER_ELEMENT|subarray|constructor|\[Symbol\.toStringTag\])$/;

export const sharedThroughAtomics: Rule<'shared-through-atomics'> = {
  id: 'shared-through-atomics',
  sentence: ({ except = [] }) => ({
    en: `Shared memory is read and written through \`Atomics\` only${except.length === 0 ? '' : `, except in ${except.map((name) => `\`${name}\``).join(', ')}`}.`,
    zh: `共享内存只能通过 \`Atomics\` 读写${except.length === 0 ? '' : `（${except.map((name) => `\`${name}\``).join('、')} 中除外）`}。`,
  }),
  why: {
    en: 'A plain access may be torn, cached or moved by the compiler; only `Atomics` orders what one thread does for another.',
    zh: '普通访问可能被编译器缓存或重排；只有 `Atomics` 能让一个线程的操作在另一个线程看来是有序的。',
  },
  *check({ except = [] }, source) {
    const before = beforeSharing(except, source);
    for (const breach of plainAccesses(source)) {
      if (!isInside(breach.at as ts.Node, before)) yield breach;
    }
  },
};

function* plainAccesses(source: Source): Iterable<Breach> {
  for (const read of source.reads) {
    if (read.base === undefined || read.form === 'reflect' || !isSharedView(read.base, source)) continue;
    const isElement = read.keys === undefined || read.keys.some((key) => !HARMLESS.test(key));
    if (isElement) yield breachOf(read.node);
  }
  for (const node of source.scopes.nodes(K.ForOfStatement)) {
    const { expression } = node as ts.ForOfStatement;
    if (isSharedView(expression, source)) yield breachOf(expression);
  }
  for (const node of source.scopes.nodes(K.SpreadElement)) {
    if (isSharedView((node as ts.SpreadElement).expression, source)) yield breachOf(node);
  }
  for (const node of source.scopes.nodes(K.ArrayBindingPattern)) {
    const { parent } = node as ts.ArrayBindingPattern;
    if (!ts.isVariableDeclaration(parent) || parent.initializer === undefined) continue;
    if (isSharedView(parent.initializer, source)) yield breachOf(node);
  }
  yield* copies(source);
}

/** `Array.from(words)`, `new Int32Array(words)`, `Array.prototype.fill.call(words, 0)`. */
function* copies(source: Source): Iterable<Breach> {
  for (const kind of [K.CallExpression, K.NewExpression]) {
    for (const node of source.scopes.nodes(kind)) {
      const call = node as ts.CallExpression | ts.NewExpression;
      const callee = unwrap(call.expression);
      for (const argument of call.arguments ?? []) {
        if (!isSharedView(argument, source)) continue;
        const isCopy = source.evaluation
          .evaluate(callee)
          .some((value) => value.kind === 'global' && /(?:Array(?:\.|$)|^structuredClone$)/.test(value.path));
        if (isCopy) yield breachOf(argument);
      }
    }
  }
}

function breachOf(at: ts.Node): Breach {
  const use = consumer(at);
  const isWrite =
    ts.isBinaryExpression(use) &&
    unwrap(use.left) === at &&
    use.operatorToken.kind >= K.FirstAssignment &&
    use.operatorToken.kind <= K.LastAssignment;
  const shown = at.getText().split('\n', 1)[0] ?? '';
  return {
    at,
    message: {
      en: `\`${shown}\` ${isWrite ? 'writes' : 'touches'} shared memory without \`Atomics\`.`,
      zh: `\`${shown}\` 没有通过 \`Atomics\` ${isWrite ? '写' : '访问'}共享内存。`,
    },
    hint: isWrite
      ? { en: 'Use `Atomics.store(view, index, value)`.', zh: '改用 `Atomics.store(view, index, value)`。' }
      : { en: 'Use `Atomics.load(view, index)` and kin.', zh: '改用 `Atomics.load(view, index)` 等。' },
  };
}

/** The functions of these names, and those that only they call. */
function beforeSharing(names: readonly string[], source: Source): ReadonlySet<ts.Node> {
  const all: FunctionNode[] = FUNCTIONS.flatMap((kind) => source.scopes.nodes(kind).filter(isFunctionNode));
  const named = all.filter((node) => nameOf(node) !== undefined && names.includes(nameOf(node) ?? ''));
  const own = closureOf(named, source);
  const isOwn = (node: FunctionNode): boolean => own.has(node) || isInside(node, new Set(named));
  const others = closureOf(
    all.filter((node) => !isOwn(node)),
    source,
  );
  return new Set([...named, ...[...own].filter((node) => !others.has(node))]);
}

const FUNCTIONS: readonly ts.SyntaxKind[] = [
  K.FunctionDeclaration,
  K.FunctionExpression,
  K.ArrowFunction,
  K.MethodDeclaration,
  K.Constructor,
  K.GetAccessor,
  K.SetAccessor,
];

function nameOf(node: FunctionNode): string | undefined {
  if (ts.isConstructorDeclaration(node)) return undefined;
  if (node.name !== undefined) return node.name.getText();
  const { parent } = node;
  const isNamed =
    ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isPropertyAssignment(parent);
  return isNamed ? parent.name.getText() : undefined;
}

function isInside(node: ts.Node, functions: ReadonlySet<ts.Node>): boolean {
  return ts.findAncestor(node, (one) => functions.has(one)) !== undefined;
}
