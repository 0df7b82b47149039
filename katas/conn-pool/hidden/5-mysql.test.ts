import { context } from '@katas/goroutine';
import { test } from '@katas/kata/suite';
import { BadConnError, Pool, type PoolOptions } from '#solution';
import { must, rejection, same } from './expectation.ts';
import { MysqlDriver, type MysqlError, type Session } from './mysql-driver.ts';
import { MysqlServer } from './mysql-server.ts';

const ID = 'SELECT CONNECTION_ID()';

interface Scene {
  readonly server: MysqlServer;
  readonly pool: Pool<Session>;
  readonly ask: (session: Session, sql: string) => Promise<unknown>;
}

async function scene(options: PoolOptions, run: (scene: Scene) => Promise<void>): Promise<void> {
  await using server = await MysqlServer.listen();
  const driver = new MysqlDriver(
    { host: '127.0.0.1', port: server.port, user: 'kata' },
    (cause) => new BadConnError(cause.message, { cause }),
  );
  const pool = new Pool(driver, options);
  await run({ server, pool, ask: (session, sql) => driver.ask(session, sql) });
}

test(
  {
    en: 'the questions of many go over maxOpen connections to a MySQL server',
    zh: '许多查询只经由 maxOpen 个连接到达 MySQL 服务器',
  },
  () =>
    scene({ maxOpen: 2, maxIdle: 2 }, async ({ server, pool, ask }) => {
      const asked = Array.from({ length: 12 }, () => pool.use((session) => ask(session, ID)));
      const answers = await Promise.all(asked);
      same(new Set(answers).size, 2, 'connections that answered');
      same([server.total, server.most], [2, 2], 'connections that the server has seen, and at once');
    }),
);

test({ en: 'a connection whose server has hung up is replaced', zh: '被服务器断开的空闲连接会被替换' }, () =>
  scene({ maxOpen: 2, maxIdle: 2 }, async ({ server, pool, ask }) => {
    const [one, two] = [await pool.acquire(), await pool.acquire()];
    await one.release();
    await two.release();
    await server.hangUp(2);
    same(
      await pool.use((session) => ask(session, ID)),
      '1',
      'the connection that answered after 2 was cut off',
    );
    await server.hangUp(1);
    same(
      await pool.use((session) => ask(session, ID)),
      '3',
      'the connection that answered after 1 was cut off',
    );
    same(pool.stats().open, 1, 'open');
  }),
);

test(
  {
    en: 'a question whose connection breaks is asked again on another one',
    zh: '连接中途断开的查询会换一个连接重试',
  },
  () =>
    scene({ maxOpen: 1, maxIdle: 1 }, async ({ server, pool, ask }) => {
      let calls = 0;
      const answer = await pool.use((session) => ask(session, calls++ === 0 ? 'BREAK' : ID));
      same([answer, calls], ['2', 2], 'the connection that answered, and calls of the function');
      const error = await rejection(
        pool.use((session) => ask(session, 'BREAK')),
        'use of a question that breaks every connection',
      );
      must(error instanceof BadConnError, `it rejected with ${String(error)}, and not with a BadConnError`);
      same([server.total, pool.stats().open], [4, 0], 'connections that the server has seen, and open');
    }),
);

test({ en: 'an error of SQL costs no connection', zh: 'SQL 错误不会损失连接' }, () =>
  scene({ maxOpen: 1, maxIdle: 1 }, async ({ server, pool, ask }) => {
    const error = await rejection(
      pool.use((session) => ask(session, 'SELEKT')),
      'use of a question with a wrong syntax',
    );
    same((error as MysqlError).errno, 1064, 'errno of the error');
    same(await pool.use((session) => ask(session, ID)), '1', 'the connection that answered next');
    same(server.total, 1, 'connections that the server has seen');
  }),
);

test(
  {
    en: 'a server that refuses a connection fails one acquire, and the next one is served',
    zh: '服务器拒绝连接时只有一个 acquire 失败，下一个照常得到连接',
  },
  () =>
    scene({ maxOpen: 1, maxIdle: 1 }, async ({ server, pool, ask }) => {
      server.welcome = (id) => (id === 1 ? 'refuse' : 'greet');
      const first = rejection(pool.acquire(), 'acquire() that the server refuses');
      const second = pool.use((session) => ask(session, ID));
      same(((await first) as MysqlError).errno, 1040, 'errno of the error');
      same(await second, '2', 'the connection that answered next');
    }),
);

test(
  {
    en: 'a dial that hangs ends with its context, and leaves its place',
    zh: '挂起的建连随 context 结束，并让出名额',
  },
  () =>
    scene({ maxOpen: 1, maxIdle: 1 }, async ({ server, pool, ask }) => {
      const [ctx, cancel] = context.withCancel(context.background());
      server.welcome = (id) => {
        if (id > 1) return 'greet';
        cancel();
        return 'ignore';
      };
      const first = rejection(pool.acquire(ctx), 'acquire(ctx) that the server does not greet');
      const second = pool.use((session) => ask(session, ID));
      must((await first) === context.canceled, 'acquire(ctx) did not give ctx.err()');
      same(await second, '2', 'the connection that answered next');
    }),
);

test(
  { en: 'a closed pool leaves the server without connections', zh: '连接池关闭后服务器上没有剩余连接' },
  () =>
    scene({ maxOpen: 3, maxIdle: 3, maxIdleTimeMs: 60_000 }, async ({ server, pool, ask }) => {
      const leases = [await pool.acquire(), await pool.acquire(), await pool.acquire()];
      const [one, two, lent] = leases;
      await one?.release();
      await two?.release();
      await pool.close();
      if (lent) same(await ask(lent.conn, ID), '3', 'what the lent connection answers after close()');
      await lent?.release();
      await server.empty();
      same([server.total, server.goodbyes, pool.stats().open], [3, 3, 0], 'connections, goodbyes, and open');
    }),
);
