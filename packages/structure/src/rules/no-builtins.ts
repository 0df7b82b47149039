import { ts } from 'ts-morph';
import { shown, unwrap, wrapped } from '../node.ts';
import type { PropertyRead } from '../property-read.ts';
import { type Breach, listed, type Rule } from '../rule.ts';
import type { Source } from '../source.ts';
import type { Value } from '../value.ts';
import { builtinImports } from './builtin-imports.ts';
import { constructorReads, prototypeCalls } from './constructor-chain.ts';
import { escapesOf } from './escape.ts';
import { BUILD_IT, CODE_MAKERS, COPIERS, EXITS, LOOKALIKES, MUST_BE_NAMED, NAME_IT, PATHS } from './reach.ts';

export const noBuiltins: Rule<'no-builtins'> = {
  id: 'no-builtins',
  sentence: ({ names }) => ({
    en: `The builtin ${listed(names).en} is not used, under whatever name it is reached.`,
    zh: `不使用内建的 ${listed(names).zh}，无论通过什么名字得到。`,
  }),
  why: {
    en: 'They are what this kata asks you to build.',
    zh: '它们正是本题要你亲手实现的东西。',
  },
  *check({ names }, source) {
    const ban = banOf(names);
    yield* unboundNames(ban, source);
    yield* escapes(source);
    for (const read of source.reads) {
      yield* globalReads(read, ban);
      yield* exits(read);
    }
    yield* constructorReads(source);
    yield* prototypeCalls(source);
    yield* builtinImports(source, names);
    yield* reflectedConstructions(source);
  },
};

/** What may not be reached, given the names of the rule. */
interface Ban {
  readonly names: readonly string[];
  /** Whether the names are collections, so that the platform's other dictionaries stand in for them. */
  readonly lookalikes: readonly string[];
}

function banOf(names: readonly string[]): Ban {
  const areCollections = names.some((name) => /^(?:Weak)?(?:Set|Map)$/.test(name));
  return { names, lookalikes: areCollections ? [...LOOKALIKES, ...COPIERS] : [] };
}

function* unboundNames(ban: Ban, source: Source): Iterable<Breach> {
  for (const { node } of source.scopes.unbound) {
    if (isHarmlessMention(node)) continue;
    const breach = byName(node, node.text, ban);
    if (breach !== undefined) yield breach;
  }
}

/** `typeof Set` and `x instanceof Set` ask about it and use nothing of it. */
function isHarmlessMention(node: ts.Node): boolean {
  const { parent } = wrapped(node);
  if (ts.isTypeOfExpression(parent)) return true;
  return (
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword &&
    unwrap(parent.right) === node
  );
}

function byName(at: ts.Node, name: string, ban: Ban): Breach | undefined {
  if (ban.names.includes(name)) {
    return {
      at,
      message: { en: `The builtin \`${name}\` is reached here.`, zh: `这里用到了内建的 \`${name}\`。` },
      hint: BUILD_IT,
    };
  }
  if (CODE_MAKERS.includes(name)) {
    return {
      at,
      message: {
        en: `\`${name}\` makes or loads code that can not be read here.`,
        zh: `\`${name}\` 会生成或加载这里读不到的代码。`,
      },
      hint: { en: 'Write the code out in this file.', zh: '请把代码直接写在本文件里。' },
    };
  }
  if (!ban.lookalikes.includes(name)) return undefined;
  return {
    at,
    message: {
      en: `\`${name}\` does the work of the forbidden builtins under another name.`,
      zh: `\`${name}\` 只是换了个名字，做的仍是被禁用的内建类型的事。`,
    },
    hint: BUILD_IT,
  };
}

/** The global object handed on as a value: nothing is known of what happens to it. */
function* escapes(source: Source): Iterable<Breach> {
  for (const at of escapesOf(source, ['', 'process', 'Reflect'])) {
    yield {
      at,
      message: {
        en: `\`${shown(at)}\` is handed on as a value; what is taken from it then can not be seen.`,
        zh: `\`${shown(at)}\` 被当作值传了出去，之后从中取了什么就看不到了。`,
      },
      hint: NAME_IT,
    };
  }
}

function* globalReads(read: PropertyRead, ban: Ban): Iterable<Breach> {
  for (const base of read.bases) {
    if (base.kind !== 'global') continue;
    if (read.keys === undefined) {
      if (base.path === '' || MUST_BE_NAMED.includes(base.path)) yield computed(read, base);
      continue;
    }
    for (const key of read.keys) {
      const breach =
        base.path === '' ? byName(read.node, key, ban) : byPath(read, `${base.path}.${key}`, ban);
      if (breach !== undefined) yield breach;
    }
  }
}

function computed(read: PropertyRead, base: Value & { kind: 'global' }): Breach {
  const name = base.path === '' ? 'globalThis' : base.path;
  return {
    at: read.node,
    message: {
      en: `A property of \`${name}\` is read under a computed name.`,
      zh: `用计算出来的名字读取了 \`${name}\` 的属性。`,
    },
    hint: NAME_IT,
  };
}

function byPath(read: PropertyRead, path: string, ban: Ban): Breach | undefined {
  const isListed = ban.names.includes(path) || (PATHS.includes(path) && ban.lookalikes.length > 0);
  if (!isListed) return undefined;
  return {
    at: read.node,
    message: {
      en: `\`${path}\` leads to a builtin that is forbidden here.`,
      zh: `\`${path}\` 会通向这里禁用的内建类型。`,
    },
    hint: BUILD_IT,
  };
}

function* exits(read: PropertyRead): Iterable<Breach> {
  const exit = read.keys?.find((key) => EXITS.includes(key));
  if (exit === undefined) return;
  yield {
    at: read.node,
    message: {
      en: `\`${exit}\` leads out of the object to the builtins behind it.`,
      zh: `\`${exit}\` 会从对象走到它背后的内建类型。`,
    },
    hint: {
      en: 'Keep what you need in fields of your own classes.',
      zh: '需要的东西请放在自己的类的字段里。',
    },
  };
}

/** `Reflect.construct` makes instances of whatever it is given. */
function* reflectedConstructions(source: Source): Iterable<Breach> {
  for (const { node, path } of source.platformCalls) {
    const [target] = node.arguments ?? [];
    if (path !== 'Reflect.construct') continue;
    const values = target === undefined ? [] : source.evaluation.evaluate(target);
    if (values.length > 0 && values.every((one) => one.kind === 'class' || one.kind === 'function')) continue;
    yield {
      at: node,
      message: {
        en: `\`${path}\` is given something that can not be told from reading.`,
        zh: `\`${path}\` 的对象光看代码无法确定。`,
      },
      hint: { en: 'Write `new` and the name of your class.', zh: '请直接写 `new` 加你自己的类名。' },
    };
  }
}
