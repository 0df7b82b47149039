import { gosched, WaitGroup } from '@katas/goroutine';
import { test } from '@katas/kata/suite';
import { expect } from 'vitest';
import { Pool, type Driver, type Lease } from '#solution';
import { borrow, settled } from './borrower.ts';
import { Database, type Conn } from './database.ts';
import { must, rejection, same } from './expectation.ts';
import { program } from './program.ts';
import { runSequence, sequences, shownSequence } from './sequence.ts';

test({ en: 'a connection is dialled only when it is needed', zh: '需要时才建立连接' }, () =>
  program({
    text: 'A: acquire',
    options: { maxOpen: 3, maxIdle: 3 },
    run: async ({ db, pool }) => {
      await gosched();
      same(db.dials, 0, 'dials of a new pool');
      const lease = await pool.acquire();
      same(db.dials, 1, 'dials after one acquire()');
      must(lease.conn === db.lives[0]?.conn, 'lease.conn is not what connect gave');
    },
  }),
);

test({ en: 'a connection that came back is lent again', zh: '归还的连接会再次借出' }, () =>
  program({
    text: 'A: five times acquire, release',
    options: { maxOpen: 3, maxIdle: 1 },
    run: async ({ db, pool }) => {
      for (let round = 1; round <= 5; round++) {
        const lease = await pool.acquire();
        db.take('A', lease);
        await db.give(lease);
        same(db.dials, 1, `dials after ${round} times acquire() and release()`);
      }
      same(db.ids('open'), [1], 'connections that are open');
    },
  }),
);

test(
  { en: 'of the idle connections the one that came back last is lent', zh: '借出的是最后归还的那个空闲连接' },
  () =>
    program({
      text: 'A: acquire ×3; release in some order; acquire ×3',
      options: { maxOpen: 3, maxIdle: 3 },
      run: async ({ pool }) => {
        for (const order of [
          [0, 1, 2],
          [2, 0, 1],
          [1, 2, 0],
        ]) {
          const leases: Lease<Conn>[] = [];
          for (let i = 0; i < 3; i++) leases.push(await pool.acquire());
          const back: number[] = [];
          for (const i of order) {
            const lease = leases[i];
            if (lease === undefined) continue;
            back.push(lease.conn.id);
            await lease.release();
          }
          const lent: Lease<Conn>[] = [];
          for (let i = 0; i < 3; i++) lent.push(await pool.acquire());
          const ids = lent.map(({ conn }) => conn.id);
          same(ids, back.toReversed(), `connections lent after ${back.join(', ')} came back in this order`);
          for (const lease of lent) await lease.release();
        }
      },
    }),
);

test({ en: 'never more than maxOpen connections exist', zh: '连接数不会超过 maxOpen' }, async () => {
  for (const maxOpen of [1, 2])
    await program({
      text: `${maxOpen === 2 ? 'A: acquire | ' : ''}B, C: acquire, release`,
      options: { maxOpen, maxIdle: maxOpen },
      looksLike: 'lost-wake-up',
      run: async ({ db, pool }) => {
        if (maxOpen === 2) db.take('A', await pool.acquire());
        await using group = new WaitGroup();
        for (const name of 'BC') group.go(name, () => borrow({ db, pool }, name));
      },
    });
});

test(
  {
    en: 'who finds maxOpen connections lent gets the next that comes back',
    zh: '连接借完时，下一个归还的连接交给等待者',
  },
  () =>
    program({
      text: 'A: acquire ×2, release both | B: acquire, acquire',
      options: { maxOpen: 2, maxIdle: 2 },
      looksLike: 'lost-wake-up',
      run: async ({ db, pool }) => {
        const one = await pool.acquire();
        const two = await pool.acquire();
        db.take('A', one);
        db.take('A', two);
        await using group = new WaitGroup();
        group.go('B', async () => {
          db.take('B', await pool.acquire());
          db.take('B', await pool.acquire());
          same(db.dials, 2, 'dials');
        });
        await gosched();
        await db.give(two);
        await db.give(one);
      },
    }),
);

