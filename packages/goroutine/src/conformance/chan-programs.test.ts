// Go: test/chan/*.go
import { describe, expect, test } from 'vitest';
import {
  Chan,
  ChanError,
  go,
  recv,
  type RecvChan,
  select,
  send,
  type SendChan,
  trySelect,
  WaitGroup,
} from '../index.ts';
import { DeadlockError, bubble } from '../steered/index.ts';
import { settle, underSchedules } from './run.ts';

describe('test/chan', () => {
  test(
    'doubleselect',
    underSchedules(async () => {
      const iterations = 50;
      const outs = [0, 1, 2, 3].map(() => new Chan<number>());
      const wg = new WaitGroup();
      wg.go('sender', async () => {
        for (let i = 0; i < iterations; i++) await select(outs.map((out) => send(out, i)));
        for (const out of outs) out.close();
      });
      const merged = new Chan<number>();
      const forwarders = new WaitGroup();
      for (const out of outs) {
        forwarders.go(async () => {
          for await (const value of out) await merged.send(value);
        });
      }
      go(async () => {
        await forwarders.wait();
        merged.close();
      });
      const seen = new Set<number>();
      for await (const value of merged) {
        expect(seen.has(value)).toBe(false);
        seen.add(value);
      }
      expect(seen.size).toBe(iterations);
    }),
  );

  test(
    'fifo',
    underSchedules(async () => {
      const n = 10;
      const buffered = new Chan<number>(n);
      for (let i = 0; i < n; i++) await buffered.send(i);
      for (let i = 0; i < n; i++) expect((await buffered.recv()).value).toBe(i);

      const c = new Chan<number>();
      let before = new Chan<number>();
      const first = before;
      for (let i = 0; i < n; i++) {
        const after = new Chan<number>();
        const mine = before;
        go(async () => {
          expect((await mine.recv()).value).toBe(i);
          expect((await c.recv()).value).toBe(i);
          await after.send(i + 1);
        });
        before = after;
      }
      go(() => first.send(0));
      for (let i = 0; i < n; i++) await c.send(i);
      expect((await before.recv()).value).toBe(n);
    }),
  );

  test('goroutines', async () => {
    let left = new Chan<number>();
    const leftmost = left;
    for (let i = 0; i < 10_000; i++) {
      const right = new Chan<number>();
      const mine = left;
      go(async () => mine.send(((await right.recv()).value as number) + 1));
      left = right;
    }
    go(() => left.send(0));
    expect(await leftmost.recv()).toEqual({ value: 10_000, ok: true });
  });

  test(
    'nonblock',
    underSchedules(async () => {
      for (const capacity of [0, 1]) {
        const c = new Chan<number>(capacity);
        expect(c.tryRecv()).toBeUndefined();
        expect(trySelect([recv(c)])).toBeUndefined();
        let got: unknown;
        const wg = new WaitGroup();
        wg.go(async () => {
          got = await c.recv();
        });
        await settle();
        expect(c.trySend(123)).toBe(true);
        await wg.wait();
        expect(got).toEqual({ value: 123, ok: true });
        wg.go(() => c.send(234));
        await settle();
        expect(c.tryRecv()).toEqual({ value: 234, ok: true });
        await wg.wait();
        expect(c.trySend(1)).toBe(capacity === 1);
      }
    }),
  );

  test('perm', () => {
    const c = new Chan<number>(1);
    const sends: SendChan<number> = c;
    const receives: RecvChan<number> = c;
    expect(sends).toBe(receives);
    // Each of these lines must not compile; an unused expectation is an error of the type check.
    const wrong = [
      // @ts-expect-error a receiving half cannot send
      (): unknown => receives.send(1),
      // @ts-expect-error a receiving half cannot close
      (): unknown => receives.close(),
      // @ts-expect-error a sending half cannot receive
      (): unknown => sends.recv(),
      // @ts-expect-error a sending half is not a receiving one
      (): RecvChan<number> => sends,
      // @ts-expect-error a receiving half is not a sending one
      (): SendChan<number> => receives,
      // @ts-expect-error a half is not a whole channel
      (): Chan<number> => receives,
      // @ts-expect-error the element types must fit
      (): SendChan<string> => sends,
      // @ts-expect-error select cannot receive from a sending half
      (): unknown => recv(sends),
      // @ts-expect-error select cannot send to a receiving half
      (): unknown => send(receives, 1),
    ];
    expect(wrong).toHaveLength(9);
    const wider: RecvChan<number | string> = receives;
    const narrower: SendChan<1> = sends;
    expect([wider, narrower]).toEqual([c, c]);
  });

  test(
    'powser1',
    underSchedules(async () => {
      // Power series as goroutines: the coefficients of 1/(1-x), times those of 1+x, divided again.
      const done = new Chan<never>();
      const ones = generate(() => 1, done);
      const product = multiply(ones, [1, 1], done);
      expect(await take(product, 5)).toEqual([1, 2, 2, 2, 2]);
      done.close();
    }),
  );

  test(
    'powser2',
    underSchedules(async () => {
      // As powser1 with generic values: here the same streams carry objects.
      const done = new Chan<never>();
      const items = generate((i) => ({ exponent: i }), done);
      expect(await take(items, 3)).toEqual([{ exponent: 0 }, { exponent: 1 }, { exponent: 2 }]);
      done.close();
    }),
  );

  test(
    'select',
    underSchedules(async () => {
      // A sender that leaves out its nil channel, and falls back when nothing can go on.
      let value = 0;
      const a = new Chan<number>(1);
      const b = new Chan<number>(1);
      const sent: number[] = [];
      for (let i = 0; i < 4; i++) {
        const next = value % 2 === 0 ? ([a, undefined] as const) : ([undefined, b] as const);
        const it = trySelect([send(next[0], value), send(next[1], value)]);
        if (it === undefined) break;
        sent.push(value++);
      }
      expect(sent).toEqual([0, 1]);
      expect([a.tryRecv()?.value, b.tryRecv()?.value]).toEqual([0, 1]);
    }),
  );

  test('select2', async () => {
    const c = new Chan<number>();
    const dummy = new Chan<number>();
    const n = 5000;
    const sender = new WaitGroup();
    sender.go(async () => {
      for (let i = 0; i < n; i++) await c.send(i);
    });
    for (let i = 0; i < n; i++) expect((await select([recv(c), recv(dummy)])).index).toBe(0);
    await sender.wait();
    // Had the selects left waiters in the dummy, one of them would take this.
    expect(dummy.trySend(1)).toBe(false);
  });

  test('select3', async () => {
    const blocks = async (body: () => unknown): Promise<boolean> =>
      bubble(async () => void (await body())).then(
        () => false,
        (error: unknown) => error instanceof DeadlockError,
      );
    const nil = Chan.nil<number>();
    const closed = new Chan<number>();
    closed.close();
    expect(await blocks(() => nil.send(7))).toBe(true);
    expect(await blocks(() => nil.recv())).toBe(true);
    expect(await blocks(() => select([]))).toBe(true);
    expect(await blocks(() => select([recv(nil), send(nil, 7), recv(undefined), send(null, 7)]))).toBe(true);
    expect(await blocks(() => new Chan<number>().send(7))).toBe(true);
    expect(await blocks(() => new Chan<number>().recv())).toBe(true);
    expect(await blocks(() => new Chan<number>(10).recv())).toBe(true);
    expect(await blocks(() => new Chan<number>(10).send(7))).toBe(false);
    expect(await blocks(() => closed.recv())).toBe(false);
    expect(await blocks(() => select([recv(closed)]))).toBe(false);
    expect(await blocks(() => select([recv(nil)], () => undefined))).toBe(false);
    expect(await blocks(() => select([], () => undefined))).toBe(false);
    // A select must not meet itself.
    const self = new Chan<number>();
    expect(await blocks(() => select([send(self, 7), recv(self)]))).toBe(true);
    await expect(closed.send(7)).rejects.toThrow(new ChanError('send on closed channel'));
    await expect(select([send(closed, 7)])).rejects.toThrow(new ChanError('send on closed channel'));
    expect(() => trySelect([send(closed, 7)])).toThrow(new ChanError('send on closed channel'));
  });

  test(
    'select4',
    underSchedules(async () => {
      const c = new Chan<number>(1);
      const c1 = new Chan<number>();
      await c.send(42);
      const it = await select([recv(c1), recv(c)]);
      expect(it).toEqual({ index: 1, value: 42, ok: true });
    }),
  );

  test(
    'select5',
    underSchedules(async () => {
      // Operands are worked out once each, in order, before the choice; cases not chosen have no effect.
      const trace: string[] = [];
      const chan = (name: string, c: Chan<number>): Chan<number> => {
        trace.push(name);
        return c;
      };
      const value = (name: string, v: number): number => {
        trace.push(name);
        return v;
      };
      const full = new Chan<number>();
      const free = new Chan<number>(1);
      const it = await select([
        recv(chan('a', full)),
        send(chan('b', free), value('v', 5)),
        recv(chan('c', full)),
      ]);
      expect(it.index).toBe(1);
      expect(trace).toEqual(['a', 'b', 'v', 'c']);
      expect([free.len, full.len]).toEqual([1, 0]);
    }),
  );

  test(
    'select6',
    underSchedules(async () => {
      const c1 = new Chan<boolean>();
      const c2 = new Chan<boolean>();
      const c3 = new Chan<boolean>();
      const c4 = new Chan<boolean>();
      go(() => c1.recv());
      await settle();
      go(async () => {
        await select([recv(c1), recv(c2)]);
        await c3.send(true);
      });
      await settle();
      go(() => c2.send(true));
      await c3.recv();
      // The case on c1 that did not happen must have left c1's queue whole.
      go(async () => {
        await c1.send(true);
        await c4.send(true);
      });
      await c4.recv();
    }),
  );

  test(
    'select7',
    underSchedules(async () => {
      for (const receive of [
        (c: Chan<number>): unknown => c.recv(),
        (c: Chan<number>): unknown => select([recv(c)]),
        (c: Chan<number>): unknown => select([recv(c, () => undefined)]),
        (c: Chan<number>): unknown => select([recv(undefined), recv(c)]),
      ]) {
        for (const transmit of [
          (c: Chan<number>): unknown => c.send(1),
          (c: Chan<number>): unknown => select([send(c, 1)]),
          (c: Chan<number>): unknown => select([send(undefined, 1), send(c, 1)]),
        ]) {
          const c = new Chan<number>();
          const wg = new WaitGroup();
          wg.go(() => receive(c));
          wg.go(() => transmit(c));
          await wg.wait();
        }
      }
    }),
  );

  test(
    'sieve1',
    underSchedules(async () => {
      expect(await sieve(8)).toEqual([2, 3, 5, 7, 11, 13, 17, 19]);
    }),
  );

  test('sieve2', async () => {
    expect(await sieve(20)).toEqual([
      2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71,
    ]);
  });

  test('zerosize', () => {
    // Values without information: the channel still counts them.
    const c = new Chan<undefined>(2);
    expect([c.trySend(undefined), c.trySend(undefined), c.trySend(undefined)]).toEqual([true, true, false]);
    expect(c.len).toBe(2);
  });
});

