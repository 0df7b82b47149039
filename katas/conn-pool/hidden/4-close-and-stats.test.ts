import { context, gosched, time, WaitGroup } from '@katas/goroutine';
import { test } from '@katas/kata/suite';
import { BadConnError, PoolClosedError, type Lease, type PoolStats } from '#solution';
import { borrow, settled, tryToBorrow } from './borrower.ts';
import type { Conn } from './database.ts';
import { must, rejection, same } from './expectation.ts';
import { program, type Scene } from './program.ts';

const ONE = { maxOpen: 1, maxIdle: 1 } as const;

test(
  {
    en: 'stats tells how many connections there are, and what they do',
    zh: 'stats 说明有多少连接、各在做什么',
  },
  () =>
    program({
      text: 'A: acquire ×3, release them, one with a BadConnError; acquire; stats() after each',
      options: { maxOpen: 3, maxIdle: 1 },
      run: async ({ pool }) => {
        const check = (when: string, open: number, idle: number, inUse: number): void => {
          const stats = pool.stats();
          same([stats.open, stats.idle, stats.inUse], [open, idle, inUse], `open, idle and inUse ${when}`);
          same(
            [stats.maxOpen, stats.waiting, stats.waitCount],
            [3, 0, 0],
            `maxOpen, waiting and waitCount ${when}`,
          );
          same(stats.waitMs, 0, `waitMs ${when}`);
        };
        check('of a new pool', 0, 0, 0);
        const one = await pool.acquire();
        const two = await pool.acquire();
        const three = await pool.acquire();
        check('with three lent', 3, 0, 3);
        const earlier = pool.stats();
        await one.release();
        check('after one came back', 3, 1, 2);
        same([earlier.idle, earlier.inUse], [0, 3], 'idle and inUse of the stats() from before');
        await two.release();
        check('after a second one came back, with maxIdle 1', 2, 1, 1);
        await three.release(new BadConnError());
        check('after the third one was bad', 1, 1, 0);
        await three.release();
        check('after a double release', 1, 1, 0);
        await pool.acquire();
        check('with one lent', 1, 0, 1);
      },
    }),
);

test(
  {
    en: 'stats counts a connection that is dialled, pinged or closed',
    zh: 'stats 也计入正在建立、ping 或关闭的连接',
  },
  () =>
    program({
      text: 'A: acquire, release, acquire, release(new BadConnError()); stats() while connect, ping and close run',
      options: { maxOpen: 2, maxIdle: 2 },
      run: async ({ db, pool }) => {
        const seen: Record<string, PoolStats> = {};
        db.onConnect = async () => {
          await gosched();
          seen['connect'] = pool.stats();
        };
        db.onPing = async () => {
          await gosched();
          seen['ping'] = pool.stats();
        };
        db.onClose = async () => {
          await gosched();
          seen['close'] = pool.stats();
        };
        await (await pool.acquire()).release();
        await (await pool.acquire()).release(new BadConnError());
        for (const during of ['connect', 'ping', 'close']) {
          const { open, idle, inUse } = seen[during] ?? {};
          same([open, idle, inUse], [1, 0, 1], `open, idle and inUse during ${during}`);
        }
        same([pool.stats().open, pool.stats().inUse], [0, 0], 'open and inUse when it is gone');
      },
    }),
);

test({ en: 'stats gives back the place of a failed dial', zh: '建连失败后 stats 归还名额' }, () =>
  program({
    text: 'A: acquire, and the dial fails',
    options: ONE,
    looksLike: 'leaked-place',
    run: async ({ db, pool }) => {
      db.onConnect = () => Promise.reject(new Error('refused'));
      await rejection(pool.acquire(), 'acquire()');
      const { open, idle, inUse, waiting } = pool.stats();
      same([open, idle, inUse, waiting], [0, 0, 0, 0], 'open, idle, inUse and waiting');
    },
  }),
);

