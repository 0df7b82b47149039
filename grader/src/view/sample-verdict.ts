// A kata and verdicts on it, for the tests of the screens.
import type { FindingVerdict, KataDefinition, StageVerdict, TestVerdict, Verdict } from '@katas/kata';

const sentence = (en: string, zh: string): { en: string; zh: string } => ({ en, zh });

export const sampleDefinition: KataDefinition = {
  title: sentence('A hash set from nothing', '从零实现哈希集合'),
  heading: '实现 set',
  level: 2,
  order: 1,
  exports: ['HashSet'],
  structure: [{ rule: 'no-builtins', names: ['Set', 'Map'] }],
  stages: [
    {
      slug: 'membership',
      title: sentence('Membership', '成员'),
      suite: 'hidden/1-membership.test.ts',
      tests: 3,
      hints: [
        sentence('Where would you look for a value first?', '你会先到哪里去找一个值?'),
        sentence(
          'A bucket is a short list: `table[hash % size]`.',
          '一个桶就是一个短列表:`table[hash % size]`。',
        ),
        sentence('Walk the bucket and ask `equals`.', '遍历桶,逐个调用 `equals`。'),
      ],
    },
    {
      slug: 'algebra',
      title: sentence('Set algebra', '集合运算'),
      suite: 'hidden/2-algebra.test.ts',
      tests: 4,
      hints: [sentence('Neither operand may change.', '两个操作数都不能改变。')],
      inputAfterHints: 1,
    },
    {
      slug: 'iteration',
      title: sentence('Live iteration', '边遍历边修改'),
      suite: 'hidden/3-iteration.test.ts',
      tests: 2,
      hints: [sentence('What does the cursor remember?', '游标记住了什么?')],
    },
  ],
};

export const sampleSource = `import type { Hasher } from './hasher.ts';

/** A set of values. */
export class HashSet<T> implements Iterable<T> {
  readonly #seen = new Map<number, T>();

  constructor(private hasher: Hasher<T>, values: Iterable<T> = []) {
    for (const value of values) this.add(value);
  }

  add(value: T): this {
    const 键 = "中文" + this.hasher.hash(value);
    console.log('adding', value);
    this.#seen.set(this.hasher.hash(value), value);
    return this;
  }

  union(other: HashSet<T>): HashSet<T> {
\tfor (const value of other) this.add(value); // changes the receiver
    return this;
  }
}
`;

function passing(en: string, zh: string): TestVerdict {
  return { sentence: sentence(en, zh), outcome: 'pass', durationMs: 1 };
}

export const failingTest: TestVerdict = {
  sentence: sentence('a union leaves both operands as they were', '并集运算不改变两个操作数'),
  outcome: 'fail',
  message: 'expected [ 1, 2, 3 ] to deeply equal [ 1, 2 ]',
  diff: '- Expected\n+ Received\n\n  [\n    1,\n    2,\n+   3,\n  ]',
  input: 'const a = new HashSet(numbers, [1, 2]);\na.union(new HashSet(numbers, [3]));',
  place: { line: 19, column: 33, endLine: 19, endColumn: 48 },
  output: 'adding 1\nadding \u001B[33m2\u001B[39m\nadding 3',
};

const sampleFinding: FindingVerdict = {
  rule: 'no-builtins',
  sentence: sentence('No builtin Set or Map', '不使用内置的 Set 和 Map'),
  why: sentence('The kata is to build what they do.', '本题就是要自己实现它们。'),
  message: sentence('`Map` is used here.', '这里使用了 `Map`。'),
  hint: sentence('Keep the buckets in an array.', '把桶放在数组里。'),
  place: { line: 5, column: 24, endLine: 5, endColumn: 27 },
};

function stageOf(slug: string, outcome: StageVerdict['outcome'], tests: TestVerdict[]): StageVerdict {
  const definition = sampleDefinition.stages.find((stage) => stage.slug === slug);
  const run = tests.filter((test) => test.outcome !== 'not-run').length;
  return {
    slug,
    title: definition?.title ?? sentence(slug, slug),
    outcome,
    expected: definition?.tests ?? tests.length,
    run,
    tests,
    durationMs: 12,
  };
}

export const membership: StageVerdict = stageOf('membership', 'pass', [
  passing('what was added is found', '加入的值能找到'),
  passing('what was deleted is gone', '删除的值找不到'),
  passing('values that are equal count once', '相等的值只算一个'),
]);

export const algebraFailing: StageVerdict = stageOf('algebra', 'fail', [
  passing('an intersection holds what both hold', '交集只含双方都有的值'),
  failingTest,
  {
    sentence: sentence('a set united with itself is itself', '集合与自身的并集是自身'),
    outcome: 'fail',
    message: 'expected 4 to be 2 // Object.is equality',
    place: { line: 19, column: 6, endLine: 19, endColumn: 9 },
  },
  {
    sentence: sentence('a difference is no larger than its left side', '差集不大于左操作数'),
    outcome: 'not-run',
  },
]);

export const algebraPassing: StageVerdict = stageOf('algebra', 'pass', [
  passing('an intersection holds what both hold', '交集只含双方都有的值'),
  passing('a union leaves both operands as they were', '并集运算不改变两个操作数'),
  passing('a set united with itself is itself', '集合与自身的并集是自身'),
  passing('a difference is no larger than its left side', '差集不大于左操作数'),
]);

const iterationFailing: StageVerdict = stageOf('iteration', 'fail', [
  {
    sentence: sentence('a loop that adds ends', '边遍历边添加也会结束'),
    outcome: 'fail',
    message: 'not built yet',
  },
  {
    sentence: sentence('a deleted value is not shown', '删除的值不再出现'),
    outcome: 'fail',
    message: 'not built yet',
  },
]);

export const iterationPassing: StageVerdict = stageOf('iteration', 'pass', [
  passing('a loop that adds ends', '边遍历边添加也会结束'),
  passing('a deleted value is not shown', '删除的值不再出现'),
]);

/** A verdict; fails in its second stage and breaks a rule unless told otherwise. */
export function sampleVerdict(over: Partial<Verdict> = {}): Verdict {
  const digest = `sha256:${'0'.repeat(64)}`;
  return {
    version: 3,
    status: 'fail',
    message: null,
    tests: [],
    kata: 'set',
    solution: 'solutions/me/set.ts',
    outcome: 'fail',
    stages: [membership, algebraFailing, iterationFailing],
    findings: [sampleFinding],
    seed: 42,
    digests: { grader: digest, suite: digest, solution: digest },
    durationMs: 312,
    ...over,
  };
}

export function passingVerdict(): Verdict {
  return sampleVerdict({
    status: 'pass',
    outcome: 'pass',
    stages: [membership, algebraPassing, iterationPassing],
    findings: [],
  });
}
