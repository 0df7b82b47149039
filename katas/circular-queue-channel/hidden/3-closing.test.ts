import { ChanQueue } from '#solution';
import { ChanError } from '@katas/goroutine';
import { test } from '@katas/kata/suite';
import { expect } from 'vitest';
import { Call, rest, shown } from './call.ts';
import { heldOf } from './garbage.ts';
import { race } from './race.ts';
import { named } from './named.ts';

const OVER = '{ value: undefined, ok: false }';

test({ en: 'close wakes every pop that waits', zh: 'close 唤醒所有等待的 pop' }, async () => {
  const queue = new ChanQueue<number>(2);
  const pops = [new Call(queue.pop()), new Call(queue.pop()), new Call(queue.pop())];
  await rest();
  queue.close();
  await rest();
  await named('sleeps-through-close', () => {
    expect(
      pops.map((pop) => pop.now),
      'three pops that waited, after close()',
    ).toEqual([OVER, OVER, OVER]);
  });
  const late = new Call(queue.pop());
  await rest();
  expect(late.now, 'pop() after close()').toBe(OVER);
  expect(queue.length, 'length after all that').toBe(0);
});

test(
  {
    en: 'close fails every push that waits, and keeps what is in',
    zh: 'close 让所有等待的 push 失败，已放入的值保留',
  },
  async () => {
    const queue = new ChanQueue<number>(2);
    queue.tryPush(1);
    queue.tryPush(2);
    const pushes = [new Call(queue.push(3)), new Call(queue.push(4))];
    await rest();
    queue.close();
    await rest();
    await named('sleeps-through-close', () => {
      expect(
        pushes.map((push) => push.now),
        'two pushes that waited, after close()',
      ).not.toContain('waits');
    });
    for (const push of pushes) expectClosed(push, 'a push that waited, after close()');
    expect(queue.length, 'length after close() of a full queue').toBe(2);
    const taken = [new Call(queue.pop()), new Call(queue.pop()), new Call(queue.pop())];
    await rest();
    await named('dropped-on-close', () => {
      expect(taken[0]?.now, 'pop() of a queue that was closed with 1 and 2 in it').not.toBe(OVER);
      expect(taken[1]?.now, 'the second pop() of a queue that was closed with 1 and 2 in it').not.toBe(OVER);
    });
    expect(
      taken.map((pop) => pop.now),
      'three pops of a queue that was closed with 1 and 2 in it',
    ).toEqual(['{ value: 1, ok: true }', '{ value: 2, ok: true }', OVER]);
  },
);

function expectClosed(call: Call, what: string): void {
  expect(call.now, what).toMatch(/^failed/);
  expect(call.error instanceof ChanError, `${what}: the error is a ChanError`).toBe(true);
  expect(String(call.error), `${what}: the error`).toMatch(/closed/i);
}

test({ en: 'a call that fails leaves the queue as it was', zh: '失败的调用不改变队列' }, async () => {
  const queue = new ChanQueue<number>(3);
  queue.tryPush(1);
  queue.tryPush(2);
  queue.close();
  const first = new Call(queue.push(3));
  await rest();
  expectClosed(first, 'push(3) into a closed queue that has room');
  const second = new Call(queue.push(4));
  const pop = new Call(queue.pop());
  await rest();
  await named('lock-kept', () => {
    expect([second.now, pop.now], 'push(4) and pop() after a push that has failed').not.toContain('waits');
  });
  expectClosed(second, 'push(4) after a push that has failed');
  expect(pop.now, 'pop() after pushes that have failed').toBe('{ value: 1, ok: true }');
  expect(() => queue.tryPush(5), 'tryPush(5) into a closed queue').toThrow(ChanError);
  expect(queue.length, 'length after three failed pushes and a pop').toBe(1);
  expect(shown(queue.tryPop()), 'tryPop() after pushes that have failed').toBe('{ value: 2, ok: true }');
  const over = new Call(queue.pop());
  const push = new Call(queue.push(6));
  await rest();
  expect(over.now, 'pop() of the drained queue').toBe(OVER);
  expectClosed(push, 'push into the drained queue');
});

test({ en: 'closing again does nothing, whoever waits or drains', zh: '重复关闭没有任何作用' }, async () => {
  const queue = new ChanQueue<number>(1);
  queue.tryPush(1);
  const push = new Call(queue.push(2));
  await rest();
  queue.close();
  queue.close();
  await rest();
  queue.close();
  expectClosed(push, 'a push that waited, after close() twice');
  const pop = new Call(queue.pop());
  queue.close();
  await rest();
  expect(pop.now, 'pop() of the value that was in').toBe('{ value: 1, ok: true }');
  queue.close();
  const over = new Call(queue.pop());
  await rest();
  expect(over.now, 'pop() of the drained queue').toBe(OVER);
});

test(
  {
    en: 'a closed queue keeps nothing of pushes that failed and of what came out',
    zh: '关闭的队列不留住失败的 push 的值，也不留住已取出的值',
  },
  async () => {
    const queue = new ChanQueue<object>(1);
    const refs: WeakRef<object>[] = [];
    const value = (): object => {
      const made = { big: refs.length };
      refs.push(new WeakRef(made));
      return made;
    };
    const failed = [queue.push(value()), queue.push(value()), queue.push(value())]
      .slice(1)
      .map((push) => new Call(push));
    await rest();
    queue.close();
    await rest();
    for (const push of failed) expectClosed(push, 'a push that waited, after close()');
    expect(queue.tryPop()?.ok, 'tryPop() of the value that was in').toBe(true);
    await named('kept-reference', async () => {
      expect(await heldOf(refs), 'values held after close() and the last pop').toBe(0);
    });
    expect(queue.length, 'length of the drained queue').toBe(0);
  },
);

test({ en: 'closing one queue leaves another one open', zh: '关闭一个队列不影响另一个' }, async () => {
  const [one, other] = [new ChanQueue<number>(1), new ChanQueue<number>(1)];
  const pops = [new Call(one.pop()), new Call(other.pop())];
  await rest();
  one.close();
  await rest();
  expect(
    pops.map((pop) => pop.now),
    'a pop of each, after close() of the first',
  ).toEqual([OVER, 'waits']);
  const push = new Call(other.push(1));
  await rest();
  expect([push.now, pops[1]?.now], 'push(1) into the other one, and its pop').toEqual([
    'returned',
    '{ value: 1, ok: true }',
  ]);
  other.close();
});

test({ en: 'close misses nobody who is about to wait for a value', zh: 'close 不会漏掉正要等值的调用' }, () =>
  race({ capacity: 1, program: 'C1: pop() | C2: pop() | X: close()', bound: 2 }),
);

test(
  { en: 'close misses nobody who is about to wait for a place', zh: 'close 不会漏掉正要等空位的调用' },
  () =>
    race({ capacity: 1, before: 'tryPush(1)', program: 'P1: push(2) | P2: push(3) | X: close()', bound: 2 }),
);

test(
  {
    en: 'close amid pushes and pops loses nothing and leaves nothing behind',
    zh: '在推入与取出之间关闭，既不丢值也不留下任何东西',
  },
  async () => {
    await race({ capacity: 1, program: 'P1: push(1); push(2) | C1: pop(); close(); pop()', bound: 2 });
    await race({
      capacity: 1,
      before: 'tryPush(1)',
      program: 'P1: push(2) | C1: pop() | X: close(); tryPop(); length',
      bound: 2,
    });
  },
);
