import { ChanQueue } from '#solution';
import { test, withInput } from '@katas/kata/suite';
import { expect } from 'vitest';
import { Call, rest, returns, shown } from './call.ts';
import { heldOf } from './garbage.ts';
import { ODD_VALUES } from './odd-values.ts';
import { race } from './race.ts';
import { watched } from './watching-runtime.ts';
import { named } from './named.ts';

test({ en: 'who waits does nothing until it is woken', zh: '等待者在被唤醒之前什么都不做' }, async () => {
  await watched(async (watch) => {
    const queue = new ChanQueue<number>(1);
    const pop = new Call(queue.pop());
    await rest();
    const other = new ChanQueue<number>(1);
    other.tryPush(1);
    const push = new Call(other.push(2));
    await rest();
    const before = watch.begun;
    await rest();
    await rest();
    await named('polling', () => {
      expect(
        watch.begun - before,
        'operations, goroutines and timers begun while one pop and one push wait and nobody calls',
      ).toBe(0);
    });
    expect([pop.now, push.now], 'a pop of an empty queue and a push into a full one').toEqual([
      'waits',
      'waits',
    ]);
    queue.tryPush(1);
    other.tryPop();
    await rest();
    expect([pop.now, push.now], 'both, after tryPush and tryPop').toEqual([
      '{ value: 1, ok: true }',
      'returned',
    ]);
    queue.close();
    other.close();
    await rest();
  });
});

test({ en: 'who waits, waits in a channel', zh: '等待都发生在通道里' }, async () => {
  await watched(async (watch) => {
    const queue = new ChanQueue<number>(1);
    await rest();
    const idle = watch.waiting;
    const pop = new Call(queue.pop());
    await rest();
    expect(pop.now, 'pop() of an empty queue').toBe('waits');
    expect(watch.waiting, 'operations on channels that wait while one pop waits').toBeGreaterThan(idle);
    queue.tryPush(1);
    await rest();
    queue.tryPush(2);
    const push = new Call(queue.push(3));
    await rest();
    expect(push.now, 'push(3) into a full queue').toBe('waits');
    expect(watch.waiting, 'operations on channels that wait while one push waits').toBeGreaterThan(idle);
    queue.tryPop();
    await rest();
    queue.close();
    await rest();
  });
});

test({ en: 'push waits for a place, pop waits for a value', zh: 'push 等空位，pop 等值' }, async () => {
  for (const capacity of [1, 2, 3]) {
    const queue = new ChanQueue<number>(capacity);
    for (let i = 1; i <= capacity; i += 1) {
      const push = new Call(queue.push(i));
      await rest();
      expect(push.now, `push(${i}) into a queue of ${capacity}`).toBe('returned');
      expect(queue.length, `length after push(${i})`).toBe(i);
    }
    const late = new Call(queue.push(99));
    await rest();
    expect(late.now, `push(99) while the queue of ${capacity} is full`).toBe('waits');
    expect(queue.length, 'length while a push waits').toBe(capacity);
    for (let i = 1; i <= capacity; i += 1) {
      const pop = new Call(queue.pop());
      await rest();
      expect(pop.now, `pop() number ${i}`).toBe(`{ value: ${i}, ok: true }`);
      expect(late.now, `push(99) after pop() number ${i}`).toBe('returned');
    }
    const last = new Call(queue.pop());
    const hungry = new Call(queue.pop());
    await rest();
    expect(last.now, 'pop() of the value of the push that had waited').toBe('{ value: 99, ok: true }');
    expect(hungry.now, 'pop() while the queue is empty').toBe('waits');
    expect(queue.length, 'length while a pop waits').toBe(0);
    expect(queue.tryPush(5), 'tryPush(5) while a pop waits').toBe(true);
    await rest();
    expect(hungry.now, 'the pop() that waited, after tryPush(5)').toBe('{ value: 5, ok: true }');
    expect(queue.length, 'length after that').toBe(0);
    queue.close();
  }
});

test({ en: 'pops that wait are served in their order', zh: '等待中的 pop 按先后顺序得到服务' }, async () => {
  for (const how of ['push', 'tryPush'] as const) {
    const queue = new ChanQueue<number>(2);
    const pops: Call[] = [];
    for (let i = 0; i < 4; i += 1) {
      pops.push(new Call(queue.pop()));
      await rest();
    }
    for (let i = 0; i < 4; i += 1) {
      await put(queue, how, i);
      await expectServed(pops, {
        ends: pops.map((_, at) => (at <= i ? `{ value: ${at}, ok: true }` : 'waits')),
        what: `four pops that have waited in this order, after ${how} of ${i + 1} values`,
      });
    }
    queue.close();
  }
});