test(
  {
    en: 'at most maxIdle connections are kept, the others are closed',
    zh: '至多保留 maxIdle 个空闲连接，其余关闭',
  },
  async () => {
    for (const maxIdle of [0, 1, 2, 5]) {
      await program({
        text: 'A: acquire ×3, release all, acquire',
        options: { maxOpen: 3, maxIdle },
        run: async ({ db, pool }) => {
          const leases: Lease<Conn>[] = [];
          for (let i = 0; i < 3; i++) leases.push(await pool.acquire());
          for (const lease of leases) db.take('A', lease);
          same(db.ids('closed'), [], 'connections closed before any came back');
          for (const lease of leases) await db.give(lease);
          const kept = Math.min(maxIdle, 3);
          same(db.ids('open').length, kept, `connections open after 3 came back, maxIdle ${maxIdle}`);
          same(db.ids('closed').length, 3 - kept, `connections closed after 3 came back, maxIdle ${maxIdle}`);
          db.take('A', await pool.acquire());
          same(db.dials, kept > 0 ? 3 : 4, 'dials after one more acquire()');
        },
      });
    }
  },
);

test(
  {
    en: 'with maxIdle 0 a connection still goes to whoever waits for it',
    zh: 'maxIdle 为 0 时，连接仍会直接交给等待者',
  },
  () =>
    program({
      text: 'A: acquire; B calls acquire; A: release',
      options: { maxOpen: 1, maxIdle: 0 },
      looksLike: 'lost-wake-up',
      run: async ({ db, pool }) => {
        const lease = await pool.acquire();
        const waiting = pool.acquire();
        await settled();
        await lease.release();
        const next = await waiting;
        same([db.dials, next.conn.id], [1, 1], 'dials, and id of the connection that B got');
        await next.release();
        same(db.ids('closed'), [1], 'connections closed after B released it');
      },
    }),
);

test({ en: 'a connection counts until it is closed', zh: '连接在关闭完成之前仍占一个名额' }, () =>
  program({
    text: 'A, B: acquire, release; closing takes a while',
    options: { maxOpen: 1, maxIdle: 0 },
    looksLike: 'leaked-place',
    run: async ({ db, pool }) => {
      await using group = new WaitGroup();
      for (const name of 'AB') group.go(name, () => borrow({ db, pool }, name));
    },
  }),
);

test(
  {
    en: 'a failed dial tells its error, and leaves its place to others',
    zh: '建连失败会报出原错误，并让出名额',
  },
  () =>
    program({
      text: 'A: acquire ×3, every dial fails; then acquire ×2',
      options: { maxOpen: 2, maxIdle: 2 },
      looksLike: 'leaked-place',
      run: async ({ db, pool }) => {
        const refused = new Error('connect ECONNREFUSED');
        db.onConnect = async () => {
          await gosched();
          throw refused;
        };
        for (let i = 1; i <= 3; i++) {
          const error = await rejection(pool.acquire(), `acquire() while dials fail, call ${i},`);
          must(error === refused, `acquire() rejected with ${String(error)}, not with what connect threw`);
        }
        db.onConnect = () => gosched();
        db.take('A', await pool.acquire());
        db.take('A', await pool.acquire());
        same(db.dials, 5, 'dials');
      },
    }),
);

const TWICE: readonly [string, (lease: Lease<Conn>) => Promise<void>][] = [
  ['release(); release()', async (lease) => lease.release()],
  ['release(); release(error)', async (lease) => lease.release(new Error('late'))],
  ['release(); [Symbol.asyncDispose]()', async (lease) => lease[Symbol.asyncDispose]()],
];

