import { context, gosched, time, WaitGroup } from '@katas/goroutine';
import { test } from '@katas/kata/suite';
import { BadConnError, type Lease, type PoolOptions } from '#solution';
import { borrow, tryToBorrow } from './borrower.ts';
import type { Conn, Database } from './database.ts';
import { must, rejection, same } from './expectation.ts';
import { program, type Scene } from './program.ts';

class ServerGoneError extends BadConnError {
  override readonly name = 'ServerGoneError';
}

test(
  { en: 'an idle connection is closed when its lifetime is over', zh: '空闲连接寿命一到即被关闭' },
  async () => {
    const options = { maxOpen: 2, maxIdle: 2, maxLifetimeMs: 1000 };
    for (const [holdMs, laterMs] of [
      [200, 850],
      [200, 750],
      [0, 1001],
    ] as const)
      await program({
        text: `A: acquire, hold for ${holdMs} ms, release; ${laterMs} ms later`,
        options,
        run: async ({ db, pool }) => {
          await hold({ db, pool }, holdMs);
          await time.sleep(laterMs);
          return agesHold(db, options);
        },
      });
  },
);

test(
  {
    en: 'a connection that comes back too old is closed, and its place goes to whoever waits',
    zh: '归还时寿命已尽的连接被关闭，名额交给等待者',
  },
  async () => {
    const options = { maxOpen: 1, maxIdle: 1, maxLifetimeMs: 1000 };
    await program({
      text: 'A: acquire, hold for 1500 ms, release | B: acquire, release',
      options,
      looksLike: 'leaked-place',
      run: async (scene) => {
        const { db, pool } = scene;
        const lease = await pool.acquire();
        db.take('A', lease);
        const group = new WaitGroup();
        group.go('B', () => borrow(scene, 'B'));
        await time.sleep(1500);
        await db.give(lease);
        same(db.lives[0]?.state, 'closed', 'connection 1, released 1500 ms after its dial,');
        await group.wait();
        return agesHold(db, options);
      },
    });
    await program({
      text: 'A: acquire, hold for 1500 ms, release, acquire',
      options,
      looksLike: 'leaked-place',
      run: async ({ db, pool }) => {
        await hold({ db, pool }, 1500);
        same(db.ids('closed'), [1], 'connections closed');
        same((await pool.acquire()).conn.id, 2, 'id of the next connection');
      },
    });
  },
);

test(
  {
    en: 'being used does not make a lifetime longer, and nobody gets a connection that is too old',
    zh: '使用不会延长寿命，寿命已尽的连接不会借出',
  },
  async () => {
    const options = { maxOpen: 1, maxIdle: 1, maxLifetimeMs: 1000 };
    await program({
      text: 'A: every 300 ms acquire, release',
      options,
      run: async ({ db, pool }) => {
        for (let round = 0; round < 8; round++) {
          await youngLease({ db, pool }, 1000);
          await time.sleep(300);
        }
        return agesHold(db, options);
      },
    });
    await program({
      text: 'A: acquire, release; 1000.5 ms after the dial acquire, release',
      options,
      bound: 2,
      run: async ({ db, pool }) => {
        await youngLease({ db, pool }, 1000);
        await time.sleep(1000.5);
        await youngLease({ db, pool }, 1000);
        same(db.dials, 2, 'dials');
      },
    });
  },
);

test(
  { en: 'an idle connection is closed when it was idle for too long', zh: '连接空闲过久即被关闭' },
  async () => {
    const options = { maxOpen: 2, maxIdle: 2, maxIdleTimeMs: 1000 };
    for (const [holdMs, laterMs] of [
      [600, 850],
      [600, 1050],
    ] as const)
      await program({
        text: `A: acquire, hold for ${holdMs} ms, release; ${laterMs} ms later`,
        options,
        run: async ({ db, pool }) => {
          await hold({ db, pool }, holdMs);
          await time.sleep(laterMs);
          return agesHold(db, options);
        },
      });
    for (const laterMs of [850, 1050])
      await program({
        text: `A: acquire, release; after 700 ms acquire, release; ${laterMs} ms later`,
        options,
        run: async ({ db, pool }) => {
          await hold({ db, pool }, 0);
          await time.sleep(700);
          await hold({ db, pool }, 0);
          await time.sleep(laterMs);
          return agesHold(db, options);
        },
      });
  },
);