/** Where as many calls were served as should have been, it was the wrong ones. */
async function expectServed(
  calls: readonly Call[],
  { ends, what }: { readonly ends: readonly string[]; readonly what: string },
): Promise<void> {
  const now = calls.map((call) => call.now);
  const isWaiting = (end: string): boolean => end === 'waits';
  const missing = now.filter(isWaiting).length - ends.filter(isWaiting).length;
  const mistake = missing > 0 ? 'lost-wake-up' : missing === 0 ? 'out-of-line' : 'check-then-act';
  await named(mistake, () => {
    expect(now, what).toEqual(ends);
  });
}

async function put(queue: ChanQueue<number>, how: 'push' | 'tryPush', value: number): Promise<void> {
  if (how === 'tryPush') expect(queue.tryPush(value), `tryPush(${value}) while pops wait`).toBe(true);
  else void new Call(queue.push(value));
  await rest();
}

test(
  { en: 'pushes that wait are served in their order', zh: '等待中的 push 按先后顺序得到服务' },
  async () => {
    for (const how of ['pop', 'tryPop'] as const) {
      const queue = new ChanQueue<number>(2);
      queue.tryPush(0);
      queue.tryPush(1);
      const pushes: Call[] = [];
      for (let i = 2; i < 6; i += 1) {
        pushes.push(new Call(queue.push(i)));
        await rest();
      }
      for (let i = 0; i < 6; i += 1) {
        const taken = how === 'pop' ? new Call(queue.pop()) : { now: shown(queue.tryPop()) };
        await rest();
        await expectServed(pushes, {
          ends: pushes.map((_, at) => (at <= i ? 'returned' : 'waits')),
          what: `four pushes that have waited in this order, after ${i + 1} × ${how}()`,
        });
        expect(
          taken.now,
          `${how}() number ${i + 1} of a queue that 0 to 5 were pushed into, the last four having waited`,
        ).toBe(`{ value: ${i}, ok: true }`);
      }
      queue.close();
    }

    // Equal values are different values.
    const queue = new ChanQueue<number>(1);
    queue.tryPush(7);
    const equal = [new Call(queue.push(7)), new Call(queue.push(7)), new Call(queue.push(7))];
    await rest();
    for (let i = 0; i < 4; i += 1) {
      expect(shown(queue.tryPop()), `tryPop() number ${i + 1} of 7, three more of which have waited`).toBe(
        '{ value: 7, ok: true }',
      );
      await rest();
      await expectServed(equal, {
        ends: equal.map((_, at) => (at <= i ? 'returned' : 'waits')),
        what: `three times push(7), which have waited, after ${i + 1} × tryPop()`,
      });
    }
    queue.close();
  },
);

test(
  { en: 'a later call does not get ahead of one that waits', zh: '后来的调用不会抢在等待者之前' },
  async () => {
    const queue = new ChanQueue<number>(1);
    const waiting = new Call(queue.pop());
    await rest();
    expect(queue.tryPush(1), 'tryPush(1) while a pop waits').toBe(true);
    await named('out-of-line', () => {
      withInput('a pop() waits; then, without an await in between: tryPush(1); tryPop()', () => {
        expect(shown(queue.tryPop()), 'tryPop() of the value that belongs to the pop that has waited').toBe(
          'undefined',
        );
      });
    });
    const late = new Call(queue.pop());
    await rest();
    await expectServed([waiting, late], {
      ends: ['{ value: 1, ok: true }', 'waits'],
      what: 'a pop that had waited, and a pop() that was called directly after tryPush(1)',
    });
    expect(queue.tryPush(2), 'tryPush(2) while the later pop waits').toBe(true);
    await rest();
    expect(late.now, 'the later pop').toBe('{ value: 2, ok: true }');

    queue.tryPush(3);
    const push = new Call(queue.push(4));
    await rest();
    expect(shown(queue.tryPop()), 'tryPop() of 3 while push(4) waits').toBe('{ value: 3, ok: true }');
    await named('out-of-line', () => {
      withInput(
        '3 is in a queue of 1 and push(4) waits; then, without an await in between: tryPop(); tryPush(5)',
        () => {
          expect(
            queue.tryPush(5),
            'tryPush(5) into the place that belongs to push(4), which has waited',
          ).toBe(false);
        },
      );
    });
    const later = new Call(queue.push(6));
    await rest();
    await expectServed([push, later], {
      ends: ['returned', 'waits'],
      what: 'push(4), which had waited, and a push(6) that was called directly after tryPop()',
    });
    const taken = [new Call(queue.pop()), new Call(queue.pop())];
    await rest();
    expect(
      taken.map((pop) => pop.now),
      'what comes out then',
    ).toEqual(['{ value: 4, ok: true }', '{ value: 6, ok: true }']);
    queue.close();
  },
);

