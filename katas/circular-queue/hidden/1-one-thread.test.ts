import { looksLike, test, forAll, withInput } from '@katas/kata/suite';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { RingQueue } from '#solution';
import { agedMemories, copyOf } from './aged-memory.ts';
import { same, thrown } from './answers.ts';

const CAPACITIES = [1, 2, 3, 4, 5, 7, 8, 16, 100, 1000];

function open(capacity: number): RingQueue {
  return new RingQueue(RingQueue.allocate(capacity));
}

test(
  {
    en: 'a new queue is open and empty, and knows its capacity',
    zh: '新队列是打开的、空的，并知道自己的容量',
  },
  () => {
    for (const capacity of CAPACITIES) {
      const memory = RingQueue.allocate(capacity);
      expect(memory instanceof SharedArrayBuffer, `allocate(${capacity}) is a SharedArrayBuffer`).toBe(true);
      const queue = new RingQueue(memory);
      same(queue.capacity, capacity, `capacity after allocate(${capacity})`);
      same(queue.length, 0, `length of a new queue of capacity ${capacity}`);
      same(queue.closed, false, `closed of a new queue of capacity ${capacity}`);
      same(queue.tryPop(), undefined, `tryPop() on a new queue of capacity ${capacity}`);
    }
  },
);

test({ en: 'items leave in the order in which they came', zh: '先进先出' }, () => {
  const queue = open(4);
  for (const value of [10, 20, 30]) same(queue.tryPush(value), true, `tryPush(${value})`);
  same(queue.tryPop(), 10, 'tryPop() after tryPush of 10, 20, 30');
  same(queue.tryPush(40), true, 'tryPush(40)');
  for (const value of [20, 30, 40]) same(queue.tryPop(), value, 'the next tryPop()');
  same(queue.tryPop(), undefined, 'tryPop() after all were popped');
});

test(
  {
    en: 'exactly as many items fit as were asked for, and a full queue overwrites nothing',
    zh: '恰好能放下 capacity 个元素；满了不会覆盖任何元素',
  },
  async () => {
    for (const capacity of CAPACITIES) {
      const queue = open(capacity);
      for (let lap = 0; lap < 3; lap++) {
        const first = lap * capacity;
        await looksLike('lost-slot', () => {
          for (let n = 0; n < capacity; n++) {
            same(queue.tryPush(first + n), true, `tryPush with ${n} of ${capacity} places taken`);
          }
        });
        for (const attempt of [1, 2, 3]) {
          same(
            queue.tryPush(-attempt),
            false,
            `tryPush on a full queue of capacity ${capacity}, attempt ${attempt}`,
          );
        }
        same(queue.length, capacity, `length of a full queue of capacity ${capacity}`);
        for (let n = 0; n < capacity; n++) {
          same(queue.tryPop(), first + n, `tryPop() number ${n + 1} of a full queue of capacity ${capacity}`);
        }
        for (const attempt of [1, 2, 3]) {
          same(
            queue.tryPop(),
            undefined,
            `tryPop() on an emptied queue of capacity ${capacity}, attempt ${attempt}`,
          );
        }
        same(queue.length, 0, `length of an emptied queue of capacity ${capacity}`);
      }
    }
  },
);

test({ en: 'every whole number of 32 bits goes through as it is', zh: '任何 32 位整数都原样通过' }, () => {
  const values = [0, 1, -1, 255, -32_769, 65_536, 2 ** 31 - 1, -(2 ** 31), 0, 0];
  const queue = open(values.length);
  for (const value of values) same(queue.tryPush(value), true, `tryPush(${value})`);
  for (const value of values) same(queue.tryPop(), value, `tryPop() of what tryPush(${value}) put`);
  const one = open(1);
  for (const value of values) {
    one.tryPush(value);
    same(one.length, 1, `length after tryPush(${value})`);
    same(one.tryPush(5), false, `tryPush(5) after tryPush(${value}), capacity 1`);
    same(one.tryPop(), value, `tryPop() after tryPush(${value})`);
    same(one.tryPop(), undefined, `tryPop() once more`);
  }
});