test(
  {
    en: 'a connection that is lent or pinged is not closed for its age',
    zh: '已借出或正在 ping 的连接不会因超龄被关闭',
  },
  async () => {
    for (const limits of [{ maxIdleTimeMs: 1000 }, { maxLifetimeMs: 1000 }]) {
      const options = { maxOpen: 1, maxIdle: 1, ...limits };
      await program({
        text: 'A: acquire, release; after 900 ms acquire, hold for 400 ms, release',
        options,
        run: async ({ db, pool }) => {
          await hold({ db, pool }, 0);
          await time.sleep(900);
          await hold({ db, pool }, 400);
          return agesHold(db, options);
        },
      });
      await program({
        text: 'A: acquire, release; after 900 ms acquire, and its ping takes 400 ms; release',
        options,
        run: async ({ db, pool }) => {
          await hold({ db, pool }, 0);
          await time.sleep(900);
          db.onPing = () => time.sleep(400);
          await hold({ db, pool }, 0);
          return agesHold(db, options);
        },
      });
    }
  },
);

test({ en: 'each idle connection has its own time', zh: '每个空闲连接各自计时' }, async () => {
  for (const [limits, laterMs] of [
    [{ maxIdleTimeMs: 1000 }, 450],
    [{ maxIdleTimeMs: 1000 }, 750],
    [{ maxIdleTimeMs: 1000 }, 1050],
    [{ maxIdleTimeMs: 1000, maxLifetimeMs: 600 }, 250],
    [{ maxIdleTimeMs: 1000, maxLifetimeMs: 5000 }, 750],
    [{ maxIdleTimeMs: 200, maxLifetimeMs: 5000 }, 50],
    [{ maxIdleTimeMs: 500, maxLifetimeMs: 700 }, 350],
  ] as const) {
    const options = { maxOpen: 2, maxIdle: 2, ...limits };
    await program({
      text: `A: acquire ×2, release one, after 400 ms release two; ${laterMs} ms later`,
      options,
      run: async ({ db, pool }) => {
        const [one, two] = [await pool.acquire(), await pool.acquire()];
        db.take('A', one);
        db.take('A', two);
        await db.give(one);
        await time.sleep(400);
        await db.give(two);
        await time.sleep(laterMs);
        return agesHold(db, options);
      },
    });
  }
});

test(
  {
    en: 'the place of a connection that is being closed for its age is free when it is gone',
    zh: '因超龄正在关闭的连接，关闭完成后才让出名额',
  },
  async () => {
    for (const limits of [{ maxIdleTimeMs: 1000 }, { maxLifetimeMs: 1000 }])
      await program({
        text: 'A: acquire, release; 1010 ms later acquire, while the old connection takes 50 ms to close',
        options: { maxOpen: 1, maxIdle: 1, ...limits },
        looksLike: 'leaked-place',
        run: async ({ db, pool }) => {
          db.onClose = () => time.sleep(50);
          await hold({ db, pool }, 0);
          await time.sleep(1010);
          await hold({ db, pool }, 0);
        },
      });
  },
);

test(
  {
    en: 'an idle connection is pinged before it is lent, a new one is not',
    zh: '空闲连接借出前先 ping，新连接不用',
  },
  () =>
    program({
      text: 'A: acquire, release, acquire',
      options: { maxOpen: 2, maxIdle: 2 },
      run: async ({ db, pool }) => {
        const lease = await pool.acquire();
        same(db.lives[0]?.pings, 0, 'pings of a new connection');
        await lease.release();
        const again = await pool.acquire();
        same(
          [again.conn.id, db.lives[0]?.pings],
          [1, 1],
          'id of the idle connection that was lent, and its pings',
        );
      },
    }),
);

test(
  {
    en: 'an idle connection whose ping fails is closed, and the next one is tried',
    zh: 'ping 失败的空闲连接被关闭，再试下一个',
  },
  async () => {
    for (const error of [new BadConnError('gone'), new Error('ETIMEDOUT')])
      await program({
        text: `A: acquire ×3, release all; acquire, and the ping of the last one rejects with ${error.name}`,
        options: { maxOpen: 3, maxIdle: 3 },
        looksLike: 'bad-connection-reused',
        run: async ({ db, pool }) => {
          await fill(pool, 3);
          pingsFail(db, [3], error);
          const lease = await pool.acquire();
          same(lease.conn.id, 2, 'id of the connection that was lent');
          same(db.ids('closed'), [3], 'connections closed');
          db.take('A', lease);
          db.take('A', await pool.acquire());
          db.take('A', await pool.acquire());
          same(db.dials, 4, 'dials after two more acquire()');
        },
      });
  },
);

