import { everyInterleaving } from '@katas/kata/schedules';
import { looksLike, test, withInput } from '@katas/kata/suite';
import { expect } from 'vitest';
import { onTheEdge } from './aged-memory.ts';
import { disorder, forgotten } from './known-mistake.ts';
import { ringModel } from './queue-model.ts';
import { holding, type Module, open, type Queue } from './shared-queue.ts';
import { undisturbed, waitingOf } from './undisturbed.ts';

test(
  { en: 'push and pop do not wait when they need not', zh: '不需要等待时，push 和 pop 立即返回' },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: holding(2),
      open,
      run: {
        T: [
          ['push', 1],
          ['push', 0],
          ['pop'],
          ['push', 3, 0],
          ['pop', 0],
          ['push', 4, 1000],
          ['pop', 1000],
          ['push', 5, Infinity],
          ['pop', Infinity],
          ['push', 6, undefined],
          ['pop', undefined],
          ['pop'],
          ['tryPop'],
        ],
      },
      model: ringModel(2),
      bound: 0,
      program:
        'capacity 2\nT: push(1); push(0); pop(); push(3, 0); pop(0); push(4, 1000); pop(1000);\n   push(5, Infinity); pop(Infinity); push(6, undefined); pop(undefined); pop(); tryPop()',
      looksLike: (story) => forgotten(story),
    });
  },
);

test(
  {
    en: 'a call that may not wait, or whose time is over, gives up and changes nothing',
    zh: '不许等待或等待超时的调用放弃，并且什么都不改变',
  },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: holding(2),
      open,
      run: {
        T: [
          ...[0, -1, 1, 2.5].map((timeoutMs) => ['pop', timeoutMs] as const),
          ['push', 1],
          ['push', 2, 5],
          ...[0, -1, 1, 2.5].map((timeoutMs) => ['push', 3, timeoutMs] as const),
          ['pop', 0],
          ['push', 4, 0],
          ['pop', 5],
          ['pop'],
          ['tryPop'],
        ],
      },
      model: ringModel(2),
      bound: 0,
      program:
        'capacity 2\nT: pop(0); pop(-1); pop(1); pop(2.5); push(1); push(2, 5);\n   push(3, 0); push(3, -1); push(3, 1); push(3, 2.5);\n   pop(0); push(4, 0); pop(5); pop(); tryPop()',
      looksLike: (story) => (story.kind === 'deadlock' ? 'time-forgotten' : disorder(story)),
    });
  },
);

test(
  {
    en: 'a thread that waits sleeps until it is woken: it does not look again and again',
    zh: '等待的线程一直睡到被唤醒，而不是反复查看',
  },
  async () => {
    await looksLike('busy-waiting', async () => {
      const waiting = 'how a thread waits that nobody will wake ("restless": it goes on looking)';
      const pop = await undisturbed({ memory: holding(2), run: { T: [['pop']] } });
      expect(waitingOf(pop), `pop() on an empty queue: ${waiting}`).toBe('asleep');
      const push = await undisturbed({ memory: holding(2, [1, 2]), run: { T: [['push', 3]] } });
      expect(waitingOf(push), `push(3) on a full queue: ${waiting}`).toBe('asleep');
    });
  },
);

test({ en: 'a push wakes the consumer that waits', zh: 'push 唤醒正在等待的消费者' }, async () => {
  await everyInterleaving<Module, Queue>({
    memory: holding(1),
    open,
    run: { C0: [['pop']], P0: [['push', 1]] },
    model: ringModel(1),
    bound: 2,
    program: 'capacity 1\nC0: pop()\nP0: push(1)',
    looksLike: (story) => forgotten(story),
  });
  await everyInterleaving<Module, Queue>({
    memory: holding(2),
    open,
    run: { C0: [['pop']], P0: [['tryPush', 1]] },
    model: ringModel(2),
    bound: 2,
    program: 'capacity 2\nC0: pop()\nP0: tryPush(1)',
    looksLike: (story) => forgotten(story),
  });
});

test({ en: 'a pop wakes the producer that waits', zh: 'pop 唤醒正在等待的生产者' }, async () => {
  await everyInterleaving<Module, Queue>({
    memory: holding(1, [1]),
    open,
    run: { P0: [['push', 2]], C0: [['pop'], ['tryPop']] },
    model: ringModel(1, [1]),
    bound: 2,
    program: 'capacity 1, item 1 is in it\nP0: push(2)\nC0: pop(); tryPop()',
    looksLike: (story) => forgotten(story, { items: [1] }),
  });
  await everyInterleaving<Module, Queue>({
    memory: holding(1, [1]),
    open,
    run: { P0: [['push', 2]], C0: [['tryPop']] },
    model: ringModel(1, [1]),
    bound: 2,
    program: 'capacity 1, item 1 is in it\nP0: push(2)\nC0: tryPop()',
    looksLike: (story) => forgotten(story, { items: [1] }),
  });
});

test(
  { en: 'each of two waiting consumers gets one of two items', zh: '两个等待的消费者各得到两个元素中的一个' },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: holding(2),
      open,
      run: {
        C0: [['pop']],
        C1: [['pop']],
        P0: [
          ['push', 1],
          ['push', 2],
        ],
      },
      model: ringModel(2),
      bound: 1,
      program: 'capacity 2\nC0: pop()\nC1: pop()\nP0: push(1); push(2)',
      looksLike: (story) => forgotten(story),
    });
  },
);