function generate<T>(make: (i: number) => T, done: Chan<never>): Chan<T> {
  const out = new Chan<T>();
  go('generate', async () => {
    for (let i = 0; ; i++) if ((await select([send(out, make(i)), recv(done)])).index === 1) return;
  });
  return out;
}

function multiply(series: Chan<number>, by: readonly number[], done: Chan<never>): Chan<number> {
  const out = new Chan<number>();
  go('multiply', async () => {
    const seen: number[] = [];
    for (;;) {
      const it = await select([recv(series), recv(done)]);
      if (it.index === 1 || !it.ok) return;
      seen.unshift(it.value);
      const coefficient = by.reduce((sum, factor, at) => sum + factor * (seen[at] ?? 0), 0);
      if ((await select([send(out, coefficient), recv(done)])).index === 1) return;
    }
  });
  return out;
}

async function take<T>(chan: RecvChan<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  for (let i = 0; i < count; i++) taken.push((await chan.recv()).value as T);
  return taken;
}

async function sieve(count: number): Promise<number[]> {
  const done = new Chan<never>();
  let chan = generate((i) => i + 2, done);
  const primes: number[] = [];
  for (let i = 0; i < count; i++) {
    const prime = (await chan.recv()).value as number;
    primes.push(prime);
    const source = chan;
    const filtered = new Chan<number>();
    go('filter', async () => {
      for (;;) {
        const it = await select([recv(source), recv(done)]);
        if (it.index === 1 || !it.ok) return;
        if (it.value % prime === 0) continue;
        if ((await select([send(filtered, it.value), recv(done)])).index === 1) return;
      }
    });
    chan = filtered;
  }
  done.close();
  return primes;
}
