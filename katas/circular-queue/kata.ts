import { defineKata } from '@katas/kata';
import { mistakes } from './mistakes.ts';

export default defineKata({
  title: { en: 'A ring that threads share', zh: '线程共享的循环队列' },
  heading: '实现循环队列, 保证线程安全 (原子操作和 channel)',
  level: 4,
  order: 2,
  exports: ['RingQueue'],
  structure: [
    { rule: 'imports', allow: [] },
    {
      rule: 'no-calls',
      calls: ['postMessage', '.postMessage'],
      why: {
        en: 'The memory is the queue. Messages would be another queue, built by somebody else.',
        zh: '共享内存本身就是队列；用消息传递，就成了别人写好的另一个队列。',
      },
    },
    {
      rule: 'no-builtins',
      names: ['MessageChannel', 'BroadcastChannel', 'Worker', 'MessagePort'],
      why: {
        en: 'The memory is the queue. Messages would be another queue, built by somebody else.',
        zh: '共享内存本身就是队列；用消息传递，就成了别人写好的另一个队列。',
      },
    },
    { rule: 'shared-through-atomics', except: ['allocate'] },
    {
      rule: 'no-module-state',
      why: {
        en: 'A variable of the module is another one in each thread: what threads are to share lies in the memory.',
        zh: '模块级变量在每个线程里各有一份；线程要共享的东西必须放在那块内存里。',
      },
    },
    { rule: 'no-type-escape', budget: 4 },
    { rule: 'no-test-sniffing' },
  ],
  stages: [
    {
      slug: 'one-thread',
      title: { en: 'One thread', zh: '一个线程' },
      suite: 'hidden/1-one-thread.test.ts',
      tests: 13,
      hints: [
        {
          en: 'Lay out the memory first: an `Int32Array` over it, a few words with names (capacity, head, tail …), then one word per slot. Everything that another view has to know must be in there, the capacity too.',
          zh: '先规划内存：在上面开一个 `Int32Array`，前几个字各有名字（容量、head、tail……），后面每个槽一个字。别的视图需要知道的一切都要放进去，包括容量。',
        },
        {
          en: 'Head equal to tail may mean empty or full. Either keep the number of items in a word of its own, or let head and tail count all pops and pushes ever made: their difference is the number of items, and `count % capacity` is the slot. Both use every slot.',
          zh: 'head 等于 tail 可能是空也可能是满。要么单独用一个字存元素个数；要么让 head 和 tail 记录历来 pop、push 的总次数，差就是元素个数，`次数 % capacity` 就是槽号。两种办法都不浪费槽。',
        },
        {
          en: 'A word holds 32 bits: after 2³¹ pushes a counter is negative, after 2³² it is 0 again. A difference survives that as `(tail - head) | 0`. A slot number does not: `-1 % 3` is no index, and 2³² is no multiple of 3.',
          zh: '一个字只有 32 位：2³¹ 次 push 后计数变成负数，2³² 次后又回到 0。差值用 `(tail - head) | 0` 不受影响；槽号不行：`-1 % 3` 不是下标，2³² 也不是 3 的倍数。',
        },
        {
          en: 'Ways out: indexes that go back to 0 at the capacity beside a number of items; or counters over a number of slots that is the next power of two, where `counter & (slots - 1)` never jumps, and fullness is still `tail - head === capacity`. Check a value with `value !== (value | 0)` before anything else happens.',
          zh: '出路：下标到 capacity 就回到 0，另存元素个数；或者槽数取不小于 capacity 的 2 的幂，`counter & (slots - 1)` 永远不会跳，而“满”仍是 `tail - head === capacity`。校验值用 `value !== (value | 0)`，放在一切改动之前。',
        },
      ],
    },
    {
      slug: 'threads',
      title: { en: 'Between threads', zh: '线程之间' },
      suite: 'hidden/2-threads.test.ts',
      tests: 9,
      structure: [
        {
          rule: 'must-call',
          calls: ['Atomics.compareExchange'],
          why: {
            en: 'To look and to change in one step is what makes a lock, or does without one.',
            zh: '“检查并修改”一步完成，是实现锁、或不用锁的关键。',
          },
        },
        { rule: 'no-busy-wait' },
      ],
      hints: [
        {
          en: 'Between any two of your accesses every other thread may do as much as it likes. Two that load the same tail both store their item in the same slot. `Atomics.compareExchange(words, TAIL, tail, tail + 1) === tail` says that the place is yours; otherwise load again.',
          zh: '你的任意两次访问之间，别的线程可以做任意多的事。两个线程读到同一个 tail，就会写进同一个槽。`Atomics.compareExchange(words, TAIL, tail, tail + 1) === tail` 说明这个位置归你；否则重新读。',
        },
        {
          en: 'After the exchange the slot is yours, but the others see the new tail at once, and the item is not there yet. Somebody has to be told when it is: a word per slot. The same for a pop: the head has moved, the item is not read yet, and the slot must not be filled. (Or take a lock around all of it; then none of this can be seen.)',
          zh: '交换成功后槽归你了，但别人立刻看到新的 tail，而元素还没写进去。要有办法告诉别人何时写好：每个槽一个状态字。pop 同理：head 已经前移，元素还没读走，这个槽就不能再写。（或者用锁把整个过程包起来，这些中间状态就谁也看不见了。）',
        },
        {
          en: 'Vyukov’s ring: each slot has a number. Free for push number n: the number is 2n. Filled by it: 2n + 1. Freed by the pop: 2(n + slots). Store the item, then the number; read the item, then store the next number. (His original uses n, n + 1 and n + slots: with one slot the last two are equal.)',
          zh: 'Vyukov 的环：每个槽带一个序号。等待第 n 次 push：序号是 2n；已写入：2n + 1；被 pop 释放：2(n + 槽数)。先写元素再写序号；先读元素再写下一个序号。（原版用 n、n + 1、n + 槽数：只有一个槽时后两者相等。）',
        },
        {
          en: 'A slot that is not filled does not mean that the queue is empty: another push may have taken the place and not be done, while items behind it are. Empty is only `head === tail`, full only `tail - head === capacity`, and in between it is right to wait for that thread with `Atomics.pause()`.',
          zh: '槽没写好不等于队列为空：可能别的 push 占了位置还没写完，而它后面的元素已经写好。只有 `head === tail` 才是空，只有 `tail - head === capacity` 才是满；介于两者之间时，应当用 `Atomics.pause()` 等那个线程。',
        },
        {
          en: 'Two loads are of two moments. For `length`: read the head, read the tail, and read the head again; if it has not moved, the difference was right when the tail was read.',
          zh: '两次读取发生在两个时刻。求 `length`：读 head，读 tail，再读一次 head；若 head 没变，那么读 tail 的那一刻差值就是对的。',
        },
      ],
    },
    {
      slug: 'blocking',
      title: { en: 'Waiting', zh: '等待' },
      suite: 'hidden/3-blocking.test.ts',
      tests: 12,
      hints: [
        {
          en: '`Atomics.wait(words, i, value, ms)` sleeps only if word i still is `value`; that closes the gap between looking and falling asleep. So there must be a word that every push changes, and you must have read it before you found the queue empty.',
          zh: '`Atomics.wait(words, i, value, ms)` 只有在字 i 仍等于 `value` 时才会睡，这正好补上“查看”与“入睡”之间的空隙。所以要有一个每次 push 都会改变的字，而且要在发现队列为空之前先读它。',
        },
        {
          en: 'A loop: read the counter of pushes, try to pop, and if there was nothing, wait for that counter to change. A push: put the item, then add 1 to the counter, then notify, in this order. Whoever is woken tries again: somebody else may have been faster.',
          zh: '一个循环：读 push 计数，尝试 pop，若没有元素就等计数改变。push 则依次：放好元素，计数加 1，再 notify。被唤醒的线程要重新尝试：可能已被别人抢先。',
        },
        {
          en: 'Whom does notify wake? If producers and consumers sleep on one word, `notify(words, i, 1)` may wake one who can do nothing, and the other sleeps on. Use two words, or wake all. And do not skip the notification because the queue was not empty: two consumers may be asleep.',
          zh: 'notify 唤醒的是谁？如果生产者和消费者睡在同一个字上，`notify(words, i, 1)` 可能唤醒一个什么也做不了的，而另一个继续睡。用两个字，或者全部唤醒。也不要因为“队列原本不空”就省掉 notify：可能有两个消费者在睡。',
        },
        {
          en: 'A timeout is a moment: `const deadline = performance.now() + timeoutMs`, and each wait gets `deadline - performance.now()`. After a wake-up try once more before you give up: it may have been meant for you, and nobody else will be woken in your place.',
          zh: '超时是一个时刻：`const deadline = performance.now() + timeoutMs`，每次 wait 传 `deadline - performance.now()`。被唤醒后，放弃之前一定再试一次：那次唤醒可能就是给你的，不会再有别人替你被唤醒。',
        },
      ],
    },
    {
      slug: 'close',
      title: { en: 'Closing', zh: '关闭' },
      suite: 'hidden/4-close.test.ts',
      tests: 9,
      hints: [
        {
          en: 'Closing must change every word that somebody sleeps on, or is about to sleep on, and then wake all of them; not one.',
          zh: '关闭时，凡是有人睡着（或正要睡）的字都必须改变，然后唤醒所有人，而不是一个。',
        },
        {
          en: 'A push that looks whether the queue is closed and then takes its place can be overtaken in between: the consumers have drained the queue and left, and the item comes after them. Looking and taking must be one step.',
          zh: 'push 先看是否已关闭、再占位，中间可能被抢先：消费者已经取空离开，元素才来。查看与占位必须是一步。',
        },
        {
          en: 'With a lock: look inside of it, close inside of it, and release it in `finally`. Without one: let the closed flag be a bit of the tail, so that the `compareExchange` of a push fails once it is set: `Atomics.or(words, TAIL, CLOSED)`.',
          zh: '有锁：在锁内查看，在锁内关闭，并在 `finally` 里释放。无锁：让关闭标志成为 tail 的一个比特，`Atomics.or(words, TAIL, CLOSED)` 之后 push 的 `compareExchange` 自然失败。',
        },
        {
          en: 'In `pop`: first see whether it is closed, then try. Empty after closed stays empty; closed after empty says nothing, as an item may have come in between.',
          zh: 'pop 里：先看是否已关闭，再尝试取。先关闭后为空，就永远为空；先为空后关闭，什么也说明不了，因为中间可能来过元素。',
        },
      ],
    },
  ],
  mistakes,
  limits: { testMs: 6000, stageMs: 30_000 },
});
