// Go: golang.org/x/sync/errgroup/errgroup_test.go, golang.org/x/sync/semaphore/semaphore_test.go
import { describe, expect, test } from 'vitest';
import { Chan, context, go, Group, Semaphore, SyncError, time, WaitGroup } from '../index.ts';
import { settle, underSchedules } from './run.ts';

describe('errgroup_test.go', () => {
  test(
    'TestZeroGroup',
    underSchedules(async () => {
      const errors = [new Error('errgroup_test: 1'), new Error('errgroup_test: 2')];
      for (const cases of [
        [],
        [undefined],
        [errors[0]],
        [errors[0], undefined],
        [errors[0], undefined, errors[1]],
      ]) {
        const g = new Group();
        let first: Error | undefined;
        for (const error of cases) {
          first ??= error;
          g.go(() => {
            if (error !== undefined) throw error;
          });
          await settle();
        }
        const waited = await g.wait().then(
          () => undefined,
          (error: unknown) => error,
        );
        expect(waited).toBe(first);
      }
    }),
  );

  test(
    'TestWithContext',
    underSchedules(async () => {
      const doom = new Error('group_test: doomed');
      for (const [results, want] of [
        [[], undefined],
        [[undefined], undefined],
        [[doom], doom],
        [[doom, undefined], doom],
      ] as const) {
        const [g, ctx] = Group.withContext(context.background());
        for (const error of results) {
          g.go(() => {
            if (error !== undefined) throw error;
          });
        }
        expect(
          await g.wait().then(
            () => undefined,
            (error: unknown) => error,
          ),
        ).toBe(want);
        expect(ctx.err()).toBe(context.canceled);
        expect(ctx.done().tryRecv()).toEqual({ value: undefined, ok: false });
      }
    }),
  );

  test(
    'TestTryGo',
    underSchedules(async () => {
      const n = 42;
      const g = new Group();
      g.setLimit(n);
      const held = new Chan<never>();
      for (let i = 0; i < n; i++) expect(g.tryGo(() => held.recv())).toBe(true);
      expect(g.tryGo(() => expect.unreachable('no place is free'))).toBe(false);
      held.close();
      await g.wait();
      expect(g.tryGo(() => undefined)).toBe(true);
      await g.wait();

      const unlimited = new Group();
      for (let i = 0; i < n; i++) expect(unlimited.tryGo(() => undefined)).toBe(true);
      await unlimited.wait();

      const none = new Group();
      none.setLimit(0);
      expect(none.tryGo(() => undefined)).toBe(false);
    }),
  );

  test(
    'TestGoLimit',
    underSchedules(async () => {
      const limit = 10;
      for (const how of ['go', 'goWhenFree'] as const) {
        const g = new Group();
        g.setLimit(limit);
        let active = 0;
        let most = 0;
        for (let i = 0; i <= 50; i++) {
          await g[how](async () => {
            most = Math.max(most, ++active);
            await time.sleep(1);
            active--;
          });
        }
        await g.wait();
        expect(most).toBe(limit);
      }
    }),
  );

  test(
    'TestCancelCause',
    underSchedules(async () => {
      const doom = new Error('group_test: doomed');
      for (const [results, want] of [
        [[undefined], context.canceled],
        [[doom], doom],
        [[doom, undefined], doom],
      ] as const) {
        const [g, ctx] = Group.withContext(context.background());
        for (const error of results) {
          g.go(() => {
            if (error !== undefined) throw error;
          });
        }
        await g.wait().catch(() => undefined);
        expect(context.cause(ctx)).toBe(want);
      }
    }),
  );
});

describe('semaphore_test.go', () => {
  test(
    'TestWeighted',
    underSchedules(async () => {
      const n = 5;
      const semaphore = new Semaphore(n);
      const wg = new WaitGroup();
      for (let i = 0; i < n; i++) {
        wg.go(async () => {
          for (let k = 0; k < 5; k++) {
            await semaphore.acquire(i);
            await time.sleep(1);
            semaphore.release(i);
          }
        });
      }
      await wg.wait();
      expect(semaphore.free).toBe(n);
    }),
  );

  test('TestWeightedPanic', () => {
    expect(() => new Semaphore(1).release(1)).toThrow(new SyncError('semaphore: released more than held'));
  });

  test('TestWeightedTryAcquire', () => {
    const semaphore = new Semaphore(2);
    const tries = [semaphore.tryAcquire(1), semaphore.tryAcquire(1), semaphore.tryAcquire(1)];
    semaphore.release(2);
    tries.push(semaphore.tryAcquire(1));
    expect(tries).toEqual([true, true, false, true]);
  });

  test(
    'TestWeightedAcquire',
    underSchedules(async () => {
      const semaphore = new Semaphore(2);
      const tryAcquire = async (n: number): Promise<boolean> => {
        const [ctx, cancel] = context.withTimeout(context.background(), 10);
        using _ = cancel;
        return semaphore.acquire(n, ctx).then(
          () => true,
          () => false,
        );
      };
      const tries = [await tryAcquire(1), await tryAcquire(1), await tryAcquire(1)];
      semaphore.release(2);
      tries.push(await tryAcquire(1));
      expect(tries).toEqual([true, true, false, true]);
    }),
  );

  test(
    'TestWeightedDoesntBlockIfTooBig',
    underSchedules(async () => {
      const n = 2;
      const semaphore = new Semaphore(n);
      const [ctx, cancel] = context.withCancel(context.background());
      go(async () => {
        await expect(semaphore.acquire(n + 1, ctx)).rejects.toBe(context.canceled);
      });
      await settle();
      const g = new Group();
      for (let i = 0; i < n * 3; i++) {
        g.go(async () => {
          cancel();
          await semaphore.acquire(1);
          await time.sleep(1);
          semaphore.release(1);
        });
      }
      await g.wait();
    }),
  );

  test(
    'TestLargeAcquireDoesntStarve',
    underSchedules(async () => {
      const n = 4;
      const semaphore = new Semaphore(n);
      const all = { running: true };
      const wg = new WaitGroup();
      wg.add(n);
      for (let i = 0; i < n; i++) {
        await semaphore.acquire(1);
        go(async () => {
          while (all.running) {
            await time.sleep(1);
            semaphore.release(1);
            await semaphore.acquire(1);
          }
          semaphore.release(1);
          wg.done();
        });
      }
      await semaphore.acquire(n);
      all.running = false;
      semaphore.release(n);
      await wg.wait();
    }),
  );

  test(
    'TestAllocCancelDoesntStarve',
    underSchedules(async () => {
      const semaphore = new Semaphore(10);
      await semaphore.acquire(1);
      const [ctx, cancel] = context.withCancel(context.background());
      const wg = new WaitGroup();
      wg.go(() => expect(semaphore.acquire(10, ctx)).rejects.toBe(context.canceled));
      await settle();
      let got = false;
      wg.go(async () => {
        await semaphore.acquire(1);
        got = true;
      });
      await settle();
      expect(got).toBe(false);
      // The large request goes away: the small one behind it must be served.
      cancel();
      await wg.wait();
      expect(got).toBe(true);
    }),
  );

  test(
    'TestWeightedAcquireCanceled',
    underSchedules(async () => {
      const semaphore = new Semaphore(2);
      await semaphore.acquire(1);
      const [ctx, cancel] = context.withCancel(context.background());
      cancel();
      await expect(semaphore.acquire(1, ctx)).rejects.toBe(context.canceled);
      expect(semaphore.free).toBe(1);
    }),
  );
});
