import { context, gosched, time, WaitGroup, type Context } from '@katas/goroutine';
import { test } from '@katas/kata/suite';
import type { Lease } from '#solution';
import { borrow, settled, tryToBorrow } from './borrower.ts';
import type { Conn } from './database.ts';
import { must, rejection, same } from './expectation.ts';
import { program } from './program.ts';
import { WatchedContext } from './watched-context.ts';

const ONE = { maxOpen: 1, maxIdle: 1 } as const;

test(
  { en: 'those who wait are served in the order of their calls', zh: '等待者按调用的先后得到连接' },
  async () => {
    await program({
      text: 'A: acquire; then 40 calls, of acquire and of use in turn; each one releases when it is its turn',
      options: ONE,
      looksLike: 'overtaking',
      run: async ({ pool }) => {
        const first = await pool.acquire();
        const served: number[] = [];
        const waiting: Promise<unknown>[] = [];
        for (let i = 0; i < 40; i++) {
          const one =
            i % 2 === 0
              ? pool.acquire().then((lease) => {
                  served.push(i);
                  return lease.release();
                })
              : pool.use(async () => void served.push(i));
          waiting.push(one);
        }
        await first.release();
        await Promise.all(waiting);
        const order = Array.from({ length: 40 }, (_, i) => i);
        same(served, order, 'calls in the order in which they were served');
      },
    });
  },
);

test({ en: 'nobody overtakes those who wait', zh: '后来的调用不会插队' }, () =>
  program({
    text: 'A: acquire | B: acquire, release | A: release and at once acquire',
    options: ONE,
    looksLike: 'overtaking',
    run: async ({ db, pool }) => {
      const called: string[] = [];
      const served: string[] = [];
      const first = await pool.acquire();
      db.take('A', first);
      const group = new WaitGroup();
      const lend = async (name: string): Promise<void> => {
        called.push(name);
        const lease = await pool.acquire();
        served.push(name);
        db.take(name, lease);
        await gosched();
        await db.give(lease);
      };
      group.go('B', () => lend('B'));
      await gosched();
      const released = db.give(first);
      await lend('A');
      await released;
      await group.wait();
      same(served, called, 'callers in the order in which they were served');
    },
  }),
);

test({ en: 'a waiter is served at the moment of the release', zh: '连接一归还，等待者立刻得到它' }, () =>
  program({
    text: 'A: acquire, hold for 3.7 ms, release | B: acquire',
    options: ONE,
    looksLike: 'polling',
    run: async ({ db, pool }) => {
      const lease = await pool.acquire();
      db.take('A', lease);
      let servedMs = 0;
      const group = new WaitGroup();
      group.go('B', async () => {
        db.take('B', await pool.acquire());
        servedMs = time.now();
      });
      await time.sleep(3.7);
      const releasedMs = time.now();
      await db.give(lease);
      await group.wait();
      same(servedMs - releasedMs, 0, 'milliseconds from the release to the acquire that waited for it');
    },
  }),
);

test(
  { en: 'each release wakes one waiter, none is forgotten', zh: '每次归还唤醒一个等待者，谁也不会被遗忘' },
  () =>
    program({
      text: 'A: acquire ×2, release both at once | B, C: acquire',
      options: { maxOpen: 2, maxIdle: 2 },
      looksLike: 'lost-wake-up',
      run: async ({ db, pool }) => {
        const [one, two] = [await pool.acquire(), await pool.acquire()];
        db.take('A', one);
        db.take('A', two);
        await using group = new WaitGroup();
        for (const name of ['B', 'C']) group.go(name, async () => void db.take(name, await pool.acquire()));
        await gosched();
        await Promise.all([db.give(one), db.give(two)]);
      },
    }),
);

test(
  {
    en: 'a context that has ended gets its error and takes nothing',
    zh: '已结束的 context 只得到它的错误，不占任何东西',
  },
  () =>
    program({
      text: 'acquire and use with a context that has ended; one connection is idle',
      options: { maxOpen: 2, maxIdle: 2 },
      run: async ({ db, pool }) => {
        await (await pool.acquire()).release();
        const pings = db.lives[0]?.pings;
        const [canceled, cancel] = context.withCancel(context.background());
        cancel();
        const [late] = context.withTimeout(context.background(), 0);
        for (const [ctx, err] of [
          [canceled, context.canceled],
          [late, context.deadlineExceeded],
        ] as const) {
          must(
            (await rejection(pool.acquire(ctx), 'acquire(ctx)')) === err,
            'acquire(ctx) did not give ctx.err()',
          );
          let calls = 0;
          const using = pool.use(async () => void (calls += 1), ctx);
          must((await rejection(using, 'use(f, ctx)')) === err, 'use(f, ctx) did not give ctx.err()');
          same(calls, 0, 'calls of f');
        }
        same([db.dials, db.lives[0]?.pings], [1, pings], 'dials and pings');
        db.take('A', await pool.acquire());
        db.take('A', await pool.acquire());
      },
    }),
);

