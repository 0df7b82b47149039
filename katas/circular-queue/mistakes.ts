import type { KnownMistake } from '@katas/kata';

/** What goes wrong again and again in such queues, by the names that the suites use. */
export const mistakes: Readonly<Record<string, KnownMistake>> = {
  'lost-slot': {
    name: { en: 'a lost slot', zh: '浪费了一个槽' },
    says: {
      en: 'A ring that tells full from empty by leaving one slot free holds one item less than it was asked for.',
      zh: '靠空出一个槽来区分满和空的环，比要求的少放一个元素。',
    },
    hint: { stage: 'one-thread', number: 2 },
  },
  'counter-overflow': {
    name: { en: 'a counter that overflows', zh: '计数溢出' },
    says: {
      en: 'A word has 32 bits. Look at what becomes of comparisons, differences and slot numbers when a counter turns negative, and when it is 0 again.',
      zh: '一个字只有 32 位。看看当计数变成负数、以及回到 0 时，比较、差值和槽号会变成什么。',
    },
    hint: { stage: 'one-thread', number: 3 },
  },
  'tail-without-cas': {
    name: { en: 'a tail that two producers take at once', zh: '两个生产者占了同一个位置' },
    says: {
      en: 'Two producers looked at the same tail and both took the place: one item is gone, or counted and not there.',
      zh: '两个生产者看到同一个 tail 并都占了这个位置：一个元素丢了，或者被计入却不存在。',
    },
    hint: { stage: 'threads', number: 1 },
  },
  'head-without-cas': {
    name: { en: 'a head that two consumers take at once', zh: '两个消费者取了同一个元素' },
    says: {
      en: 'Two consumers looked at the same head and both took the item.',
      zh: '两个消费者看到同一个 head 并都取走了那个元素。',
    },
    hint: { stage: 'threads', number: 1 },
  },
  'published-too-early': {
    name: { en: 'an item that is published before it is written', zh: '元素还没写好就发布了' },
    says: {
      en: 'A consumer was let at a slot whose item was not there yet, and took what had been in it before.',
      zh: '消费者被放进一个还没写好的槽，取走了槽里原来的东西。',
    },
    hint: { stage: 'threads', number: 2 },
  },
  'freed-too-early': {
    name: { en: 'a slot that is freed before it is read', zh: '槽还没读就释放了' },
    says: {
      en: 'A producer was let at a slot whose item was not read yet, and wrote over it.',
      zh: '生产者被放进一个还没读走的槽，覆盖了其中的元素。',
    },
    hint: { stage: 'threads', number: 2 },
  },
  'empty-too-early': {
    name: { en: 'a half-finished push taken for emptiness', zh: '把进行到一半的 push 当成了空' },
    says: {
      en: 'The first slot is not filled yet, but behind it an item is: the queue is not empty.',
      zh: '第一个槽还没写好，但它后面已有元素：队列并不为空。',
    },
    hint: { stage: 'threads', number: 4 },
  },
  'full-too-early': {
    name: { en: 'a half-finished pop taken for fullness', zh: '把进行到一半的 pop 当成了满' },
    says: {
      en: 'The next slot is not free yet, but its item counts as popped already: there is room.',
      zh: '下一个槽还没释放，但其中的元素已算取走：队列并不满。',
    },
    hint: { stage: 'threads', number: 4 },
  },
  'torn-length': {
    name: { en: 'a length of two moments', zh: '两个时刻拼出来的长度' },
    says: {
      en: 'Head and tail were read at different moments; their difference was the length at none.',
      zh: 'head 和 tail 是在不同时刻读的，差值不是任何一刻的长度。',
    },
    hint: { stage: 'threads', number: 5 },
  },
  'plain-access': {
    name: { en: 'a plain access to a shared word', zh: '对共享字的普通访问' },
    says: {
      en: 'Nothing orders a plain read or write before or after what the other threads do.',
      zh: '普通读写与其他线程的操作之间没有任何先后保证。',
    },
    hint: { stage: 'threads', number: 2 },
  },
  'lost-wake-up': {
    name: { en: 'a lost wake-up', zh: '丢失的唤醒' },
    says: {
      en: 'A thread sleeps although what it waits for is there: it was woken too early, or another one was woken in its place, or nobody was.',
      zh: '线程等的东西已经有了，它却还在睡：唤醒来得太早，或唤醒了别人，或根本没有唤醒。',
    },
    hint: { stage: 'blocking', number: 1 },
  },
  'busy-waiting': {
    name: { en: 'waiting by looking again and again', zh: '反复查看式的等待' },
    says: {
      en: 'A thread that waits must sleep until somebody wakes it; to spin, or to wake up by itself now and then, is no way to wait.',
      zh: '等待的线程应当睡到被人唤醒；空转，或时不时自己醒来看看，都不是等待。',
    },
    hint: { stage: 'blocking', number: 1 },
  },
  'time-forgotten': {
    name: { en: 'a timeout that is not kept', zh: '没有遵守的超时' },
    says: {
      en: 'The call waits without end although it was given a time, perhaps one that counts as "none".',
      zh: '给了时间，调用却一直等下去；也许是把某个时间当成了“没有”。',
    },
    hint: { stage: 'blocking', number: 4 },
  },
  'time-starts-anew': {
    name: { en: 'a timeout that starts anew', zh: '重新开始计算的超时' },
    says: {
      en: 'Each wake-up gives the thread its whole time again.',
      zh: '每被唤醒一次，就又得到一整段超时时间。',
    },
    hint: { stage: 'blocking', number: 4 },
  },
  'close-forgets-a-sleeper': {
    name: { en: 'a close that forgets a sleeper', zh: '关闭时漏掉了睡着的线程' },
    says: {
      en: 'Somebody still sleeps, or fell asleep just after, in a queue that is closed.',
      zh: '队列关闭了，还有线程在睡，或者刚好在关闭之后睡着。',
    },
    hint: { stage: 'close', number: 1 },
  },
  'push-beside-close': {
    name: { en: 'a push beside a close', zh: '从 close 旁边溜进来的 push' },
    says: {
      en: 'The queue was closed between the look and the push, or between two looks of a pop.',
      zh: '队列恰好在“查看”与“放入”之间、或 pop 的两次查看之间被关闭。',
    },
    hint: { stage: 'close', number: 2 },
  },
};