test(
  {
    en: 'any sequence of calls through any views is answered as a plain list would',
    zh: '无论通过哪个视图、以何种顺序调用，结果都与一个普通列表一致',
  },
  () => {
    forAll({
      of: fc.record({
        capacity: fc.integer({ min: 1, max: 5 }),
        calls: fc.array(fc.record({ view: fc.nat(2), isPush: fc.boolean() }), { maxLength: 60, size: 'max' }),
      }),
      show: ({ capacity, calls }) =>
        [
          `const memory = RingQueue.allocate(${capacity});`,
          'const views = [0, 1, 2].map(() => new RingQueue(memory));',
          ...calls.map(({ view, isPush }, at) => `views[${view}].${isPush ? `tryPush(${at})` : 'tryPop()'};`),
        ].join('\n'),
      holds: ({ capacity, calls }) => {
        const memory = RingQueue.allocate(capacity);
        const views = [0, 1, 2].map(() => new RingQueue(memory));
        const list: number[] = [];
        for (const [at, { view, isPush }] of calls.entries()) {
          const queue = views[view] as RingQueue;
          if (isPush) {
            same(
              queue.tryPush(at),
              list.length < capacity,
              `tryPush(${at}) with ${list.length} items of ${capacity}`,
            );
            if (list.length < capacity) list.push(at);
          } else {
            same(queue.tryPop(), list.shift(), `tryPop() as call number ${at + 1}`);
          }
          for (const each of views) same(each.length, list.length, `length after call number ${at + 1}`);
        }
      },
    });
  },
);

test(
  { en: 'a view that is opened later finds the queue as it is', zh: '后来打开的视图看到的就是当前的队列' },
  () => {
    const memory = RingQueue.allocate(3);
    const early = new RingQueue(memory);
    for (const value of [1, 2, 3]) early.tryPush(value);
    early.tryPop();
    const late = new RingQueue(memory);
    same(late.length, 2, 'length of a view opened when 2 items are in the queue');
    same(late.capacity, 3, 'capacity of a view opened later');
    same(late.tryPop(), 2, 'tryPop() of the view opened later');
    same(early.tryPop(), 3, 'tryPop() of the first view after that');
    same(early.tryPop(), undefined, 'tryPop() of the first view once more');
    same(late.tryPush(4), true, 'tryPush(4) of the view opened later');
    same(early.tryPop(), 4, 'tryPop() of the first view after that');
  },
);

test({ en: 'two queues do not influence each other', zh: '两个队列互不影响' }, () => {
  const [a, b] = [open(2), open(3)];
  for (const value of [1, 2]) a.tryPush(value);
  same(b.length, 0, 'length of the second queue, which nothing was pushed to');
  same(b.tryPop(), undefined, 'tryPop() of the second queue');
  for (const value of [7, 8, 9])
    same(b.tryPush(value), true, `tryPush(${value}) on the second queue, capacity 3`);
  same(a.tryPush(3), false, 'tryPush(3) on the first queue, which is full');
  same(a.tryPop(), 1, 'tryPop() of the first queue');
  same(b.tryPop(), 7, 'tryPop() of the second queue');
  same(a.capacity, 2, 'capacity of the first queue');
  same(b.capacity, 3, 'capacity of the second queue');
});

test({ en: 'a capacity that no queue can have is a RangeError', zh: '不可能的容量抛 RangeError' }, () => {
  for (const capacity of [0, -1, -4, 1.5, Number.NaN, Infinity, -Infinity]) {
    thrown(`allocate(${capacity})`, [RangeError], () => RingQueue.allocate(capacity));
  }
});

test({ en: 'what is no shared memory is a TypeError', zh: '不是共享内存的参数抛 TypeError' }, () => {
  const others: readonly [string, unknown][] = [
    ['undefined', undefined],
    ['new ArrayBuffer(64)', new ArrayBuffer(64)],
    ['new Int32Array(16)', new Int32Array(16)],
    ['5', 5],
  ];
  for (const [shown, memory] of others) {
    const call = `new RingQueue(${shown})`;
    thrown(call, [TypeError], () => new RingQueue(memory as SharedArrayBuffer));
  }
});

