import { everyInterleaving } from '@katas/kata/schedules';
import { test, withInput } from '@katas/kata/suite';
import { expect } from 'vitest';
import { closing, forgotten } from './known-mistake.ts';
import { ringModel } from './queue-model.ts';
import { holding, type Module, open, type Queue } from './shared-queue.ts';
import { undisturbed } from './undisturbed.ts';

test(
  {
    en: 'nothing can be pushed to a closed queue, whether empty, full or between',
    zh: '关闭之后不能再放入元素，无论队列是空、满还是居中',
  },
  async () => {
    for (const items of [[], [1], [1, 2]]) {
      await everyInterleaving<Module, Queue>({
        memory: holding(2, items),
        open,
        run: {
          T: (queue) => {
            const attempt = (push: () => unknown): void => {
              try {
                push();
              } catch {
                // It is judged as an answer.
              }
            };
            queue.close();
            attempt(() => queue.tryPush(5));
            attempt(() => queue.push(6));
            attempt(() => queue.push(7, 0));
            attempt(() => queue.push(8, 5));
            void queue.length;
            queue.tryPop();
            attempt(() => queue.tryPush(9));
          },
        },
        model: ringModel(2, items),
        bound: 0,
        program: `capacity 2, items in it: ${items.length === 0 ? 'none' : items.join(', ')}\nT: close(); tryPush(5); push(6); push(7, 0); push(8, 5); length; tryPop(); tryPush(9)`,
        looksLike: (story) => forgotten(story, { items }),
      });
    }
  },
);

test(
  { en: 'what is in a closed queue can still be popped, in order', zh: '关闭之后，剩下的元素仍可按顺序取出' },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: holding(4, [1, 0, 3, 4]),
      open,
      run: {
        T: (queue) => {
          queue.close();
          void queue.length;
          queue.tryPop();
          queue.pop();
          queue.pop(5);
          void queue.length;
          queue.pop(0);
          queue.tryPop();
          queue.pop(0);
          queue.pop(5);
          void queue.length;
        },
      },
      model: ringModel(4, [1, 0, 3, 4]),
      bound: 0,
      program:
        'capacity 4, items 1, 0, 3, 4 are in it\nT: close(); length; tryPop(); pop(); pop(5); length; pop(0); tryPop(); pop(0); pop(5); length',
      looksLike: (story) => forgotten(story, { items: [1, 0, 3, 4] }),
    });
  },
);

test(
  {
    en: 'every view sees that the queue is closed, and closing again does nothing',
    zh: '每个视图都能看到队列已关闭；再次关闭不起作用',
  },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: holding(2, [1]),
      open,
      run: {
        T: (queue) => {
          const closed = (expected: boolean, when: string): void => {
            if (queue.closed !== expected) throw new Error(`closed is ${String(queue.closed)} ${when}`);
          };
          closed(false, 'before close()');
          queue.close();
          closed(true, 'after close()');
          queue.close();
          closed(true, 'after close() was called twice');
        },
      },
      final: ({ open: openAgain, module }) => lateView(openAgain(), module),
      bound: 0,
      program:
        'capacity 2, item 1 is in it\nT: closed; close(); closed; close(); closed\nand then another view: closed; close(); length; capacity; tryPush(2); tryPop(); tryPop()',
    });
  },
);

/** What is wrong with a view that is opened when the queue was closed, with one item of 2 in it. */
function lateView(view: Queue, { RingQueue }: Module): string | undefined {
  if (!view.closed) return `closed of another view is ${String(view.closed)} after close()`;
  view.close();
  const { length, capacity } = view;
  if (length !== 1) return `length of another view is ${length} after close() with one item`;
  if (capacity !== 2) return `capacity of another view is ${capacity} after close(), not 2`;
  try {
    return `tryPush(2) of another view answered ${String(view.tryPush(2))} after close()`;
  } catch (error) {
    if (!(error instanceof Error) || !/closed/iu.test(error.message))
      return `tryPush(2) of another view threw ${String(error)} after close(), which does not say "closed"`;
  }
  const items = [view.tryPop(), view.tryPop()];
  if (items[0] !== 1 || items[1] !== undefined)
    return `two tryPop() of another view answered ${items.map(String).join(', ')}`;
  const other = new RingQueue(RingQueue.allocate(1));
  if (other.closed || !other.tryPush(1)) return 'another queue is closed as well';
  return undefined;
}

test(
  { en: 'pop on a closed and drained queue does not wait', zh: '对已关闭且取空的队列，pop 不会等待' },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: holding(2, [1, 2]),
      open,
      run: { T: [['close'], ['close'], ['pop'], ['pop'], ['pop'], ['pop']] },
      model: ringModel(2, [1, 2]),
      bound: 0,
      program: 'capacity 2, items 1 and 2 are in it\nT: close(); close(); pop(); pop(); pop(); pop()',
      looksLike: (story) => closing(story, { items: [1, 2] }),
    });
  },
);

test({ en: 'close wakes every consumer that waits', zh: 'close 唤醒所有等待的消费者' }, async () => {
  await everyInterleaving<Module, Queue>({
    memory: holding(1),
    open,
    run: { C0: [['pop']], C1: [['pop']], K: [['close']] },
    model: ringModel(1),
    bound: 1,
    program: 'capacity 1\nC0: pop()\nC1: pop()\nK: close()',
    looksLike: (story) => closing(story),
  });
  await everyInterleaving<Module, Queue>({
    memory: holding(1),
    open,
    run: { C0: [['pop']], K: [['close']] },
    model: ringModel(1),
    bound: 2,
    program: 'capacity 1\nC0: pop()\nK: close()',
    looksLike: (story) => closing(story),
  });
});

