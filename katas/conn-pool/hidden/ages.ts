import { time, WaitGroup } from '@katas/goroutine';
import { test } from '@katas/kata/suite';
import type { PoolOptions } from '#solution';
import { borrow } from './borrower.ts';
import type { Database } from './database.ts';
import { must, same } from './expectation.ts';
import { program, type Scene } from './program.ts';

/** The tests of lifetime and idle time. */
export function ages(): void {
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