test(
  {
    en: 'a value that is no whole number of 32 bits is refused, and the queue is as it was',
    zh: '不是 32 位整数的值被拒绝，队列保持原样',
  },
  () => {
    const queue = open(3);
    queue.tryPush(1);
    const refused = (value: unknown, classes: readonly (new () => Error)[]): void => {
      thrown(`tryPush(${String(value)})`, classes, () => queue.tryPush(value as number));
      thrown(`push(${String(value)}, 0)`, classes, () => queue.push(value as number, 0));
      same(queue.length, 1, `length after tryPush(${String(value)}) was refused`);
    };
    for (const value of [0.5, -1.5, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, 1e20, Number.NaN, Infinity]) {
      refused(value, [RangeError]);
    }
    for (const value of ['1', 'x', undefined, {}]) refused(value, [RangeError, TypeError]);
    same(queue.tryPush(2), true, 'tryPush(2) after that');
    same(queue.tryPop(), 1, 'tryPop() after that');
    same(queue.tryPop(), 2, 'the next tryPop()');
    same(queue.tryPop(), undefined, 'tryPop() when all were popped');
  },
);

test({ en: 'a full queue refuses a value that is none, too', zh: '满队列同样拒绝非法的值' }, () => {
  const queue = open(1);
  queue.tryPush(1);
  thrown('tryPush(0.5) on a full queue', [RangeError], () => queue.tryPush(0.5));
  thrown('push(0.5, 0) on a full queue', [RangeError], () => queue.push(0.5, 0));
  same(queue.tryPop(), 1, 'tryPop() after that');
});

test(
  { en: 'order and capacity hold over seventy thousand items', zh: '七万个元素之后，顺序和容量依然正确' },
  () => {
    const queue = open(3);
    queue.tryPush(0);
    queue.tryPush(1);
    for (let value = 2; value < 70_000; value++) {
      same(queue.tryPush(value), true, `tryPush(${value}) with 2 items of 3, after ${value} pushes`);
      same(queue.tryPop(), value - 2, `tryPop() after ${value + 1} pushes`);
    }
    same(queue.length, 2, 'length after 70 000 pushes and all but two pops');
    same(queue.tryPush(-1), true, 'tryPush(-1) after 70 000 pushes, with 2 items of 3');
    same(queue.tryPush(-2), false, 'tryPush(-2) on the full queue, after 70 001 pushes');
  },
);

test(
  {
    en: 'the queue goes on rightly when what it counts passes 2³¹ and 2³²',
    zh: '计数越过 2³¹ 和 2³² 时，队列照常正确',
  },
  async () => {
    await looksLike('counter-overflow', () => {
      for (const capacity of [1, 2, 3, 4, 5]) {
        same(open(capacity).tryPush(0), true, `tryPush(0) on a new queue of capacity ${capacity}`);
        for (const { memory, limit, cycles, pushes } of agedMemories(RingQueue, capacity)) {
          for (let items = 1; items <= capacity; items++) {
            const input = `a queue of capacity ${capacity} after ${pushes} pushes and pops, when one of its counters passes ${limit}; from then on between ${items - 1} and ${items} items are in it`;
            withInput(input, () => passes(copyOf(memory), { items, cycles, limit, capacity }));
          }
        }
      }
    });
  },
);

interface Passing {
  readonly items: number;
  readonly cycles: number;
  readonly limit: string;
  readonly capacity: number;
}

function passes(memory: SharedArrayBuffer, { items, cycles, limit, capacity }: Passing): void {
  const queue = new RingQueue(memory);
  const when = `when a counter passes ${limit}`;
  for (let value = 1; value < items; value++) same(queue.tryPush(value), true, `tryPush(${value}) ${when}`);
  for (let value = items; value < cycles; value++) {
    same(queue.tryPush(value), true, `tryPush(${value}) ${when}, with ${items - 1} items of ${capacity}`);
    same(queue.length, items, `length ${when}`);
    if (items === capacity) same(queue.tryPush(-1), false, `tryPush(-1) on the full queue ${when}`);
    same(queue.tryPop(), value - items + 1, `tryPop() ${when}`);
  }
  for (let value = cycles; value < cycles + items - 1; value++) {
    same(queue.tryPop(), value - items + 1, `tryPop() ${when}`);
  }
  same(queue.tryPop(), undefined, `tryPop() on the emptied queue ${when}`);
}
