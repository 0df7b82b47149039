import { readdirSync } from 'node:fs';
import { context } from '@katas/goroutine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MysqlDriver, type MysqlLogin, type Session } from '../hidden/mysql-driver.ts';
import type { Pool, PoolOptions } from '../stub.ts';

// The hidden suite speaks to a server of its own, so that it is the same everywhere. Here the same driver and the
// accepted solutions meet the real thing.

const url = process.env['KATAS_MARIADB_URL'];
const what =
  url === undefined
    ? 'a MariaDB server (skipped: KATAS_MARIADB_URL is not set; `.ci/mariadb COMMAND` starts a server and sets it)'
    : 'a MariaDB server';
const ACCEPTED = new URL('../accepted/', import.meta.url);
const ID = 'SELECT CONNECTION_ID()';

interface Scene {
  readonly pool: Pool<Session>;
  readonly ask: (session: Session, sql: string) => Promise<unknown>;
  /** From a connection that is not the pool's. */
  readonly observe: (sql: string) => Promise<unknown>;
}

describe.skipIf(url === undefined)(what, () => {
  const login = loginOf(url ?? 'mysql://nobody@localhost');
  const observer = new MysqlDriver(login, (cause) => cause);
  let session: Session;
  const observe = (sql: string): Promise<unknown> => observer.ask(session, sql);

  beforeAll(async () => {
    session = await observer.connect(context.background());
  });
  afterAll(() => observer.close(session));

  describe.each(readdirSync(ACCEPTED))('%s', (file) => {
    async function scene(
      options: PoolOptions,
      run: (scene: Scene) => Promise<void>,
      as = login,
    ): Promise<void> {
      const solution = (await import(new URL(file, ACCEPTED).href)) as typeof import('../stub.ts');
      const driver = new MysqlDriver(as, (cause) => new solution.BadConnError(cause.message, { cause }));
      const pool = new solution.Pool(driver, options);
      await run({ pool, ask: (on, sql) => driver.ask(on, sql), observe });
      await pool.close();
      expect(pool.stats().open).toBe(0);
      await nobodyElse(observe);
    }

    it('many questions go over maxOpen connections', () =>
      scene({ maxOpen: 3, maxIdle: 3 }, async ({ pool, ask }) => {
        const asked = Array.from({ length: 30 }, () => pool.use((on) => ask(on, ID)));
        expect(new Set(await Promise.all(asked)).size).toBe(3);
        expect(pool.stats()).toMatchObject({ open: 3, idle: 3, waiting: 0, waitCount: 27 });
      }));

    it('an idle connection that the server has killed is replaced', () =>
      scene({ maxOpen: 2, maxIdle: 2 }, async ({ pool, ask }) => {
        const killed = await pool.use((on) => ask(on, ID));
        await observe(`KILL HARD CONNECTION ${Number(killed)}`);
        const next = await pool.use((on) => ask(on, ID));
        expect(next).not.toBe(killed);
        expect(pool.stats().open).toBe(1);
      }));

    it('a question whose connection is killed under it is asked again', () =>
      scene({ maxOpen: 1, maxIdle: 1 }, async ({ pool, ask }) => {
        const asked: unknown[] = [];
        const answer = await pool.use(async (on) => {
          const id = await ask(on, ID);
          asked.push(id);
          if (asked.length === 1) await observe(`KILL HARD CONNECTION ${Number(id)}`);
          return ask(on, ID);
        });
        expect(asked).toHaveLength(2);
        expect(answer).toBe(asked[1]);
      }));

    it('an error of SQL costs no connection', () =>
      scene({ maxOpen: 1, maxIdle: 1 }, async ({ pool, ask }) => {
        const id = await pool.use((on) => ask(on, ID));
        await expect(pool.use((on) => ask(on, 'SELEKT'))).rejects.toMatchObject({ errno: 1064 });
        expect(await pool.use((on) => ask(on, ID))).toBe(id);
      }));

    it('a refused login fails each call, and leaves no place taken', () =>
      scene(
        { maxOpen: 1, maxIdle: 1 },
        async ({ pool }) => {
          const calls = await Promise.allSettled([pool.acquire(), pool.acquire(), pool.acquire()]);
          for (const call of calls) expect(call).toMatchObject({ reason: { errno: 1045 } });
          expect(pool.stats()).toMatchObject({ open: 0, waiting: 0 });
        },
        { ...login, password: 'wrong' },
      ));
  });
});

function loginOf(text: string): MysqlLogin {
  const { username, password, pathname, searchParams } = new URL(text);
  return {
    socketPath: searchParams.get('socketPath') ?? '',
    user: username,
    password,
    database: pathname.slice(1),
  };
}

/** Resolves when the server knows of no connection but the observer's: it takes leave of the others in its own time. */
async function nobodyElse(observe: Scene['observe']): Promise<void> {
  const others =
    "SELECT COUNT(*) FROM information_schema.processlist WHERE USER = 'kata' AND ID <> CONNECTION_ID()";
  let left: unknown;
  for (let asked = 0; asked < 2000; asked++) {
    left = await observe(others);
    if (Number(left) === 0) return;
  }
  expect(left, 'connections of a closed pool on the server').toBe(0);
}