test(
  { en: 'after two idle connections that failed a new one is dialled', zh: '两个空闲连接都失败后，新建连接' },
  () =>
    program({
      text: 'A: acquire ×4, release all; acquire, and every ping fails',
      options: { maxOpen: 4, maxIdle: 4 },
      looksLike: 'endless-retry',
      run: async ({ db, pool }) => {
        await fill(pool, 4);
        pingsFail(db, [1, 2, 3, 4], new BadConnError('gone'));
        const lease = await pool.acquire();
        same(lease.conn.id, 5, 'id of the connection that was lent');
        same(db.ids('closed'), [3, 4], 'connections closed');
        same(db.ids('open'), [1, 2, 5], 'connections open');
      },
    }),
);

test(
  {
    en: 'a connection released with a BadConnError is closed, with any other value it is kept',
    zh: '带 BadConnError 归还的连接被关闭，其他值则保留',
  },
  async () => {
    for (const error of [new BadConnError('gone'), new ServerGoneError('gone')])
      await program({
        text: `A: acquire, release(new ${error.name}()), acquire`,
        options: { maxOpen: 2, maxIdle: 2 },
        looksLike: 'bad-connection-reused',
        run: async ({ db, pool }) => {
          const lease = await pool.acquire();
          await lease.release(error);
          same(db.ids('closed'), [1], 'connections closed');
          await lease.release();
          same((await pool.acquire()).conn.id, 2, 'id of the next connection');
        },
      });
    for (const value of [
      new Error('wrong SQL'),
      new Error('outer', { cause: new BadConnError() }),
      'text',
      null,
    ])
      await program({
        text: `A: acquire, release(${String(value)}), acquire`,
        options: { maxOpen: 2, maxIdle: 2 },
        run: async ({ db, pool }) => {
          await (await pool.acquire()).release(value);
          same((await pool.acquire()).conn.id, 1, 'id of the next connection');
          same(db.ids('closed'), [], 'connections closed');
        },
      });
  },
);

test({ en: 'who waits gets the place of a bad connection', zh: '坏连接的名额交给等待者' }, () =>
  program({
    text: 'A: acquire, release(new BadConnError()) | B, C: acquire, release',
    options: { maxOpen: 1, maxIdle: 1 },
    looksLike: 'leaked-place',
    run: async (scene) => {
      const { db, pool } = scene;
      const lease = await pool.acquire();
      db.take('A', lease);
      const group = new WaitGroup();
      for (const name of 'BC') group.go(name, () => borrow(scene, name));
      await gosched();
      await db.give(lease, new BadConnError('gone'));
      await group.wait();
      same([db.dials, db.ids('closed')], [2, [1]], 'dials, and connections closed');
    },
  }),
);

test({ en: 'a connection is gone also when its close fails', zh: 'close 失败，连接也算已消失' }, () =>
  program({
    text: 'every close rejects; A: acquire, release(new BadConnError()); acquire ×2, release both; acquire ×2; ping fails',
    options: { maxOpen: 2, maxIdle: 1 },
    looksLike: 'leaked-place',
    run: async ({ db, pool }) => {
      db.onClose = async () => {
        await gosched();
        throw new Error('EPIPE');
      };
      await (await pool.acquire()).release(new BadConnError('gone'));
      const [one, two] = [await pool.acquire(), await pool.acquire()];
      await one.release();
      await two.release();
      same(db.ids('closed'), [1, 3], 'connections closed');
      pingsFail(db, [2], new BadConnError('gone'));
      db.take('A', await pool.acquire());
      db.take('A', await pool.acquire());
      same([db.ids('closed'), db.dials], [[1, 2, 3], 5], 'connections closed, and dials');
    },
  }),
);