test(
  { en: 'any value passes between calls that wait', zh: '任何值都能在等待的调用之间原样传递' },
  async () => {
    for (const [name, value] of ODD_VALUES) {
      const queue = new ChanQueue<unknown>(1);
      const early = new Call(queue.pop());
      await rest();
      queue.tryPush(value);
      await rest();
      expect(early.recv?.ok, `ok of a pop that has waited for ${name}`).toBe(true);
      expect(
        Object.is(early.recv?.value, value),
        `a pop that has waited gives ${name}, which was pushed`,
      ).toBe(true);
      queue.tryPush(0);
      const push = new Call(queue.push(value));
      await rest();
      queue.tryPop();
      await rest();
      expect(push.now, `push(${name}), which has waited for a place`).toBe('returned');
      const late = new Call(queue.pop());
      await rest();
      expect(Object.is(late.recv?.value, value), `pop() gives ${name}, whose push has waited`).toBe(true);
      queue.close();
    }
  },
);

test({ en: 'a value that was handed over is not kept', zh: '已经交出去的值不会被留住' }, async () => {
  const queue = new ChanQueue<object>(1);
  const refs = await handOver(queue);
  await named('kept-reference', async () => {
    expect(await heldOf(refs), 'values held after all that were pushed came out again').toBe(0);
  });
  queue.close();
});

async function handOver(queue: ChanQueue<object>): Promise<WeakRef<object>[]> {
  const refs: WeakRef<object>[] = [];
  const value = (): object => {
    const made = { big: refs.length };
    refs.push(new WeakRef(made));
    return made;
  };
  const waiting = queue.pop();
  await rest();
  queue.tryPush(value());
  expect(await returns(waiting), 'a pop that waited, after tryPush').toBe(true);
  const pushes = [queue.push(value()), queue.push(value()), queue.push(value())];
  await rest();
  expect(await returns(queue.pop()), 'pop() while two pushes wait').toBe(true);
  expect(queue.tryPop()?.ok, 'tryPop() while a push waits').toBe(true);
  expect(await returns(queue.pop()), 'pop() of the last value').toBe(true);
  for (const push of pushes) expect(await returns(push), 'a push whose value came out').toBe(true);
  // What a goroutine of the queue may still have in a variable is not one of them.
  expect(await returns(queue.push({})), 'push into the empty queue').toBe(true);
  expect(await returns(queue.pop()), 'pop() of that').toBe(true);
  return refs;
}

test(
  { en: 'no value is lost or doubled when two push at once', zh: '两个 push 同时进行时不丢值也不重复' },
  async () => {
    await race({
      capacity: 2,
      before: 'tryPush(8); tryPush(9)',
      program: 'P1: push(1) | P2: push(2) | M: tryPop(); gosched; tryPop()',
      bound: 1,
      mayLeave: true,
    });
    await race({
      capacity: 1,
      program: 'P1: push(1) | P2: push(2) | C1: pop(); pop()',
      bound: 1,
      mayLeave: true,
      isLong: true,
    });
  },
);

test(
  { en: 'no value is lost or doubled when two pop at once', zh: '两个 pop 同时进行时不丢值也不重复' },
  () =>
    race({
      capacity: 2,
      program: 'C1: pop() | C2: pop() | M: tryPush(1); gosched; tryPush(2)',
      bound: 1,
      mayLeave: true,
    }),
);

test({ en: 'the order of values survives every schedule', zh: '无论怎样调度，值的顺序都不变' }, () =>
  race({ capacity: 1, program: 'P1: push(1); push(2) | C1: pop(); pop()', bound: 2, mayLeave: true }),
);

test(
  {
    en: 'tryPush and tryPop give up only for want of a place or a value',
    zh: 'tryPush 和 tryPop 只在没有空位或没有值时才放弃',
  },
  async () => {
    await race({
      capacity: 3,
      before: 'tryPush(1)',
      program: 'P1: push(2) | C1: pop() | M: tryPush(3); tryPop(); length; tryPop()',
      bound: 1,
      mayLeave: true,
    });
    await race({
      capacity: 1,
      program: 'P1: push(1) | C1: pop() | M: length; tryPop(); tryPush(2); length',
      bound: 1,
      mayLeave: true,
    });
  },
);