test(
  {
    en: 'a connection is in one hand, also after a double release',
    zh: '重复归还之后，一个连接也只在一个人手里',
  },
  async () => {
    for (const [text, again] of TWICE) {
      await program({
        text: `A: acquire, ${text}; acquire ×2`,
        options: { maxOpen: 2, maxIdle: 2 },
        looksLike: 'released-twice',
        run: async ({ db, pool }) => {
          const lease = await pool.acquire();
          await lease.release();
          await again(lease);
          const one = await pool.acquire();
          db.take('B', one);
          db.take('C', await pool.acquire());
          await again(lease);
          await db.give(one);
          await again(one);
          await again(lease);
          db.take('D', await pool.acquire());
          const [first] = db.lives;
          same(first?.state, 'open', 'connection 1');
        },
      });
    }
    await program({
      text: 'A: acquire, two calls of release() at once; B, C: acquire',
      options: { maxOpen: 2, maxIdle: 0 },
      looksLike: 'released-twice',
      run: async ({ db, pool }) => {
        const lease = await pool.acquire();
        await Promise.all([lease.release(), lease.release()]);
        same(db.ids('closed'), [1], 'connections closed');
        const [one, two] = [pool.acquire(), pool.acquire()];
        db.take('B', await one);
        db.take('C', await two);
      },
    });
  },
);

test(
  {
    en: 'a release of a lease that is over does not touch the next one',
    zh: '过期租约的 release 不影响后来的借用者',
  },
  () =>
    program({
      text: 'A: acquire, release | B: acquire | A: release again | C: acquire',
      options: { maxOpen: 1, maxIdle: 1 },
      looksLike: 'released-twice',
      run: async ({ db, pool }) => {
        const old = await pool.acquire();
        await old.release();
        const lease = await pool.acquire();
        db.take('B', lease);
        await using group = new WaitGroup();
        group.go('C', async () => void db.take('C', await pool.acquire()));
        await old.release();
        await gosched();
        await db.give(lease);
      },
    }),
);

test({ en: 'await using gives the connection back', zh: 'await using 会自动归还连接' }, () =>
  program({
    text: '{ await using lease = await pool.acquire(); } acquire',
    options: { maxOpen: 1, maxIdle: 1 },
    looksLike: 'leaked-place',
    run: async ({ db, pool }) => {
      {
        await using lease = await pool.acquire();
        same(lease.conn.id, 1, 'id of the connection in the scope');
      }
      const lease = await pool.acquire();
      same([db.dials, lease.conn.id], [1, 1], 'dials, and id of the connection after the scope');
    },
  }),
);

test(
  {
    en: 'use lends a connection for the time of the call, and gives its result',
    zh: 'use 在调用期间借出连接，并返回结果',
  },
  () =>
    program({
      text: 'A, B: use',
      options: { maxOpen: 1, maxIdle: 1 },
      looksLike: 'leaked-place',
      run: async ({ db, pool }) => {
        const results: Record<string, number> = {};
        const group = new WaitGroup();
        for (const name of ['A', 'B'])
          group.go(name, async () => {
            results[name] = await pool.use(async (conn) => {
              db.hold(name, conn);
              await gosched();
              db.drop(conn);
              return name === 'A' ? 10 : 20;
            });
          });
        await group.wait();
        same([results['A'], results['B']], [10, 20], 'results of use() of A and B');
        same(db.dials, 1, 'dials');
      },
    }),
);

test({ en: 'use gives the connection back when its function fails', zh: '函数失败时 use 也会归还连接' }, () =>
  program({
    text: 'use with a function that throws at once, or rejects; then use',
    options: { maxOpen: 1, maxIdle: 1 },
    looksLike: 'leaked-place',
    run: async ({ db, pool }) => {
      const wrong = new Error('wrong SQL');
      const ways: readonly [string, () => Promise<never>][] = [
        ['rejects', () => Promise.reject(wrong)],
        [
          'throws at once',
          () => {
            throw wrong;
          },
        ],
      ];
      for (const [way, f] of ways) {
        const error = await rejection(pool.use(f), `use() of a function that ${way}`);
        must(error === wrong, `use() rejected with ${String(error)}, not with what its function threw`);
        same(await pool.use(async (conn) => conn.id), 1, `id of the next connection after one that ${way}`);
      }
      same(db.dials, 1, 'dials');
    },
  }),
);

