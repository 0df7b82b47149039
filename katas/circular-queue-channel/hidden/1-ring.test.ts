import { ChanQueue } from '#solution';
import { ChanError } from '@katas/goroutine';
import { forAll, sized, test, withInput } from '@katas/kata/suite';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { rest, shown } from './call.ts';
import { heldOf, HeapMark } from './garbage.ts';
import { ODD_VALUES } from './odd-values.ts';
import { watched } from './watching-runtime.ts';
import { named } from './named.ts';

const CAPACITIES = [1, 2, 3, 4, 5, 7, 8];

test({ en: 'values come out in the order in which they went in', zh: '值按放入的先后顺序取出' }, () => {
  const call = fc.constantFrom('tryPush', 'tryPush', 'tryPop', 'length');
  forAll({
    of: fc.record({ capacity: fc.integer({ min: 1, max: 5 }), calls: fc.array(call, { maxLength: 30 }) }),
    show: ({ capacity, calls }) => `new ChanQueue(${capacity}) | ${numbered(calls).join('; ')}`,
    holds: ({ capacity, calls }) => {
      const queue = new ChanQueue<number>(capacity);
      const model: number[] = [];
      let pushed = 0;
      for (const [at, name] of calls.entries()) {
        const what = `${numbered(calls)[at]} (call ${at + 1})`;
        if (name === 'tryPush') {
          pushed += 1;
          const fits = model.length < capacity;
          if (fits) model.push(pushed);
          expect(queue.tryPush(pushed), what).toBe(fits);
        } else if (name === 'tryPop') {
          const value = model.shift();
          expect(shown(queue.tryPop()), what).toBe(
            value === undefined ? 'undefined' : `{ value: ${value}, ok: true }`,
          );
        } else {
          expect(queue.length, what).toBe(model.length);
        }
      }
    },
  });
});

function numbered(calls: readonly string[]): string[] {
  let pushed = 0;
  return calls.map((name) => {
    if (name !== 'tryPush') return name === 'length' ? name : `${name}()`;
    pushed += 1;
    return `tryPush(${pushed})`;
  });
}

test(
  {
    en: 'exactly `capacity` values fit, wherever the ring begins',
    zh: '无论环从哪里开始，恰好能放 capacity 个值',
  },
  () => {
    for (const capacity of CAPACITIES) {
      for (let begin = 0; begin <= capacity; begin += 1) {
        const queue = new ChanQueue<number>(capacity);
        expect(queue.capacity, `capacity of new ChanQueue(${capacity})`).toBe(capacity);
        withInput(`new ChanQueue(${capacity}), after ${begin} values have gone through it`, () => {
          for (let i = 0; i < begin; i += 1) {
            queue.tryPush(-1);
            queue.tryPop();
          }
          for (let i = 1; i <= capacity; i += 1) {
            expect(queue.tryPush(i), `tryPush(${i}) with ${i - 1} of ${capacity} places in use`).toBe(true);
          }
          expect(queue.length, 'length of the full queue').toBe(capacity);
          expect(queue.tryPush(99), 'tryPush(99) into the full queue').toBe(false);
          for (let i = 1; i <= capacity; i += 1) {
            expect(shown(queue.tryPop()), `tryPop() number ${i}`).toBe(`{ value: ${i}, ok: true }`);
          }
          expect(queue.tryPop(), 'tryPop() of the empty queue').toBe(undefined);
          expect(queue.length, 'length of the empty queue').toBe(0);
        });
      }
    }
  },
);

test(
  { en: 'any value comes out as the same thing that went in', zh: '任何值取出时都与放入时完全相同' },
  () => {
    for (const [name, value] of ODD_VALUES) {
      const queue = new ChanQueue<unknown>(2);
      expect(queue.tryPush(value), `tryPush(${name}) into an empty queue`).toBe(true);
      expect(queue.length, `length after tryPush(${name})`).toBe(1);
      expect(queue.tryPush(value), `tryPush(${name}) with one place left`).toBe(true);
      expect(queue.tryPush(value), `tryPush(${name}) into a full queue`).toBe(false);
      const taken = queue.tryPop();
      expect(taken?.ok, `ok of tryPop() after tryPush(${name})`).toBe(true);
      expect(Object.is(taken?.value, value), `tryPop() gives ${name}, which was pushed`).toBe(true);
    }
  },
);