test(
  {
    en: 'a waiter whose context ends gets its error at once, the others keep their order',
    zh: '等待中 context 结束的调用立刻得到其错误，其余等待者顺序不变',
  },
  async () => {
    for (const gone of [0, 1, 2]) {
      await program({
        text: `A: acquire; B, C, D wait; ${'BCD'[gone]} is cancelled; A: release`,
        options: ONE,
        looksLike: 'cancelled-waiter-receives',
        run: async ({ db, pool }) => {
          const lease = await pool.acquire();
          db.take('A', lease);
          const [ctx, cancel] = context.withCancel(context.background());
          const served: string[] = [];
          const waiting = Array.from('BCD').map((_, i) => (i === gone ? pool.acquire(ctx) : pool.acquire()));
          await settled();
          const failed = rejection(waiting[gone] as Promise<unknown>, 'acquire(ctx)');
          cancel();
          must((await failed) === context.canceled, 'acquire(ctx) did not give ctx.err()');
          await using group = new WaitGroup();
          for (const [i, name] of Array.from('BCD').entries())
            if (i !== gone)
              group.go(name, async () => {
                const mine = (await waiting[i]) as Lease<Conn>;
                served.push(name);
                db.take(name, mine);
                await gosched();
                await db.give(mine);
              });
          await db.give(lease);
          await group.wait();
          same(served.join(''), 'BCD'.replace('BCD'[gone] ?? '', ''), 'who was served, in order');
          same(db.dials, 1, 'dials');
        },
      });
    }
  },
);

test({ en: 'a deadline ends the wait when it is due', zh: '期限一到，等待即告结束' }, () =>
  program({
    text: 'A: acquire; then acquire with a deadline in 5 ms, use with a deadline in 5 ms',
    options: ONE,
    looksLike: 'cancelled-waiter-receives',
    run: async ({ db, pool }) => {
      const lease = await pool.acquire();
      db.take('A', lease);
      const calls: readonly [string, (ctx: Context) => Promise<unknown>][] = [
        ['acquire(ctx)', (ctx) => pool.acquire(ctx)],
        [
          'use(f, ctx)',
          (ctx) => pool.use(async () => must(false, 'f was called although use() had no connection'), ctx),
        ],
      ];
      for (const [name, call] of calls) {
        const startMs = time.now();
        const [ctx, cancel] = context.withTimeout(context.background(), 5);
        const error = await rejection(call(ctx), name);
        must(error === context.deadlineExceeded, `${name} gave ${String(error)}, and not ctx.err()`);
        must(time.now() - startMs >= 5, `${name} gave up before its deadline`);
        cancel();
      }
      await db.give(lease);
      db.take('B', await pool.acquire());
      same(db.dials, 1, 'dials');
    },
  }),
);

test(
  {
    en: 'no connection is lost when a waiter is cancelled while one is handed to it',
    zh: '等待者在接到连接的同时被取消，连接也不会丢失',
  },
  async () => {
    for (const order of ['release(); cancel()', 'cancel(); release()'])
      await program({
        text: `A: acquire; B: acquire(ctx) and C: acquire wait; A: ${order} without an await in between`,
        options: ONE,
        looksLike: 'cancelled-waiter-receives',
        run: async (scene) => {
          const { db, pool } = scene;
          const lease = await pool.acquire();
          db.take('A', lease);
          const [ctx, cancel] = context.withCancel(context.background());
          const first = tryToBorrow(scene, 'B', ctx);
          const second = borrow(scene, 'C');
          await settled();
          if (order === 'cancel(); release()') cancel();
          const released = db.give(lease);
          cancel();
          const error = await first;
          must(error === undefined || error === context.canceled, `acquire(ctx) gave ${String(error)}`);
          await Promise.all([released, second]);
          await borrow(scene, 'A');
          same(db.dials, 1, 'dials');
        },
      });
    for (const maxIdle of [1, 0])
      await program({
        text: 'A: acquire, release | X: cancel ctx | B: acquire(ctx), release; then A: acquire, release',
        options: { maxOpen: 1, maxIdle },
        looksLike: 'cancelled-waiter-receives',
        run: async (scene) => {
          const { db, pool } = scene;
          const lease = await pool.acquire();
          db.take('A', lease);
          const [ctx, cancel] = context.withCancel(context.background());
          const group = new WaitGroup();
          group.go('B', async () => {
            const error = await tryToBorrow(scene, 'B', ctx);
            must(error === undefined || error === context.canceled, `acquire(ctx) gave ${String(error)}`);
          });

          group.go('X', async () => {
            await gosched();
            cancel();
          });
          await gosched();
          await db.give(lease);
          await group.wait();
          await borrow(scene, 'A');
          same(db.exist, maxIdle, 'connections that exist in the end');
        },
      });
  },
);