test(
  {
    en: 'stats counts those who wait, those who have waited, and their time',
    zh: 'stats 统计等待者、等待次数与等待时间',
  },
  () =>
    program({
      text: 'A: acquire; B, C wait; C is cancelled after 3 ms; A: release after 5 ms',
      options: ONE,
      run: async ({ pool }) => {
        const [ctx, cancel] = context.withCancel(context.background());
        const lease = await pool.acquire();
        const startMs = time.now();
        const served = pool.acquire();
        const failed = rejection(pool.acquire(ctx), 'acquire(ctx)');
        await settled();
        same(
          [pool.stats().waiting, pool.stats().waitCount],
          [2, 2],
          'waiting and waitCount with two in line',
        );
        same(pool.stats().inUse, 1, 'inUse with two in line');
        await time.sleep(3);
        cancel();
        await failed;
        const gaveUpMs = time.now() - startMs;
        same(
          [pool.stats().waiting, pool.stats().waitCount],
          [1, 2],
          'waiting and waitCount after one gave up',
        );
        same(pool.stats().waitMs, gaveUpMs, `waitMs after one gave up, ${gaveUpMs} ms later`);
        await time.sleep(2);
        await lease.release();
        await served;
        const servedMs = time.now() - startMs;
        const stats = pool.stats();
        same(
          [stats.waiting, stats.waitCount],
          [0, 2],
          'waiting and waitCount after the other one was served',
        );
        same(
          stats.waitMs,
          gaveUpMs + servedMs,
          `waitMs after the other one was served, ${servedMs} ms later`,
        );
      },
    }),
);

test({ en: 'stats tells why connections were closed', zh: 'stats 说明连接因何关闭' }, async () => {
  const counts = ({ maxIdleClosed, maxIdleTimeClosed, maxLifetimeClosed }: PoolStats): number[] => [
    maxIdleClosed,
    maxIdleTimeClosed,
    maxLifetimeClosed,
  ];
  const what = 'maxIdleClosed, maxIdleTimeClosed and maxLifetimeClosed';
  await program({
    text: 'A: acquire ×3, release all; acquire, release(new BadConnError()); acquire, ping fails; close',
    options: { maxOpen: 3, maxIdle: 1 },
    run: async ({ db, pool }) => {
      await fill(pool, 3);
      same(counts(pool.stats()), [2, 0, 0], `${what} after 3 connections came back, with maxIdle 1`);
      await (await pool.acquire()).release(new BadConnError());
      await fill(pool, 1);
      db.onPing = () => Promise.reject(new BadConnError());
      await pool.acquire();
      await fill(pool, 1);
      await pool.close();
      same(counts(pool.stats()), [2, 0, 0], `${what} after bad connections and close()`);
    },
  });
  for (const [limit, expected] of [
    [{ maxIdleTimeMs: 1000 }, [0, 2, 0]],
    [{ maxLifetimeMs: 1000 }, [0, 0, 2]],
    [{ maxLifetimeMs: 1000, maxIdleTimeMs: 3000 }, [0, 0, 2]],
    [{ maxLifetimeMs: 3000, maxIdleTimeMs: 1000 }, [0, 2, 0]],
  ] as const)
    await program({
      text: 'A: acquire ×2, release both; 1100 ms later stats()',
      options: { maxOpen: 2, maxIdle: 2, ...limit },
      run: async ({ pool }) => {
        await fill(pool, 2);
        await time.sleep(1100);
        return () => same(counts(pool.stats()), expected, what);
      },
    });
  await program({
    text: 'A: acquire, hold for 1500 ms, release',
    options: { ...ONE, maxLifetimeMs: 1000 },
    run: async ({ pool }) => {
      const lease = await pool.acquire();
      await time.sleep(1500);
      await lease.release();
      same(counts(pool.stats()), [0, 0, 1], what);
    },
  });
});

test(
  {
    en: 'close closes each idle connection once, and resolves when they are gone',
    zh: 'close 将每个空闲连接各关闭一次，全部关闭后才完成',
  },
  async () => {
    await program({
      text: 'A: acquire ×3, release all; close',
      options: { maxOpen: 3, maxIdle: 3 },
      leavesNothing: true,
      run: async ({ db, pool }) => {
        await fill(pool, 3);
        await pool.close();
        same(db.ids('closed'), [1, 2, 3], 'connections closed when close() has resolved');
        const { open, idle, inUse } = pool.stats();
        same([open, idle, inUse], [0, 0, 0], 'open, idle and inUse of the closed pool');
      },
    });
    await program({
      text: 'A: acquire ×2, release both; close, and every close of the driver rejects',
      options: { maxOpen: 2, maxIdle: 2 },
      leavesNothing: true,
      run: async ({ db, pool }) => {
        db.onClose = async () => {
          await gosched();
          throw new Error('EPIPE');
        };
        await fill(pool, 2);
        await pool.close();
        same([db.ids('closed'), pool.stats().open], [[1, 2], 0], 'connections closed, and open');
      },
    });
  },
);

