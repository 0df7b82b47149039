// Go: src/runtime/chan_test.go
import { describe, expect, test } from 'vitest';
import { Chan, go, gosched, recv, select, send, trySelect, WaitGroup } from '../index.ts';
import { settle, underSchedules } from './run.ts';

describe('runtime/chan_test.go', () => {
  test(
    'TestChan',
    underSchedules(async () => {
      for (const capacity of [0, 1, 2, 7, 19]) {
        await blocksOnEmptyAndFull(capacity);
        await drainsAfterClose(capacity);
        await keepsOrder(capacity);
        await keepsEveryValue(capacity);
        await holdsAsMuchAsItsCapacity(capacity);
      }
    }),
  );

  test(
    'TestNonblockRecvRace',
    underSchedules(async () => {
      for (let i = 0; i < 20; i++) {
        const c = new Chan<number>(1);
        c.trySend(1);
        let missed = false;
        const wg = new WaitGroup();
        wg.go(() => {
          missed = c.tryRecv() === undefined;
        });
        c.close();
        await wg.wait();
        expect(missed).toBe(false);
      }
    }),
  );

  test(
    'TestNonblockSelectRace',
    underSchedules(async () => {
      for (let i = 0; i < 20; i++) {
        const c1 = new Chan<number>(1);
        const c2 = new Chan<number>(1);
        c1.trySend(1);
        let sawNone = false;
        const wg = new WaitGroup();
        wg.go(() => {
          sawNone = trySelect([recv(c1), recv(c2)]) === undefined;
        });
        c2.trySend(1);
        await gosched();
        trySelect([recv(c1)]);
        await wg.wait();
        expect(sawNone).toBe(false);
      }
    }),
  );

  test(
    'TestNonblockSelectRace2',
    underSchedules(async () => {
      for (let i = 0; i < 20; i++) {
        const c1 = new Chan<number>(1);
        const c2 = new Chan<number>();
        c1.trySend(1);
        let sawNone = false;
        const wg = new WaitGroup();
        wg.go(() => {
          sawNone = trySelect([recv(c1), recv(c2)]) === undefined;
        });
        c2.close();
        await gosched();
        trySelect([recv(c1)]);
        await wg.wait();
        expect(sawNone).toBe(false);
      }
    }),
  );

  test(
    'TestSelfSelect',
    underSchedules(async () => {
      for (const capacity of [0, 10]) {
        const c = new Chan<number>(capacity);
        const wg = new WaitGroup();
        for (const me of [0, 1]) {
          wg.go(async () => {
            for (let i = 0; i < 50; i++) {
              // Both orders of the cases; received values must come from the other one when nothing is buffered.
              const it =
                i % 2 === 0 ? await select([send(c, me), recv(c)]) : await select([recv(c), send(c, me)]);
              if (it.value !== undefined && capacity === 0) expect(it.value).not.toBe(me);
            }
            // The partner may be left with a case that only a third one can meet.
            c.trySend(me);
            c.tryRecv();
          });
        }
        const stop = new Chan<never>();
        go('meets whoever is left alone', async () => {
          for (;;) {
            const it = await select([recv(c), recv(stop)]);
            if (it.index === 1) return;
          }
        });
        await wg.wait();
        stop.close();
      }
    }),
  );

  test(
    'TestSelectStress',
    underSchedules(async () => {
      const chans = [
        new Chan<number>(),
        new Chan<number>(),
        new Chan<number>(2),
        new Chan<number>(3),
      ] as const;
      const n = 25;
      const wg = new WaitGroup();
      for (const c of chans) {
        wg.go(async () => {
          for (let i = 0; i < n; i++) await c.send(0);
        });
        wg.go(async () => {
          for (let i = 0; i < n; i++) await c.recv();
        });
      }
      for (const side of ['send', 'receive']) {
        wg.go(async () => {
          const left = [n, n, n, n];
          for (let i = 0; i < 4 * n; i++) {
            const open = left.map((count, at) => (count > 0 ? chans[at] : undefined));
            const it = await select(open.map((c) => (side === 'send' ? send(c, 0) : recv(c))));
            left[it.index] = (left[it.index] as number) - 1;
          }
          expect(left).toEqual([0, 0, 0, 0]);
        });
      }
      await wg.wait();
    }),
  );

  test('TestSelectFairness', async () => {
    // With the native Runtime: under a steered one the choices are its business.
    const trials = 10_000;
    const c1 = new Chan<number>(trials + 1);
    const c2 = new Chan<number>(trials + 1);
    for (let i = 0; i <= trials; i++) {
      c1.trySend(1);
      c2.trySend(2);
    }
    const c3 = new Chan<number>();
    const counts = [0, 0, 0];
    for (let i = 0; i < trials; i++) {
      const { index } = await select([recv(c3), recv(c1), recv(c2)]);
      counts[index] = (counts[index] as number) + 1;
    }
    // As in Go's test: wrong in one of a million runs.
    const confidence = 4.891676;
    const error = confidence / (2 * Math.sqrt(trials));
    expect(Math.abs((counts[1] as number) / trials - 0.5)).toBeLessThanOrEqual(error);
    expect(counts[0]).toBe(0);
  });

  test(
    'TestChanSendInterface',
    underSchedules(async () => {
      const c = new Chan<unknown>(1);
      await c.send({ some: 'object' });
      expect(trySelect([send(c, new Map())])).toBeUndefined();
      expect(c.len).toBe(1);
    }),
  );

  test('TestPseudoRandomSend', async () => {
    for (const capacity of [0, 100]) {
      const c = new Chan<number>(capacity);
      const received: number[] = [];
      const wg = new WaitGroup();
      wg.go(async () => {
        for (let i = 0; i < 100; i++) received.push((await c.recv()).value as number);
      });
      for (let i = 0; i < 100; i++) await select([send(c, 0), send(c, 1)]);
      await wg.wait();
      const ones = received.filter((value) => value === 1).length;
      expect(ones).toBeGreaterThan(10);
      expect(ones).toBeLessThan(90);
    }
  });

  test('TestMultiConsumer', async () => {
    const workers = 23;
    const items = 20_000;
    const primes = [2, 3, 7, 11, 13, 17, 19, 23, 27, 31];
    const queue = new Chan<number>(workers * 4);
    const results = new Chan<number>(workers * 4);
    const wg = new WaitGroup();
    for (let worker = 0; worker < workers; worker++) {
      wg.go(async () => {
        for await (const value of queue) {
          if (primes[worker % primes.length] === value) await gosched();
          await results.send(value);
        }
      });
    }
    let expected = 0;
    go(async () => {
      for (let i = 0; i < items; i++) {
        const value = primes[i % primes.length] as number;
        expected += value;
        await queue.send(value);
      }
      queue.close();
      await wg.wait();
      results.close();
    });
    let count = 0;
    let sum = 0;
    for await (const value of results) {
      count++;
      sum += value;
    }
    expect({ count, sum }).toEqual({ count: items, sum: expected });
  });

  test(
    'TestSelectDuplicateChannel',
    underSchedules(async () => {
      const c = new Chan<number>();
      const d = new Chan<number>();
      const e = new Chan<number>();
      const wg = new WaitGroup();
      const order: string[] = [];
      wg.go(async () => {
        await select([recv(c), recv(c), recv(d)]);
        order.push('first');
        await e.send(9);
      });
      await settle();
      wg.go(async () => {
        await c.recv();
        order.push('second');
      });
      await settle();
      await d.send(7);
      await e.recv();
      // The queue of c must still hold the second goroutine.
      await c.send(8);
      await wg.wait();
      expect(order).toEqual(['first', 'second']);
    }),
  );
});