test(
  {
    en: 'connect is told when the acquire that dials is cancelled',
    zh: '正在建连的 acquire 被取消时，connect 会得知',
  },
  () =>
    program({
      text: 'A: acquire(ctx), its dial hangs until ctx ends | X: cancel ctx | B: acquire, release',
      options: ONE,
      looksLike: 'leaked-place',
      run: async (scene) => {
        const { db } = scene;
        const [ctx, cancel] = context.withCancel(context.background());
        let isCancelled = false;
        db.onConnect = async (dial, given) => {
          if (dial > 1 || isCancelled) return gosched();
          await given.done().recv();
          throw given.err();
        };
        const first = tryToBorrow(scene, 'A', ctx);
        const second = borrow(scene, 'B');
        await settled();
        isCancelled = true;
        cancel();
        const error = await first;
        // Cancelled before it has dialled, or in the middle of it: by then the dial does not look at ctx any more.
        must(error === undefined || error === context.canceled, `acquire(ctx) gave ${String(error)}`);
        await second;
        await borrow(scene, 'A');
        same(db.exist, 1, 'connections that exist in the end');
      },
    }),
);

test(
  {
    en: 'no connection is lost when an acquire is cancelled while it dials',
    zh: '建连途中被取消，连接也不会丢失',
  },
  () =>
    program({
      text: 'A: acquire(ctx), release | X: cancel ctx; then B: acquire, release; connect does not look at ctx',
      options: ONE,
      looksLike: 'leaked-place',
      run: async (scene) => {
        const { db } = scene;
        const [ctx, cancel] = context.withCancel(context.background());
        const group = new WaitGroup();
        group.go('A', async () => {
          const error = await tryToBorrow(scene, 'A', ctx);
          must(error === undefined || error === context.canceled, `acquire(ctx) gave ${String(error)}`);
        });
        group.go('X', () => cancel());
        await group.wait();
        await borrow(scene, 'B');
        same(db.exist, 1, 'connections that exist in the end');
      },
    }),
);

test({ en: 'a failed dial lets the next one dial', zh: '建连失败后，轮到下一个等待者建连' }, async () => {
  for (const [names, fails] of [
    ['AB', 1],
    ['AB', 2],
  ] as const)
    await program({
      text: `${Array.from(names).join(', ')}: acquire, release; dial 1${fails === 2 ? ' and 2 fail' : ' fails'}`,
      options: ONE,
      looksLike: 'leaked-place',
      run: async (scene) => {
        const { db } = scene;
        const refused = [new Error('refused 1'), new Error('refused 2')].slice(0, fails);
        db.onConnect = async (dial) => {
          await gosched();
          const error = refused[dial - 1];
          if (error) throw error;
        };
        const errors: unknown[] = [];
        const group = new WaitGroup();
        for (const name of names)
          group.go(name, async () => {
            const error = await tryToBorrow(scene, name);
            if (error !== undefined) errors.push(error);
          });
        await group.wait();
        must(
          errors.length === fails && refused.every((error) => errors.includes(error)),
          `each failed dial fails one acquire with its error: ${fails} failed, and acquire gave ${errors.map(String).join(', ') || 'none'}`,
        );
        return () => same(db.dials, fails + (names.length > fails ? 1 : 0), 'dials');
      },
    });
});

test(
  {
    en: 'nothing is left on a context when acquire and use are over',
    zh: 'acquire 和 use 结束后，不在 context 上留下任何东西',
  },
  () =>
    program({
      text: 'acquire(ctx) that dials, that takes an idle connection, that waits; use(f, ctx); one that is cancelled',
      options: ONE,
      run: async ({ db, pool }) => {
        const [inner, cancel] = context.withCancel(context.background());
        const ctx = new WatchedContext(inner);
        const check = (when: string): void =>
          same(ctx.callbacks, 0, `callbacks that wait for the end of ctx ${when}`);
        const first = await pool.acquire(ctx);
        await first.release();
        check('after an acquire(ctx) that dialled');
        const second = await pool.acquire(ctx);
        const waiting = pool.acquire(ctx);
        await settled();
        await second.release();
        const third = await waiting;
        check('after an acquire(ctx) that waited');
        const [child, cancelChild] = context.withCancel(ctx);
        const failed = rejection(pool.acquire(child), 'acquire(ctx)');
        await settled();
        cancelChild();
        await failed;
        await third.release();
        check('after an acquire(ctx) that was cancelled');
        same(await pool.use(async () => 7, ctx), 7, 'result of use(f, ctx)');
        check('after use(f, ctx)');
        cancel();
        db.take('A', await pool.acquire());
        same(db.dials, 1, 'dials');
      },
    }),
);