test(
  {
    en: 'each of two waiting producers gets one of two places',
    zh: '两个等待的生产者各得到两个空位中的一个',
  },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: holding(2, [1, 2]),
      open,
      run: { P0: [['push', 3]], P1: [['push', 4]], C0: [['pop'], ['pop']] },
      model: ringModel(2, [1, 2]),
      bound: 1,
      program: 'capacity 2, items 1 and 2 are in it\nP0: push(3)\nP1: push(4)\nC0: pop(); pop()',
      looksLike: (story) => forgotten(story, { items: [1, 2] }),
    });
  },
);

test(
  {
    en: 'whoever is woken is one who can go on: producers and consumers in one queue all get through',
    zh: '被唤醒的总是能继续的一方：同一队列里的生产者和消费者都能完成',
  },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: holding(1),
      open,
      run: { C0: [['pop']], C1: [['pop']], P0: [['push', 1]], P1: [['push', 2]] },
      model: ringModel(1),
      bound: 0,
      program: 'capacity 1\nC0: pop()\nC1: pop()\nP0: push(1)\nP1: push(2)',
      looksLike: (story) => forgotten(story),
    });
    await everyInterleaving<Module, Queue>({
      memory: holding(1),
      open,
      run: { C0: [['pop']], P0: [['push', 1], ['push', 2], ['pop']] },
      model: ringModel(1),
      bound: 1,
      program: 'capacity 1\nC0: pop()\nP0: push(1); push(2); pop()',
      looksLike: (story) => forgotten(story),
    });
  },
);

test(
  {
    en: 'a call whose time is over takes neither an item nor a wake-up with it',
    zh: '超时的调用既不带走元素，也不带走唤醒',
  },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: holding(1),
      open,
      run: {
        C0: [['pop', 5], ['pop']],
        P0: [
          ['push', 1],
          ['push', 2],
        ],
      },
      model: ringModel(1),
      bound: 1,
      program: 'capacity 1\nC0: pop(5); pop()\nP0: push(1); push(2)',
      looksLike: (story) => forgotten(story),
    });
    await everyInterleaving<Module, Queue>({
      memory: holding(1, [1]),
      open,
      run: {
        P0: [
          ['push', 2, 5],
          ['push', 3],
        ],
        C0: [['pop'], ['pop']],
      },
      model: ringModel(1, [1]),
      bound: 1,
      program: 'capacity 1, item 1 is in it\nP0: push(2, 5); push(3)\nC0: pop(); pop()',
      looksLike: (story) => forgotten(story, { items: [1] }),
    });
  },
);

test(
  {
    en: 'a timeout is one time in all, however often the thread is woken meanwhile',
    zh: '超时是总时间，无论中途被唤醒多少次',
  },
  async () => {
    const { failure: early } = await undisturbed({
      memory: holding(1),
      run: {
        C0: (queue, { performance }) => {
          const start = performance.now();
          const item = queue.pop(10);
          const waited = performance.now() - start;
          if (item !== undefined || waited < 9.5 || waited > 11)
            throw new Error(`pop(10) answered ${String(item)} after ${waited} ms`);
        },
        T1: (queue, { Atomics, Int32Array, SharedArrayBuffer }) => {
          const own = new (Int32Array as Int32ArrayConstructor)(new SharedArrayBuffer(4));
          Atomics.wait(own, 0, 0, 8);
          queue.push(1);
          queue.tryPop();
        },
      },
    });
    const { failure: late } = await undisturbed({
      memory: holding(1, [1]),
      run: {
        P0: (queue, { performance }) => {
          const start = performance.now();
          const isIn = queue.push(2, 10);
          const waited = performance.now() - start;
          if (isIn || waited < 9.5 || waited > 11)
            throw new Error(`push(2, 10) answered ${String(isIn)} after ${waited} ms`);
        },
        T1: (queue, { Atomics, Int32Array, SharedArrayBuffer }) => {
          const own = new (Int32Array as Int32ArrayConstructor)(new SharedArrayBuffer(4));
          Atomics.wait(own, 0, 0, 8);
          queue.pop();
          queue.tryPush(3);
        },
      },
    });
    await looksLike('time-starts-anew', () => {
      withInput('capacity 1\nC0: pop(10)\nT1: after 8 ms: push(1); tryPop()', () => {
        expect(early?.message, 'C0 must give up after 10 ms; what went wrong').toBeUndefined();
      });
      withInput('capacity 1, item 1 is in it\nP0: push(2, 10)\nT1: after 8 ms: pop(); tryPush(3)', () => {
        expect(late?.message, 'P0 must give up after 10 ms; what went wrong').toBeUndefined();
      });
    });
  },
);

test(
  {
    en: 'threads wake each other while what the queue counts passes 2³¹',
    zh: '计数越过 2³¹ 时，线程照样互相唤醒',
  },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: ({ RingQueue: Ring }) => onTheEdge(Ring, 1),
      open,
      run: {
        C0: [['pop'], ['pop']],
        P0: [
          ['push', 1],
          ['push', 2],
        ],
      },
      model: ringModel(1),
      bound: 1,
      program: 'capacity 1, a counter is about to pass 2³¹\nC0: pop(); pop()\nP0: push(1); push(2)',
      looksLike: (story) => forgotten(story, { otherwise: 'counter-overflow' }),
    });
  },
);

test(
  { en: 'real threads that nobody steers hand over every item', zh: '真实的、无人调度的线程交接每一个元素' },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: holding(1),
      open,
      run: {
        P0: [
          ['push', 1],
          ['push', 2],
          ['push', 3],
        ],
        C0: [['pop'], ['pop'], ['pop']],
      },
      model: ringModel(1),
      bound: 0,
      stressMs: 60,
      program: 'capacity 1, real threads\nP0: push(1); push(2); push(3)\nC0: pop(); pop(); pop()',
      looksLike: (story) => forgotten(story),
    });
  },
);