test(
  { en: 'a second close resolves and closes nothing again', zh: '重复 close 会完成，但不会再次关闭任何东西' },
  async () => {
    for (const text of ['close, close', 'close and close at once'])
      await program({
        text: `A: acquire ×2, release one; ${text}; release the other one`,
        options: { maxOpen: 2, maxIdle: 2 },
        leavesNothing: true,
        run: async ({ db, pool }) => {
          const [one, two] = [await pool.acquire(), await pool.acquire()];
          db.take('A', two);
          await one.release();
          if (text === 'close, close') {
            await pool.close();
            await pool.close();
          } else await Promise.all([pool.close(), pool.close()]);
          same(db.ids('closed'), [1], 'connections closed');
          await db.give(two);
          await pool.close();
          same(db.ids('closed'), [1, 2], 'connections closed after the last release');
        },
      });
  },
);

test({ en: 'close fails all who wait', zh: 'close 让所有等待者失败' }, async () => {
  await program({
    text: 'A: acquire; B: acquire, C: use, D: acquire(ctx) wait; close; A: release',
    options: ONE,
    leavesNothing: true,
    looksLike: 'forgotten-waiter',
    run: async ({ db, pool }) => {
      const [ctx, cancel] = context.withCancel(context.background());
      const lease = await pool.acquire();
      db.take('A', lease);
      const used = pool.use(async () => must(false, 'f was called'));
      const waiting = [pool.acquire(), used, pool.acquire(ctx)].map((one) =>
        rejection(one, 'an acquire that waits while the pool is closed'),
      );
      await settled();
      await pool.close();
      for (const error of await Promise.all(waiting))
        must(error instanceof PoolClosedError, `who waited got ${String(error)}, and not a PoolClosedError`);
      same([pool.stats().waiting, db.ids('closed')], [0, []], 'waiting, and connections closed');
      await db.give(lease);
      same([pool.stats().open, db.ids('closed')], [0, [1]], 'open, and connections closed after the release');
      cancel();
    },
  });
});

test(
  {
    en: 'who waits gets a connection or the error, whenever close comes',
    zh: '无论何时 close，等待者要么得到连接要么得到错误',
  },
  () =>
    program({
      text: 'A: acquire, release | B: acquire, release | X: close',
      options: ONE,
      leavesNothing: true,
      looksLike: 'forgotten-waiter',
      run: async (scene) => {
        const { db, pool } = scene;
        const lease = await pool.acquire();
        db.take('A', lease);
        const group = new WaitGroup();
        group.go('B', async () => {
          const error = await tryToBorrow(scene, 'B');
          must(error === undefined || error instanceof PoolClosedError, `acquire() gave ${String(error)}`);
        });
        group.go('X', () => pool.close());
        await gosched();
        await db.give(lease);
        await group.wait();
        return () =>
          same([db.exist, pool.stats().open], [0, 0], 'connections that exist in the end, and open');
      },
    }),
);

test(
  {
    en: 'close does not wait for lent connections, they are closed when they come back',
    zh: 'close 不等借出的连接，它们归还时才关闭',
  },
  () =>
    program({
      text: 'A: acquire ×3; close; A: release, release(new BadConnError()), release twice',
      options: { maxOpen: 3, maxIdle: 3 },
      leavesNothing: true,
      run: async ({ db, pool }) => {
        const leases: Lease<Conn>[] = [];
        for (let i = 0; i < 3; i++) leases.push(await pool.acquire());
        for (const lease of leases) db.take('A', lease);
        await pool.close();
        same(db.ids('closed'), [], 'connections closed by close()');
        same([pool.stats().open, pool.stats().inUse], [3, 3], 'open and inUse of the closed pool');
        const [one, two, three] = leases as [Lease<Conn>, Lease<Conn>, Lease<Conn>];
        await db.give(one);
        same(db.ids('closed'), [1], 'connections closed after one release');
        await db.give(two, new BadConnError());
        await db.give(three);
        await three.release();
        same(db.ids('closed'), [1, 2, 3], 'connections closed after all releases');
        const { open, idle, inUse } = pool.stats();
        same([open, idle, inUse], [0, 0, 0], 'open, idle and inUse');
      },
    }),
);

test({ en: 'a closed pool lends nothing', zh: '已关闭的连接池不再借出连接' }, () =>
  program({
    text: 'A: acquire, release; close; acquire, use, acquire with a context that has ended',
    options: ONE,
    leavesNothing: true,
    run: async ({ db, pool }) => {
      await fill(pool, 1);
      await pool.close();
      const [ended, cancel] = context.withCancel(context.background());
      cancel();
      let calls = 0;
      const all: readonly [string, Promise<unknown>][] = [
        ['acquire()', pool.acquire()],
        ['use(f)', pool.use(async () => void (calls += 1))],
        ['acquire(ctx), and ctx has ended,', pool.acquire(ended)],
      ];
      for (const [call, promise] of all) {
        const error = await rejection(promise, call);
        must(error instanceof PoolClosedError, `${call} gave ${String(error)}, and not a PoolClosedError`);
      }
      same([calls, db.dials, pool.stats().waiting], [0, 1, 0], 'calls of f, dials, and waiting');
    },
  }),
);