test(
  {
    en: 'use calls its function again after a BadConnError, with another connection',
    zh: '函数抛出 BadConnError 后，use 换一个连接重试',
  },
  async () => {
    for (const error of [new BadConnError('gone'), new ServerGoneError('gone')])
      for (const way of ['rejects', 'throws at once'])
        await program({
          text: `use(f), whose first call ${way} with ${error.name}`,
          options: { maxOpen: 1, maxIdle: 1 },
          looksLike: 'leaked-place',
          run: async ({ db, pool }) => {
            const conns: number[] = [];
            const result = await pool.use((conn) => {
              conns.push(conn.id);
              if (conns.length > 1) return Promise.resolve(`from ${conn.id}`);
              if (way === 'rejects') return Promise.reject(error);
              throw error;
            });
            same(result, 'from 2', 'result of use(f)');
            same(conns, [1, 2], 'ids of the connections that f was called with');
            same(db.ids('closed'), [1], 'connections closed');
            await pool.use(async (conn) => same(conn.id, 2, 'id of the connection of the next use'));
          },
        });
  },
);

test(
  {
    en: 'use tries two connections that acquire gives, then a new one, then gives up',
    zh: 'use 先试两个 acquire 给出的连接，再试一个新连接，然后放弃',
  },
  async () => {
    for (const idle of [4, 0])
      await program({
        text: `${idle} connections are idle; use(f), and f throws a BadConnError each time`,
        options: { maxOpen: 4, maxIdle: 4 },
        looksLike: 'endless-retry',
        run: async ({ db, pool }) => {
          await fill(pool, idle);
          const errors: BadConnError[] = [];
          const conns: number[] = [];
          const error = await rejection(
            pool.use(async (conn) => {
              db.hold('f', conn);
              conns.push(conn.id);
              must(conns.length <= 3, 'f was called a fourth time');
              await gosched();
              const bad = new BadConnError(`gone ${conn.id}`);
              errors.push(bad);
              db.drop(conn);
              throw bad;
            }),
            'use(f)',
          );
          same(conns, idle === 0 ? [1, 2, 3] : [4, 3, 5], 'ids of the connections that f was called with');
          must(error === errors[2], `use(f) rejected with ${String(error)}, not with the last error of f`);
          same(db.ids('closed'), conns.toSorted(), 'connections closed');
        },
      });
  },
);

test(
  { en: 'use does not call its function again after any other error', zh: '其他错误不会让 use 重试' },
  () =>
    program({
      text: "use(f), and f rejects with an error whose cause is a BadConnError, with an error named 'BadConnError', with undefined",
      options: { maxOpen: 1, maxIdle: 1 },
      looksLike: 'endless-retry',
      run: async ({ db, pool }) => {
        const named = Object.assign(new Error('of another library'), { name: 'BadConnError' });
        for (const error of [new Error('outer', { cause: new BadConnError() }), named, undefined]) {
          let calls = 0;
          const failed = rejection(
            pool.use(async () => {
              calls += 1;
              throw error;
            }),
            'use(f)',
          );
          must((await failed) === error, 'use(f) did not reject with the error of f');
          same(calls, 1, 'calls of f');
        }
        same([db.dials, db.ids('closed')], [1, []], 'dials, and connections closed');
      },
    }),
);

test(
  {
    en: 'the last try of use takes its turn where every connection is taken',
    zh: '连接用满时，use 的最后一次尝试照常等待',
  },
  () =>
    program({
      text: 'A: use(f), and f throws a BadConnError each time | B: use | C: use',
      options: { maxOpen: 1, maxIdle: 1 },
      looksLike: 'leaked-place',
      run: async ({ db, pool }) => {
        const group = new WaitGroup();
        let calls = 0;
        group.go('A', async () => {
          const error = await rejection(
            pool.use(async (conn) => {
              db.hold('A', conn);
              calls += 1;
              db.drop(conn);
              throw new BadConnError('gone');
            }),
            'use(f)',
          );
          must(error instanceof BadConnError, `use(f) rejected with ${String(error)}`);
        });
        for (const name of 'BC')
          group.go(name, () =>
            pool.use(async (conn) => {
              db.hold(name, conn);
              db.drop(conn);
            }),
          );
        await group.wait();
        same(calls, 3, 'calls of f');
      },
    }),
);