test(
  { en: 'options out of range are refused with a RangeError', zh: '选项超出范围时抛出 RangeError' },
  () => {
    const none: Driver<Conn> = {
      connect: () => Promise.reject(new Error('not to be called')),
      ping: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    const good = { maxOpen: 2, maxIdle: 1 };
    expect(() => new Pool(none, good), 'new Pool(driver, { maxOpen: 2, maxIdle: 1 })').not.toThrow();
    expect(
      () => new Pool(none, { ...good, maxIdle: 0, maxLifetimeMs: 0.5, maxIdleTimeMs: 1 }),
      'new Pool(driver, { maxOpen: 2, maxIdle: 0, maxLifetimeMs: 0.5, maxIdleTimeMs: 1 })',
    ).not.toThrow();
    for (const [name, values] of [
      ['maxOpen', [0, -1, 1.5, Number.NaN]],
      ['maxIdle', [-1, 0.5, Number.NaN]],
      ['maxLifetimeMs', [0, -1, Number.NaN]],
      ['maxIdleTimeMs', [0, -1, Number.NaN]],
    ] as const)
      for (const value of values)
        expect(
          () => new Pool(none, { ...good, [name]: value }),
          `new Pool(driver, { …, ${name}: ${value} })`,
        ).toThrow(RangeError);
  },
);

test({ en: 'two pools do not influence each other', zh: '两个连接池互不影响' }, () =>
  program({
    text: 'two pools, each with A: acquire, release, acquire',
    options: { maxOpen: 1, maxIdle: 1 },
    run: async ({ db, pool, t }) => {
      const other = new Database(1, t);
      const second = new Pool<Conn>(other, { maxOpen: 1, maxIdle: 1 });
      const [one, two] = [await pool.acquire(), await second.acquire()];
      same([db.dials, other.dials], [1, 1], 'dials of the one and the other');
      await one.release();
      const waiting = second.acquire();
      must((await pool.acquire()).conn === one.conn, 'the first pool did not lend its idle connection');
      await two.release();
      must((await waiting).conn === two.conn, 'the second pool did not lend its own connection');
      same([db.dials, other.dials], [1, 1], 'dials of the one and the other');
    },
  }),
);

test({ en: 'any value can be a connection', zh: '任何值都可以是连接' }, () =>
  program({
    text: "connect gives 0, '', false, null in turn",
    options: { maxOpen: 4, maxIdle: 4 },
    run: async () => {
      const values: unknown[] = [0, '', false, null];
      const closed: unknown[] = [];
      let dials = 0;
      const pool = new Pool<unknown>(
        {
          connect: async () => values[dials++],
          ping: async () => {},
          close: async (conn) => void closed.push(conn),
        },
        { maxOpen: 4, maxIdle: 3 },
      );
      const leases: Lease<unknown>[] = [];
      for (const value of values) {
        const lease = await pool.acquire();
        leases.push(lease);
        same(lease.conn, value, 'lease.conn');
      }
      for (const lease of leases) await lease.release();
      same(closed, [null], 'connections closed with maxIdle 3');
      same((await pool.acquire()).conn, false, 'lease.conn of the next acquire()');
      same(await pool.use(async (conn) => conn), '', 'what use lends then');
      same(dials, 4, 'dials');
    },
  }),
);

test(
  { en: 'any sequence of calls lends what a stack would', zh: '任意调用序列借出的连接都与一个栈一致' },
  async () => {
    for (const sequence of sequences()) {
      await program({
        text: shownSequence(sequence),
        options: sequence,
        run: (scene) => runSequence(sequence, scene),
      });
    }
  },
);
