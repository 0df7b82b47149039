import { defineKata } from '@katas/kata';

const BUILTINS = ['Set', 'Map', 'WeakSet', 'WeakMap', 'URLSearchParams', 'FormData', 'Headers'];

export default defineKata({
  title: { en: 'A hash set from nothing', zh: '从零实现哈希集合' },
  heading: '实现 set',
  level: 1,
  order: 1,
  exports: ['HashSet'],
  structure: [
    {
      rule: 'no-builtins',
      names: BUILTINS,
      why: {
        en: 'The hash table is the kata. A builtin one is somebody else’s, and it can not compare by your hasher.',
        zh: '这道题要写的就是哈希表本身；内建集合是别人写好的，也无法按你的 hasher 比较。',
      },
    },
    { rule: 'imports', allow: [] },
    {
      rule: 'no-calls',
      calls: ['JSON.stringify', 'structuredClone', 'Object.groupBy'],
      why: {
        en: 'Equality is what the hasher says. A text or a copy of a value says something else.',
        zh: '相等由 hasher 决定；值的序列化文本或副本说明不了相等。',
      },
    },
    {
      rule: 'no-dictionary',
      why: {
        en: 'A plain object is a hash table of the engine, with strings as its only keys.',
        zh: '普通对象就是引擎自带的哈希表，而且键只能是字符串。',
      },
    },
    {
      rule: 'no-linear-search',
      of: 'HashSet',
      methods: ['has', 'add', 'delete'],
      why: {
        en: 'A set that looks at all its values for one answer is a list.',
        zh: '为了一个答案把所有值看一遍，那是列表，不是哈希集合。',
      },
    },
    {
      rule: 'no-module-state',
      why: {
        en: 'Two sets must not meet through a variable outside of them.',
        zh: '两个集合不能通过外部变量互相影响。',
      },
    },
    { rule: 'no-type-escape', budget: 4 },
    { rule: 'no-test-sniffing' },
  ],
  stages: [
    {
      slug: 'membership',
      title: { en: 'Membership', zh: '成员' },
      suite: 'hidden/1-membership.test.ts',
      tests: 21,
      hints: [
        {
          en: 'Keep an array of buckets, and in each bucket the few values whose hash leads there. To look for a value is to find its bucket and to compare it with those few, by `hasher.equals` and nothing else.',
          zh: '准备一个“桶”的数组，每个桶里放哈希值落到该处的少数几个值。查找时先找到桶，再只用 `hasher.equals` 与桶里的几个值比较。',
        },
        {
          en: 'A hash may be any number, an index may not. `%` keeps the sign and the fraction, and `NaN % 8` is `NaN`. The bit operators turn every number into a whole one of 32 bits first: `hash | 0` may be negative, `hash >>> 0` is not, and both make 0 of NaN and of the infinities.',
          zh: '哈希值可以是任何数，下标不行。`%` 会保留符号和小数，`NaN % 8` 还是 `NaN`。位运算会先把任何数变成 32 位整数：`hash | 0` 可能为负，`hash >>> 0` 不会，NaN 和无穷大都变成 0。',
        },
        {
          en: 'When the set outgrows its table (say, more values than buckets), make one of twice the length and put every value into its new bucket: growing by doubling costs O(1) a value in the end. Ask the hasher about the new value before you change anything; if it throws, nothing has happened yet. If you keep hashes beside the values, keep the whole numbers: `NaN === NaN` is false.',
          zh: '值的数量超过桶数时，换一张两倍长的表，把每个值放进新桶：翻倍扩容平摊下来每个值只花 O(1)。先问 hasher，再做改动；这样它抛错时什么都还没发生。如果要缓存哈希值，请缓存取整之后的数：`NaN === NaN` 是 false。',
        },
        {
          en: 'With chaining, everything is: `const bucket = this.#buckets[(hash >>> 0) % this.#buckets.length]`, search it, then push or splice. With open addressing, a deleted slot must stay distinguishable from an empty one (a search goes on past the first and stops at the second), and used-up slots have to be counted for the next rebuild, or a search for what is not there never ends.',
          zh: '用链地址法，核心就是：`const bucket = this.#buckets[(hash >>> 0) % this.#buckets.length]`，在桶里找，然后 push 或 splice。用开放寻址法，被删的槽必须和空槽区分开（查找遇到前者继续，遇到后者停止），并且决定重建时要把墓碑槽也算进去，否则查找不存在的值会没完没了。',
        },
      ],
    },
    {
      slug: 'iteration',
      title: { en: 'Iteration while the set changes', zh: '边遍历边修改' },
      suite: 'hidden/2-iteration.test.ts',
      tests: 14,
      hints: [
        {
          en: 'A generator method `*[Symbol.iterator]()` gives you an iterator that is iterable and stays done. The hard part is what happens to it when the table changes between two of its steps.',
          zh: '生成器方法 `*[Symbol.iterator]()` 返回的迭代器自身可迭代，结束后也保持结束。难点在于：两步之间表变了怎么办。',
        },
        {
          en: 'An index into a living table means something else after a rebuild, and after a `splice` as well. Walk something that does not move: the table as it was when the iteration started, or a list of its entries.',
          zh: '表重建之后，原来的下标就不是那个意思了；`splice` 之后也一样。应当遍历不会移动的东西：遍历开始时的那张表，或那时的条目列表。',
        },
        {
          en: 'What you walk may hold values that were deleted since. Asking `has` again would do; or let an entry be an object `{ value, alive }`, which `delete` and `clear` mark as dead.',
          zh: '你遍历的东西里，可能有后来已被删除的值。再问一次 `has` 可行；或者让条目是一个对象 `{ value, alive }`，由 `delete` 和 `clear` 标记为已死。',
        },
        {
          en: '`for (const entry of this.#buckets.flat()) if (entry.alive) yield entry.value;` is all of it. It never shows what came later, so it ends. If memory grows with the number of changes, look for deleted slots that are never reused and lists that are never cleaned: size the new table by the values that are alive.',
          zh: '`for (const entry of this.#buckets.flat()) if (entry.alive) yield entry.value;` 就够了：后来加入的不会展示，所以一定会结束。如果内存随操作次数增长，看看有没有从不复用的墓碑、从不清理的列表：重建时按还活着的值的数量决定新表的大小。',
        },
      ],
    },
    {
      slug: 'algebra',
      title: { en: 'Set algebra', zh: '集合运算' },
      suite: 'hidden/3-algebra.test.ts',
      tests: 19,
      hints: [
        {
          en: 'Every operation follows from `has`, `add` and iteration. Make a new set with your own hasher, and fill that one: neither `this` nor `other` may change.',
          zh: '每种运算都能用 `has`、`add` 和遍历写出来。用自己的 hasher 新建一个集合，只往里面加：`this` 和 `other` 都不能变。',
        },
        {
          en: 'Ask each set by its own hasher: `other.has(value)`. A hash that one set has computed means nothing in the table of the other.',
          zh: '每个集合用自己的 hasher 提问：`other.has(value)`。一个集合算出的哈希值在另一个集合的表里没有意义。',
        },
        {
          en: 'An intersection is no larger than the smaller set, so walk that one and ask the larger. The result has the hasher of `this` all the same, whichever of the two you walked.',
          zh: '交集不会比较小的集合大，所以遍历较小的、询问较大的。无论遍历了哪一个，结果用的都是 `this` 的 hasher。',
        },
        {
          en: '`const [small, large] = this.size <= other.size ? [this, other] : [other, this]`, then add to `new HashSet(this.#hasher)` what of `small` is in `large`. The symmetric difference is `this.difference(other)` with everything of `other` added that `this` does not have. Subset: no larger, and `other` has all of it.',
          zh: '`const [small, large] = this.size <= other.size ? [this, other] : [other, this]`，把 `small` 中 `large` 也有的值加进 `new HashSet(this.#hasher)`。对称差是 `this.difference(other)` 再加上 `other` 里 `this` 没有的值。子集：不比对方大，且对方含有它的全部值。',
        },
      ],
    },
  ],
});