test({ en: 'use does not try again when its context has ended', zh: 'context 结束后 use 不再重试' }, () =>
  program({
    text: 'use(f, ctx): f cancels ctx and throws a BadConnError',
    options: { maxOpen: 1, maxIdle: 1 },
    run: async ({ db, pool }) => {
      const [ctx, cancel] = context.withCancel(context.background());
      let calls = 0;
      const failed = rejection(
        pool.use(async () => {
          calls += 1;
          cancel();
          throw new BadConnError('gone');
        }, ctx),
        'use(f, ctx)',
      );
      must((await failed) === context.canceled, 'use(f, ctx) did not give ctx.err()');
      same([calls, db.ids('closed')], [1, [1]], 'calls of f, and connections closed');
      db.take('A', await pool.acquire());
    },
  }),
);

test(
  {
    en: 'no connection is lost when an acquire is cancelled while it pings',
    zh: 'ping 途中被取消，连接也不会丢失',
  },
  async () => {
    for (const isDead of [false, true])
      await program({
        text: `one connection is idle${isDead ? ' and dead' : ''}; A: acquire(ctx), release | X: cancel ctx | B: acquire, release`,
        options: { maxOpen: 1, maxIdle: 1 },
        looksLike: 'leaked-place',
        run: async (scene) => {
          const { db, pool } = scene;
          await (await pool.acquire()).release();
          if (isDead) pingsFail(db, [1], new BadConnError('gone'));
          const [ctx, cancel] = context.withCancel(context.background());
          const group = new WaitGroup();
          group.go('A', async () => {
            const error = await tryToBorrow(scene, 'A', ctx);
            must(error === undefined || error === context.canceled, `acquire(ctx) gave ${String(error)}`);
          });
          group.go('B', () => borrow(scene, 'B'));
          group.go('X', () => cancel());
          await group.wait();
          await borrow(scene, 'A');
          same(db.exist, 1, 'connections that exist in the end');
        },
      });
  },
);

/** Makes so many connections and leaves them idle, the one with the highest id on top. */
async function fill(pool: Scene['pool'], connections: number): Promise<void> {
  const leases: Lease<Conn>[] = [];
  for (let i = 0; i < connections; i++) leases.push(await pool.acquire());
  for (const lease of leases) await lease.release();
}

function pingsFail(db: Database, ids: readonly number[], error: Error): void {
  db.onPing = async ({ id }) => {
    await gosched();
    if (ids.includes(id)) throw error;
  };
}

/** Acquires, holds for some time, and releases. */
async function hold({ db, pool }: Pick<Scene, 'db' | 'pool'>, ms: number): Promise<void> {
  const lease = await pool.acquire();
  db.take('A', lease);
  if (ms > 0) await time.sleep(ms);
  await db.give(lease);
}

/** Acquires and releases; fails if the connection had outlived its time when it was asked for. */
async function youngLease({ db, pool }: Pick<Scene, 'db' | 'pool'>, maxLifetimeMs: number): Promise<void> {
  const askedMs = time.now();
  const lease = await pool.acquire();
  db.take('A', lease);
  const { lentMs } = db.lifeOf(lease.conn, 'a lease');
  must(
    lentMs + maxLifetimeMs > askedMs,
    `acquire() gave connection ${lease.conn.id}, which was ${askedMs - lentMs} ms old`,
  );
  await db.give(lease);
}

/**
 * What must hold when nothing goes on any more: idle connections whose time was over by now are closed, and none was
 * closed before. By the times at which things happened, which are not the same in every schedule.
 */
function agesHold(db: Database, limits: PoolOptions): () => void {
  const nowMs = time.now();
  const { maxLifetimeMs = Infinity, maxIdleTimeMs = Infinity } = limits;
  return () => {
    for (const { conn, state, dialledMs, lentMs, backMs, restMs, idledMs, closedMs } of db.lives) {
      const [ageMs, idleMs] = [nowMs - lentMs, nowMs - restMs];
      const isOver = ageMs > maxLifetimeMs || idleMs > maxIdleTimeMs;
      const of = `connection ${conn.id}, ${ageMs} ms after its dial and ${idleMs} ms after its release`;
      must(!(isOver && state === 'open'), `${of}, is still open`);
      const isDue = (closedMs ?? Infinity) >= Math.min(dialledMs + maxLifetimeMs, backMs + maxIdleTimeMs);
      // Its time was over when it was lent once more: a timer that had gone off by then may still close it.
      const wasOver = isDue || idledMs >= maxIdleTimeMs;
      must(
        wasOver,
        `connection ${conn.id} was closed ${(closedMs ?? 0) - dialledMs} ms after its dial and ${(closedMs ?? 0) - backMs} ms after its release`,
      );
    }
  };
}
