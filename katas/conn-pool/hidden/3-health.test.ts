import { context, gosched, WaitGroup } from '@katas/goroutine';
import { test } from '@katas/kata/suite';
import { BadConnError, type Lease } from '#solution';
import { ages } from './ages.ts';
import { borrow, tryToBorrow } from './borrower.ts';
import type { Conn, Database } from './database.ts';
import { must, rejection, same } from './expectation.ts';
import { program, type Scene } from './program.ts';

class ServerGoneError extends BadConnError {
  override readonly name = 'ServerGoneError';
}

ages();

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
    text: 'A: acquire, release(new BadConnError()) | B: acquire, release',
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
          same(
            db.ids('closed'),
            conns.toSorted((a, b) => a - b),
            'connections closed',
          );
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
      text: 'A: use(f), and f throws a BadConnError each time | B: use',
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
        group.go('B', () =>
          pool.use(async (conn) => {
            db.hold('B', conn);
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
        text: `one connection is idle${isDead ? ' and dead' : ''}; A: acquire(ctx), release | X: cancel ctx; then B: acquire, release`,
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
          group.go('X', () => cancel());
          await group.wait();
          await borrow(scene, 'B');
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