async function blocksOnEmptyAndFull(capacity: number): Promise<void> {
  const c = new Chan<number>(capacity);
  let received = false;
  go(async () => {
    await c.recv();
    received = true;
  });
  let selected = false;
  go(async () => {
    await select([recv(c)]);
    selected = true;
  });
  await settle();
  expect({ received, selected }).toEqual({ received: false, selected: false });
  expect(c.tryRecv() === undefined && trySelect([recv(c)]) === undefined).toBe(true);
  await c.send(0);
  await c.send(0);

  for (let i = 0; i < capacity; i++) await c.send(i);
  let sent = 0;
  go(async () => {
    await c.send(0);
    sent++;
  });
  await settle();
  expect(sent).toBe(0);
  expect(await c.recv()).toEqual({ value: 0, ok: true });
  await settle();
  if (capacity > 0) expect(sent).toBe(1);
  for (let i = 1; i < capacity; i++) expect(await c.recv()).toEqual({ value: i, ok: true });
  if (capacity > 0) expect(await c.recv()).toEqual({ value: 0, ok: true });
  expect(c.trySend(0)).toBe(capacity > 0);
}

async function drainsAfterClose(capacity: number): Promise<void> {
  const c = new Chan<number>(capacity);
  for (let i = 0; i < capacity; i++) await c.send(i);
  c.close();
  for (let i = 0; i < capacity; i++) expect(await c.recv()).toEqual({ value: i, ok: true });
  expect(await c.recv()).toEqual({ value: undefined, ok: false });
  expect(c.tryRecv()).toEqual({ value: undefined, ok: false });

  const later = new Chan<number>(capacity);
  const done = new Chan<boolean>();
  go(async () => {
    const { value, ok } = await later.recv();
    await done.send(value === undefined && !ok);
  });
  await settle();
  later.close();
  expect(await done.recv()).toEqual({ value: true, ok: true });
}

async function keepsOrder(capacity: number): Promise<void> {
  const c = new Chan<number>(capacity);
  go(async () => {
    for (let i = 0; i < 100; i++) await c.send(i);
  });
  for (let i = 0; i < 100; i++) expect(await c.recv()).toEqual({ value: i, ok: true });
}

async function keepsEveryValue(capacity: number): Promise<void> {
  const [producers, each] = [4, 50];
  const c = new Chan<number>(capacity);
  for (let p = 0; p < producers; p++) {
    go(async () => {
      for (let i = 0; i < each; i++) await c.send(i);
    });
  }
  const counts = new Chan<Map<number, number>>();
  for (let p = 0; p < producers; p++) {
    go(async () => {
      const seen = new Map<number, number>();
      for (let i = 0; i < each; i++) {
        const { value } = await c.recv();
        seen.set(value as number, (seen.get(value as number) ?? 0) + 1);
      }
      await counts.send(seen);
    });
  }
  const total = new Map<number, number>();
  for (let p = 0; p < producers; p++) {
    for (const [value, count] of (await counts.recv()).value ?? [])
      total.set(value, (total.get(value) ?? 0) + count);
  }
  expect(total).toEqual(new Map(Array.from({ length: each }, (_, i) => [i, producers])));
}

async function holdsAsMuchAsItsCapacity(capacity: number): Promise<void> {
  const c = new Chan<number>(capacity * 2);
  expect([c.len, c.cap]).toEqual([0, capacity * 2]);
  for (let i = 0; i < capacity; i++) await c.send(i);
  expect([c.len, c.cap]).toEqual([capacity, capacity * 2]);
}