test(
  {
    en: 'a connection that is dialled or pinged when the pool is closed is closed, not lent',
    zh: '关闭连接池时正在建立或 ping 的连接会被关闭，不会借出',
  },
  async () => {
    for (const idle of [0, 1])
      await program({
        text: `${idle === 1 ? 'one connection is idle; ' : ''}A: acquire, and the pool is closed before it has one`,
        options: ONE,
        leavesNothing: true,
        looksLike: 'leaked-place',
        run: async ({ db, pool }) => {
          await fill(pool, idle);
          let closing: Promise<void> | undefined;
          const meanwhile = async (): Promise<void> => {
            await gosched();
            closing = pool.close();
            await gosched();
          };
          db.onConnect = meanwhile;
          db.onPing = meanwhile;
          const error = await rejection(
            pool.acquire(),
            `acquire(), closed while it ${idle === 1 ? 'pings' : 'dials'},`,
          );
          must(
            error instanceof PoolClosedError,
            `acquire() gave ${String(error)}, and not a PoolClosedError`,
          );
          await closing;
          return () =>
            same([db.exist, pool.stats().open], [0, 0], 'connections that exist in the end, and open');
        },
      });
  },
);

test(
  {
    en: 'a use that runs when the pool is closed ends as it would',
    zh: '关闭连接池时正在进行的 use 照常结束',
  },
  () =>
    program({
      text: 'A: use(f) | X: close',
      options: ONE,
      leavesNothing: true,
      run: async ({ db, pool }) => {
        const result = await pool.use(async (conn) => {
          db.hold('A', conn);
          await pool.close();
          db.drop(conn);
          return 7;
        });
        same(result, 7, 'result of use(f)');
        return () => same(db.ids('closed'), [1], 'connections closed');
      },
    }),
);

test(
  {
    en: 'after close nothing of the pool is left: no timer, no waiter, no goroutine',
    zh: '关闭之后不留下任何东西：定时器、等待者、goroutine',
  },
  async () => {
    const limits = { maxLifetimeMs: 3_600_000, maxIdleTimeMs: 1_800_000 };
    await program({
      text: 'A: acquire, release; close',
      options: { ...ONE, ...limits },
      leavesNothing: true,
      looksLike: 'armed-timer',
      run: async ({ pool }) => {
        await fill(pool, 1);
        await pool.close();
      },
    });
    await program({
      text: 'A: acquire; close; A: release',
      options: { ...ONE, ...limits },
      leavesNothing: true,
      looksLike: 'armed-timer',
      run: async ({ db, pool }) => {
        const lease = await pool.acquire();
        await pool.close();
        await lease.release();
        same(db.ids('closed'), [1], 'connections closed');
      },
    });
    await program({
      text: 'A: acquire; B: acquire(ctx) waits and is cancelled; C: acquire(ctx) waits and is served; close',
      options: { ...ONE, ...limits },
      leavesNothing: true,
      looksLike: 'armed-timer',
      run: async ({ db, pool }) => {
        const lease = await pool.acquire();
        const [ctx, cancel] = context.withCancel(context.background());
        const [other] = context.withCancel(context.background());
        const failed = rejection(pool.acquire(ctx), 'acquire(ctx)');
        const served = pool.acquire(other);
        await settled();
        cancel();
        await failed;
        await lease.release();
        await (await served).release();
        await pool.close();
        same(db.ids('closed'), [1], 'connections closed');
      },
    });
    await program({
      text: 'A: acquire, release; 100 ms later, when its idle time is over, close',
      options: { ...ONE, maxIdleTimeMs: 100 },
      leavesNothing: true,
      looksLike: 'armed-timer',
      run: async (scene) => {
        const { db, pool } = scene;
        await borrow(scene, 'A');
        await time.sleep(100);
        await pool.close();
        return () =>
          same([db.exist, pool.stats().open], [0, 0], 'connections that exist in the end, and open');
      },
    });
  },
);

/** Makes so many connections and leaves them to the pool. */
async function fill(pool: Scene['pool'], connections: number): Promise<void> {
  const leases: Lease<Conn>[] = [];
  for (let i = 0; i < connections; i++) leases.push(await pool.acquire());
  for (const lease of leases) await lease.release();
}
