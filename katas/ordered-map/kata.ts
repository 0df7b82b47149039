import { defineKata } from '@katas/kata';

const BUILTINS = ['Map', 'Set', 'WeakMap', 'WeakSet', 'URLSearchParams', 'FormData', 'Headers'];

export default defineKata({
  title: { en: 'Maps that are read in order', zh: '按顺序读取的 map' },
  heading: 'map 如何实现顺序读取',
  level: 2,
  order: 6,
  exports: ['InsertionMap', 'SortedMap'],
  structure: [
    {
      rule: 'no-builtins',
      names: BUILTINS,
      why: {
        en: 'A builtin Map keeps insertion order already: how that is done is the kata. It can not compare by your hasher either.',
        zh: '内置 Map 本来就保持插入顺序，怎么做到的正是这道题；它也无法按你的 hasher 比较。',
      },
    },
    { rule: 'imports', allow: [] },
    {
      rule: 'no-dictionary',
      why: {
        en: 'A plain object is a hash table of the engine: its keys are strings, and those that look like numbers come first.',
        zh: '普通对象就是引擎自带的哈希表：键只能是字符串，而且形如数字的键会排到最前面。',
      },
    },
    {
      rule: 'no-linear-search',
      of: 'InsertionMap',
      methods: ['get', 'has', 'set', 'delete', 'first', 'last', 'moveToEnd'],
      why: {
        en: 'A hash map that looks at all its entries for one answer is a list.',
        zh: '为了一个答案把所有条目看一遍，那是列表，不是哈希表。',
      },
    },
    {
      rule: 'no-sort-on-read',
      of: 'InsertionMap',
      methods: ['get', 'has', 'first', 'last', '[Symbol.iterator]'],
      why: {
        en: 'The order is to be there when somebody reads, and a copy does not see what changes later.',
        zh: '读取时顺序就应当已经在那里；副本也看不到之后的改动。',
      },
    },
    {
      rule: 'no-module-state',
      why: {
        en: 'Two maps must not meet through a variable outside of them.',
        zh: '两个 map 不能通过外部变量互相影响。',
      },
    },
    { rule: 'no-type-escape', budget: 6 },
    { rule: 'no-test-sniffing' },
    { rule: 'complexity', nesting: 5, branches: 30 },
  ],
  stages: [
    {
      slug: 'insertion-order',
      title: { en: 'Insertion order', zh: '插入顺序' },
      suite: 'hidden/1-insertion-order.test.ts',
      tests: 25,
      hints: [
        {
          en: 'One structure finds, another one remembers the order. Let a hash table lead from a key to its entry, and let the entries also stand in a row, in the order in which they came.',
          zh: '一个结构负责查找，另一个结构负责记住顺序：用哈希表从键找到条目，同时让条目按到来的先后排成一列。',
        },
        {
          en: 'Make the row a doubly linked list: an entry is an object with `key`, `value`, `prev` and `next`, the map knows the first and the last one. Then delete and moveToEnd cost O(1) wherever the entry stands. Watch the ends: an entry that leaves may be the first, the last, or both.',
          zh: '这一列可以是双向链表：条目是带有 `key`、`value`、`prev`、`next` 的对象，map 记住头和尾。这样无论条目在哪里，delete 和 moveToEnd 都只要 O(1)。注意两端：离开的条目可能是头、是尾，也可能两者都是。',
        },
        {
          en: 'A hash may be any number, an index may not: `(hash >>> 0) % buckets.length` makes one of every number, NaN and the infinities included. If you keep hashes in the entries to compare them first, keep the number after `>>> 0`: `NaN === NaN` is false. Whether a key is there is a question for the entry, not for its value, which may be `undefined`.',
          zh: '哈希值可以是任何数，下标不行：`(hash >>> 0) % buckets.length` 能把任何数变成下标，包括 NaN 和无穷大。如果把哈希存进条目以便先比较，请存 `>>> 0` 之后的数：`NaN === NaN` 是 false。键是否存在要看条目，不能看值，值可以是 `undefined`。',
        },
        {
          en: 'Ask the hasher first, change afterwards: compute the hash and find the entry, and only then touch list, table and size. When the table grows, use the hashes that the entries keep, so that growing calls nothing that could throw. moveToEnd is: unlink the entry, append it; its key and its value travel with it, the table need not know.',
          zh: '先问 hasher，再做改动：先算哈希、找到条目，然后才动链表、表和 size。扩容时使用条目里存好的哈希，这样扩容过程中就没有会抛错的调用。moveToEnd 就是把条目摘下来再接到末尾，键和值随它走，哈希表不需要知道。',
        },
      ],
    },
    {
      slug: 'live-iteration',
      title: { en: 'Iteration while the map changes', zh: '边遍历边修改' },
      suite: 'hidden/2-live-iteration.test.ts',
      tests: 15,
      hints: [
        {
          en: 'An iterator is a cursor into the living list, not a copy. Write down for each change (delete here, delete ahead, append, moveToEnd, clear) what the cursor must do next; most of it follows from where the cursor points.',
          zh: '迭代器是活链表上的一个游标，而不是副本。把每种改动（删除当前、删除前方、追加、moveToEnd、clear）之后游标该怎么走逐一写下来；多数答案取决于游标指向哪里。',
        },
        {
          en: 'The cursor can stand on an entry that has been removed. Mark removed entries and let them keep one pointer that leads back into the list: either `prev` (walk back to one that is still there, then step forward), or `next` together with a sentinel at the end of the list that never goes away.',
          zh: '游标可能停在已被删除的条目上。给被删条目做标记，并让它保留一个能回到链表的指针：要么留 `prev`（往回走到还在的条目，再向前一步），要么留 `next`，并在链表末尾放一个永远不消失的哨兵。',
        },
        {
          en: 'An entry that moves leaves a hole where it stood. If moveToEnd reuses the same node, a cursor that stands on it is carried to the end and misses everything in between. Let moveToEnd remove the old node like a delete, and append a new one.',
          zh: '条目移走后，原来的位置会留下空缺。如果 moveToEnd 复用同一个节点，停在它上面的游标会被带到末尾，漏掉中间的一切。让 moveToEnd 像删除那样移除旧节点，再追加一个新节点。',
        },
        {
          en: 'Not showing a moved entry twice takes two numbers: the map counts moves, a node remembers the count of the move that made it (0 for a set), an iterator remembers the count when it was opened. It passes over nodes whose number is greater than its own. After clear, removed nodes must lead to the new list, so clear has to mark each of them (or change an epoch that iterators compare).',
          zh: '要让移动过的条目不重复出现，只需几个数字：map 给移动计数，节点记住产生它的那次移动的序号（set 产生的为 0），迭代器记住打开时的计数，遇到序号比自己大的节点就跳过。clear 之后，旧节点也要能走到新的链表，所以 clear 要逐个标记（或者改变一个迭代器会比对的版本号）。',
        },
      ],
    },
    {
      slug: 'key-order',
      title: { en: 'Key order', zh: '按键排序' },
      suite: 'hidden/3-key-order.test.ts',
      tests: 26,
      structure: [
        {
          rule: 'no-sort-on-read',
          of: 'SortedMap',
          methods: ['get', 'has', 'first', 'last', 'floor', 'ceiling', 'range', 'at', '[Symbol.iterator]'],
          why: {
            en: 'The order is to be there when somebody reads, and a copy does not see what changes later.',
            zh: '读取时顺序就应当已经在那里；副本也看不到之后的改动。',
          },
        },
        {
          rule: 'no-linear-search',
          of: 'SortedMap',
          methods: ['get', 'has', 'set', 'delete', 'first', 'last', 'floor', 'ceiling'],
          why: {
            en: 'An ordered map that looks at all its entries for one answer is a list.',
            zh: '为了一个答案把所有条目看一遍，那是列表，不是有序 map。',
          },
        },
      ],
      hints: [
        {
          en: 'You need a structure that stays shallow whatever order the keys come in: a balanced search tree (AVL, red-black, treap), a skip list or a B-tree. A plain binary search tree is a list once its keys come in order. Take the one you can explain; a treap and an AVL tree are the shortest to write.',
          zh: '你需要一个无论键以什么顺序到来都保持“浅”的结构：平衡搜索树（AVL、红黑树、treap）、跳表或 B 树。普通二叉搜索树遇到有序的键就退化成链表。选一个你能讲清楚的；treap 和 AVL 写起来最短。',
        },
        {
          en: 'floor and ceiling are the search for a key that remembers the best candidate on its way: going right, the node passed is a floor candidate; going left, it is a ceiling candidate. A range is a ceiling, followed by steps to the next key, until a key is not before the end.',
          zh: 'floor 和 ceiling 就是查找键的过程，沿途记住最好的候选：向右走时，经过的节点是 floor 的候选；向左走时，是 ceiling 的候选。range 就是先 ceiling，然后逐个走向下一个键，直到键不再小于终点。',
        },
        {
          en: 'An iterator may remember the key that it showed last: the next one to show is the least key greater than it, found by a search in O(log n). That is right after every change. To cost O(1) where nothing changes, keep the path (or the node) of the last step together with a counter of changes, and search again only when the counter differs.',
          zh: '迭代器只要记住上次显示的键：下一个就是大于它的最小键，用 O(log n) 查找得到，无论怎么改动都正确。要让没有改动时的每一步只花 O(1)，就同时保留上一步的路径（或节点）和一个修改计数，计数变了才重新查找。',
        },
        {
          en: 'All comparisons happen on the way down, so do them there: find the place first, or write the insertion as a recursion that changes nodes only while it returns. Then a comparator that throws has interrupted nothing. AVL in short: `balance(node)` recomputes the height from the children, and rotates when they differ by 2, once or twice. To delete a node with two children, put the least node of its right subtree in its place.',
          zh: '比较都发生在向下走的途中：先找到位置再改，或者把插入写成递归，只在返回途中改动节点。这样比较函数抛错时，什么都还没做到一半。AVL 的要点：`balance(node)` 由子树算出高度，两边相差 2 时旋转一次或两次。删除有两个孩子的节点时，用右子树里的最小节点顶替它。',
        },
      ],
    },
    {
      slug: 'order-statistics',
      title: { en: 'Order statistics', zh: '次序统计' },
      suite: 'hidden/4-order-statistics.test.ts',
      tests: 12,
      structure: [
        {
          rule: 'no-linear-search',
          of: 'SortedMap',
          methods: ['at'],
          why: {
            en: 'Counting entries one by one up to position i costs O(n).',
            zh: '从头一个一个数到第 i 个要花 O(n)。',
          },
        },
      ],
      hints: [
        {
          en: 'To go to position i without counting, each node must know how many entries are below it: that tells at each step whether position i lies to the left, here, or to the right.',
          zh: '要不逐个数就走到第 i 个位置，每个节点必须知道自己下面有多少条目：这样每一步都能判断第 i 个在左边、就在这里，还是在右边。',
        },
        {
          en: 'Keep `size` in each node: 1 plus the sizes of the children. at(i): with l entries in the left child, i < l goes left with i, i = l is here, otherwise go right with i - l - 1. In a skip list keep for each link how many entries it jumps; in a B-tree the count of each child.',
          zh: '每个节点保存 `size`：1 加上各子树的 size。at(i)：设左子树有 l 个条目，i < l 则带着 i 往左，i = l 就是这里，否则带着 i - l - 1 往右。跳表里给每条链接记下它跨过多少条目；B 树里记下每棵子树的条目数。',
        },
        {
          en: 'Recompute the size wherever the children of a node change: on the whole way up after an insertion and a removal, and in a rotation for the lower node first, then for the upper one. A set of a known key, a delete of an absent one, and an operation whose comparison throws must leave all of them alone, so never add 1 on the way down.',
          zh: '凡是节点的孩子变了，就要重新计算 size：插入和删除之后一路向上都要算；旋转时先算下面的节点，再算上面的。设置已有的键、删除不存在的键、比较抛错的操作都不能改变任何 size，所以不要在向下走的途中加 1。',
        },
      ],
    },
  ],
});
