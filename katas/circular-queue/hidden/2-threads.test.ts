import { everyInterleaving } from '@katas/kata/schedules';
import { test } from '@katas/kata/suite';
import { onTheEdge } from './aged-memory.ts';
import { disorder } from './known-mistake.ts';
import { ringModel } from './queue-model.ts';
import { holding, type Module, open, type Queue } from './shared-queue.ts';

test(
  { en: 'two producers that race both get their items in', zh: '两个生产者竞争时，两个元素都不丢' },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: holding(2),
      open,
      run: { P0: [['tryPush', 1]], P1: [['tryPush', 2], ['tryPop'], ['tryPop']] },
      model: ringModel(2),
      bound: 2,
      program: 'capacity 2\nP0: tryPush(1)\nP1: tryPush(2); tryPop(); tryPop()',
      looksLike: (story) => disorder(story, { otherwise: 'tail-without-cas' }),
    });
  },
);

test({ en: 'one item is given to one consumer only', zh: '一个元素只给一个消费者' }, async () => {
  await everyInterleaving<Module, Queue>({
    memory: holding(3, [1, 2]),
    open,
    run: { C0: [['tryPop']], C1: [['tryPop'], ['tryPop']] },
    model: ringModel(3, [1, 2]),
    bound: 2,
    program: 'capacity 3, items 1 and 2 are in it\nC0: tryPop()\nC1: tryPop(); tryPop()',
    looksLike: (story) => disorder(story, { items: [1, 2], otherwise: 'head-without-cas' }),
  });
});

test({ en: 'no item is seen before it is there', zh: '元素写好之前，谁也看不到它' }, async () => {
  await everyInterleaving<Module, Queue>({
    memory: holding(2),
    open,
    run: { P0: [['tryPush', 1]], C0: [['tryPop'], ['tryPop']] },
    model: ringModel(2),
    bound: 2,
    program: 'capacity 2\nP0: tryPush(1)\nC0: tryPop(); tryPop()',
    looksLike: (story) => disorder(story, { otherwise: 'published-too-early' }),
  });
});

test(
  { en: 'no place is filled again before its item was read', zh: '元素读走之前，它的位置不会被重新写入' },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: holding(1, [1]),
      open,
      run: {
        C0: [['tryPop'], ['tryPop']],
        P0: [
          ['tryPush', 2],
          ['tryPush', 3],
        ],
      },
      model: ringModel(1, [1]),
      bound: 2,
      program: 'capacity 1, item 1 is in it\nC0: tryPop(); tryPop()\nP0: tryPush(2); tryPush(3)',
      looksLike: (story) => disorder(story, { items: [1], otherwise: 'freed-too-early' }),
    });
    await everyInterleaving<Module, Queue>({
      memory: holding(2, [1, 2]),
      open,
      run: { C0: [['tryPop']], C1: [['tryPop']], P0: [['tryPush', 3]] },
      model: ringModel(2, [1, 2]),
      bound: 1,
      program: 'capacity 2, items 1 and 2 are in it\nC0: tryPop()\nC1: tryPop()\nP0: tryPush(3)',
      looksLike: (story) => disorder(story, { items: [1, 2], otherwise: 'freed-too-early' }),
    });
  },
);

test(
  {
    en: 'the queue is not called empty while an item is in it, even beside a half-finished push',
    zh: '只要队列里有元素，就不会说它是空的，哪怕旁边有一个进行到一半的 push',
  },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: holding(3),
      open,
      run: {
        T0: [['tryPush', 1], ['tryPop']],
        T1: [['tryPush', 2], ['tryPop']],
      },
      model: ringModel(3),
      bound: 1,
      program: 'capacity 3\nT0: tryPush(1); tryPop()\nT1: tryPush(2); tryPop()',
      looksLike: (story) => disorder(story, { otherwise: 'empty-too-early' }),
    });
  },
);

test(
  {
    en: 'the queue is not called full while there is room, even beside a half-finished pop',
    zh: '只要还有空位，就不会说队列是满的，哪怕旁边有一个进行到一半的 pop',
  },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: holding(2, [1, 2]),
      open,
      run: { C0: [['tryPop']], C1: [['tryPop'], ['tryPush', 3]] },
      model: ringModel(2, [1, 2]),
      bound: 1,
      program: 'capacity 2, items 1 and 2 are in it\nC0: tryPop()\nC1: tryPop(); tryPush(3)',
      looksLike: (story) => disorder(story, { items: [1, 2], otherwise: 'full-too-early' }),
    });
    await everyInterleaving<Module, Queue>({
      memory: holding(2, [1]),
      open,
      run: { P0: [['tryPush', 2]], T1: [['tryPop'], ['tryPush', 3]] },
      model: ringModel(2, [1]),
      bound: 1,
      program: 'capacity 2, item 1 is in it\nP0: tryPush(2)\nT1: tryPop(); tryPush(3)',
      looksLike: (story) => disorder(story, { items: [1], otherwise: 'full-too-early' }),
    });
  },
);

test(
  { en: 'a ring of one place works between threads as well', zh: '容量为 1 的环在线程之间同样正确' },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: holding(1),
      open,
      run: { P0: [['tryPush', 1], ['tryPop']], P1: [['tryPush', 2], ['tryPop']] },
      model: ringModel(1),
      bound: 2,
      program: 'capacity 1\nP0: tryPush(1); tryPop()\nP1: tryPush(2); tryPop()',
      looksLike: (story) => disorder(story),
    });
  },
);

test(
  {
    en: 'length is exact for one moment, whoever pushes and pops meanwhile',
    zh: '无论别人同时在放还是取，length 都恰好是某一刻的长度',
  },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: holding(2),
      open,
      run: { T0: [['tryPush', 1], ['tryPop'], ['tryPush', 2]], T1: (queue) => queue.length },
      model: ringModel(2),
      bound: 2,
      program: 'capacity 2\nT0: tryPush(1); tryPop(); tryPush(2)\nT1: length',
      looksLike: (story) => disorder(story, { otherwise: 'torn-length' }),
    });
  },
);

test(
  { en: 'threads agree while what the queue counts passes 2³¹', zh: '计数越过 2³¹ 时，各线程仍然一致' },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: ({ RingQueue }) => onTheEdge(RingQueue, 2),
      open,
      run: { T0: [['tryPush', 1], ['tryPop']], T1: [['tryPush', 2], ['tryPop']] },
      model: ringModel(2),
      bound: 1,
      program:
        'capacity 2, a counter is about to pass 2³¹\nT0: tryPush(1); tryPop()\nT1: tryPush(2); tryPop()',
      looksLike: (story) => disorder(story, { otherwise: 'counter-overflow' }),
    });
  },
);