test(
  {
    en: 'a capacity that is no whole number from 1 is a RangeError',
    zh: '容量不是从 1 起的整数时抛出 RangeError',
  },
  () => {
    const capacities = [0, -1, 0.5, 1.5, Number.NaN, Infinity, -Infinity];
    for (const capacity of capacities) {
      expect(() => new ChanQueue(capacity), `new ChanQueue(${capacity})`).toThrow(RangeError);
    }
    expect(new ChanQueue(1).tryPush(1), 'new ChanQueue(1).tryPush(1)').toBe(true);
  },
);

test(
  {
    en: 'what is in a closed queue can be taken, then it says ok: false',
    zh: '关闭后剩余的值仍能取出，取完后返回 ok: false',
  },
  async () => {
    for (const inside of [0, 1, 2, 3]) {
      const queue = new ChanQueue<number>(3);
      // Begins in the middle of the ring.
      queue.tryPush(-1);
      queue.tryPop();
      for (let i = 1; i <= inside; i += 1)
        expect(queue.tryPush(i), `tryPush(${i}) into a queue of 3`).toBe(true);
      queue.close();
      const after = `after close() with ${inside} values in a queue of 3`;
      for (let i = 1; i <= inside; i += 1) {
        await named('dropped-on-close', () => {
          expect(queue.length, `length ${after} and ${i - 1} × tryPop()`).toBe(inside - i + 1);
          expect(shown(queue.tryPop()), `tryPop() number ${i} ${after}`).toBe(`{ value: ${i}, ok: true }`);
        });
      }
      for (const when of ['first', 'second']) {
        expect(shown(queue.tryPop()), `the ${when} tryPop() of the drained queue, ${after}`).toBe(
          '{ value: undefined, ok: false }',
        );
      }
      expect(queue.length, 'length of the drained queue').toBe(0);
      expect(queue.capacity, 'capacity after close()').toBe(3);
    }
  },
);

test({ en: 'nothing goes into a closed queue', zh: '关闭后的队列放不进任何东西' }, () => {
  for (const inside of [0, 1, 2]) {
    const queue = new ChanQueue<number>(2);
    for (let i = 1; i <= inside; i += 1) queue.tryPush(i);
    queue.close();
    withInput(`close() with ${inside} values in a queue of 2`, () => {
      for (const when of ['first', 'second']) {
        const error = thrownBy(() => queue.tryPush(9));
        expect(error instanceof ChanError, `the ${when} tryPush(9) throws a ChanError`).toBe(true);
        expect(String(error), `what the ${when} tryPush(9) throws`).toMatch(/closed/i);
      }
      expect(queue.length, 'length after tryPush(9) has thrown').toBe(inside);
      expect(() => queue.close(), 'close() again').not.toThrow();
      expect(queue.length, 'length after the second close()').toBe(inside);
      for (let i = 1; i <= inside; i += 1) {
        expect(shown(queue.tryPop()), `tryPop() number ${i} after tryPush(9) has thrown twice`).toBe(
          `{ value: ${i}, ok: true }`,
        );
      }
    });
  }
});

function thrownBy(body: () => unknown): unknown {
  try {
    return body() === undefined ? undefined : 'nothing: it returned';
  } catch (error) {
    return error;
  }
}

test({ en: 'two queues do not meet', zh: '两个队列互不影响' }, () => {
  const [one, other] = [new ChanQueue<number>(2), new ChanQueue<number>(3)];
  one.tryPush(1);
  other.tryPush(10);
  one.tryPush(2);
  expect([one.length, other.length], 'lengths after two values into one queue and one into another').toEqual([
    2, 1,
  ]);
  expect([one.capacity, other.capacity], 'capacities of a queue of 2 and one of 3').toEqual([2, 3]);
  expect(one.tryPush(3), 'tryPush into the full one').toBe(false);
  expect(other.tryPush(20), 'tryPush into the other one').toBe(true);
  one.close();
  expect(other.tryPush(30), 'tryPush into the other one, after close() of the first').toBe(true);
  const taken = [one.tryPop(), one.tryPop(), one.tryPop(), other.tryPop(), other.tryPop(), other.tryPop()];
  expect(
    taken.map((recv) => recv?.value),
    'what comes out of both',
  ).toEqual([1, 2, undefined, 10, 20, 30]);
});