test(
  {
    en: 'close wakes every producer that waits, and their pushes throw',
    zh: 'close 唤醒所有等待的生产者，它们的 push 抛错',
  },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: holding(1, [1]),
      open,
      run: {
        P0: (queue) => {
          let answer: unknown;
          try {
            answer = queue.push(2);
          } catch {
            return;
          }
          throw new Error(`push(2) on a full queue that is closed answered ${String(answer)}`);
        },
        P1: (queue) => {
          let answer: unknown;
          try {
            answer = queue.push(3);
          } catch {
            return;
          }
          throw new Error(`push(3) on a full queue that is closed answered ${String(answer)}`);
        },
        K: [['close']],
      },
      model: ringModel(1, [1]),
      bound: 1,
      program: 'capacity 1, item 1 is in it\nP0: push(2)\nP1: push(3)\nK: close()',
      looksLike: (story) => closing(story, { items: [1] }),
    });
    await everyInterleaving<Module, Queue>({
      memory: holding(1, [1]),
      open,
      run: {
        P0: (queue) => {
          try {
            queue.push(2);
          } catch {
            // It is judged as an answer.
          }
        },
        K: [['close']],
      },
      model: ringModel(1, [1]),
      bound: 2,
      program: 'capacity 1, item 1 is in it\nP0: push(2)\nK: close()',
      looksLike: (story) => closing(story, { items: [1] }),
    });
  },
);

test(
  {
    en: 'who waits with a timeout learns at once that the queue is closed',
    zh: '带超时等待的调用立刻得知队列已关闭',
  },
  async () => {
    const push = await undisturbed({
      memory: holding(1, [1]),
      run: {
        P0: (queue, { performance }) => {
          const start = performance.now();
          let answer = 'threw an error';
          try {
            answer = `answered ${String(queue.push(2, 1000))}`;
          } catch {
            if (performance.now() - start < 500) return;
          }
          throw new Error(`push(2, 1000) ${answer} after ${performance.now() - start} ms`);
        },
        K: (queue, { Atomics, Int32Array, SharedArrayBuffer }) => {
          Atomics.wait(new (Int32Array as Int32ArrayConstructor)(new SharedArrayBuffer(4)), 0, 0, 8);
          queue.close();
        },
      },
    });
    withInput('capacity 1, item 1 is in it\nP0: push(2, 1000)\nK: after 8 ms: close()', () => {
      expect(push.failure?.message, 'P0 must throw after 8 ms; what went wrong').toBeUndefined();
    });
    const pop = await undisturbed({
      memory: holding(1),
      run: {
        C0: (queue, { performance }) => {
          for (const call of ['pop(1000)', 'pop(1000) once more']) {
            const start = performance.now();
            const item = queue.pop(1000);
            const waited = performance.now() - start;
            if (item !== undefined || waited > 500)
              throw new Error(`${call} answered ${String(item)} after ${waited} ms`);
          }
        },
        K: (queue, { Atomics, Int32Array, SharedArrayBuffer }) => {
          Atomics.wait(new (Int32Array as Int32ArrayConstructor)(new SharedArrayBuffer(4)), 0, 0, 8);
          queue.close();
        },
      },
    });
    withInput('capacity 1\nC0: pop(1000); pop(1000)\nK: after 8 ms: close()', () => {
      expect(pop.failure?.message, 'C0 must go on after 8 ms; what went wrong').toBeUndefined();
    });
  },
);

test(
  {
    en: 'no push slips in beside close: whoever found the queue drained missed nothing',
    zh: '没有 push 能从 close 旁边溜进来：看到已取空的人不会漏掉元素',
  },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: holding(2),
      open,
      run: {
        P0: (queue) => {
          try {
            queue.tryPush(1);
          } catch {
            // It is judged as an answer.
          }
        },
        K: [['close'], ['pop'], ['pop']],
      },
      model: ringModel(2),
      bound: 2,
      program: 'capacity 2\nP0: tryPush(1)\nK: close(); pop(); pop()',
      looksLike: (story) => closing(story, { otherwise: 'push-beside-close' }),
    });
    await everyInterleaving<Module, Queue>({
      memory: holding(1, [1]),
      open,
      run: {
        P0: (queue) => {
          try {
            queue.push(2);
          } catch {
            // It is judged as an answer.
          }
        },
        C0: [['pop']],
        K: [['close']],
      },
      model: ringModel(1, [1]),
      bound: 1,
      program: 'capacity 1, item 1 is in it\nP0: push(2)\nC0: pop()\nK: close()',
      looksLike: (story) => closing(story, { items: [1], otherwise: 'push-beside-close' }),
    });
  },
);

test(
  {
    en: 'consumers that wait share what a closing producer leaves',
    zh: '生产者放入后关闭，等待的消费者分得剩余的元素',
  },
  async () => {
    await everyInterleaving<Module, Queue>({
      memory: holding(2),
      open,
      run: { C0: [['pop']], C1: [['pop']], P0: [['push', 1], ['close']] },
      model: ringModel(2),
      bound: 1,
      program: 'capacity 2\nC0: pop()\nC1: pop()\nP0: push(1); close()',
      looksLike: (story) => closing(story, { otherwise: 'push-beside-close' }),
    });
  },
);