test(
  {
    en: 'the values are in the ring, not in the buffer of a channel',
    zh: '值存放在环里，而不是通道的缓冲区里',
  },
  async () => {
    const values = [{ n: 1 }, { n: 2 }, { n: 3 }];
    await watched(async (watch) => {
      const queue = new ChanQueue<object>(3);
      for (const value of values) expect(queue.tryPush(value), 'tryPush into a queue of 3').toBe(true);
      await rest();
      await named('channel-as-store', () => {
        expect(watch.buffered(), 'values in the buffers of channels, with 3 values in the queue').toBe(0);
      });
      for (const value of values) expect(queue.tryPop()?.value, 'tryPop()').toBe(value);
      queue.close();
      await rest();
    }, isOneOf(values));
  },
);

function isOneOf(values: readonly unknown[]): (brought: unknown) => boolean {
  return (brought) => values.includes(brought);
}

test(
  { en: 'a place that was emptied lets go of its value', zh: '空出来的位置不再引用原来的值' },
  async () => {
    const queue = new ChanQueue<object>(4);
    const refs = pushAndTake(queue);
    await named('kept-reference', async () => {
      expect(await heldOf(refs), 'values held after all 6 that were pushed came out again').toBe(0);
    });
    queue.close();
  },
);

function pushAndTake(queue: ChanQueue<object>): WeakRef<object>[] {
  const refs: WeakRef<object>[] = [];
  const push = (): void => {
    const value = { big: refs.length };
    refs.push(new WeakRef(value));
    expect(queue.tryPush(value), `tryPush number ${refs.length}`).toBe(true);
  };
  for (let i = 0; i < 4; i += 1) push();
  queue.tryPop();
  queue.tryPop();
  push();
  push();
  for (let i = 0; i < 4; i += 1) expect(queue.tryPop()?.ok, `tryPop number ${i + 3}`).toBe(true);
  return refs;
}

/** How many places; and how much memory is looked at, which takes long. */
const PLACES = sized(20_000, 100);
const looksAtMemory = sized(true, false);

test(
  {
    en: 'the values are in one array, whose places stay when the values go',
    zh: '值放在一个数组里，值走了，位置还在',
  },
  async () => {
    const before = new HeapMark();
    const queue = new ChanQueue<number>(PLACES);
    for (let i = 0; i < PLACES; i += 1) queue.tryPush(1);
    expect(queue.length, `length after ${PLACES} × tryPush into a queue of ${PLACES}`).toBe(PLACES);
    const full = looksAtMemory ? await before.grownByKb(Number.MAX_SAFE_INTEGER) : 0;
    for (let i = 0; i < PLACES; i += 1) queue.tryPop();
    expect(queue.length, `length after ${PLACES} × tryPop`).toBe(0);
    const drained = looksAtMemory ? await before.grownByKb((PLACES * 3) / 1024) : full;
    // A list, a map or a growing array takes much for each value and gives it back; an array takes little, and keeps it.
    const keepsPlaces = (full * 1024) / PLACES < 24 || (drained * 1024) / PLACES >= 4;
    await named('no-ring', () => {
      expect(
        keepsPlaces,
        `${full} kB for ${PLACES} small numbers, ${drained} kB when they are gone: places that stay`,
      ).toBe(true);
    });
    queue.close();
  },
);

const LAPS = sized(20_000, 100);

test(
  { en: 'it does not grow with the values that go through it', zh: '流过再多的值，队列也不会变大' },
  async () => {
    const queue = new ChanQueue<number>(4);
    const lap = (): void => {
      for (let i = 0; i < LAPS; i += 1) {
        queue.tryPush(i);
        queue.tryPush(i);
        queue.tryPop();
        queue.tryPop();
      }
    };
    lap();
    const mark = new HeapMark();
    lap();
    const grown = await mark.grownByKb(150);
    await named('endless-array', () => {
      expect(grown, `kB that a queue of 4 has grown by with ${2 * LAPS} values`).toBeLessThan(150);
    });
    expect(queue.length, 'length after all that').toBe(0);
  },
);
