import type { Context } from '@katas/goroutine';
import mysql from 'mysql2';
import type { Driver } from '#solution';

export type Session = mysql.Connection;

/** Where the server is, and as whom to log in. */
export type MysqlLogin = Readonly<
  Pick<mysql.ConnectionOptions, 'host' | 'port' | 'socketPath' | 'user' | 'password' | 'database'>
>;

/** What `mysql2` says of an error. */
export interface MysqlError extends Error {
  readonly errno?: number | undefined;
  /** The connection is of no use after it. */
  readonly fatal?: boolean | undefined;
}

type Done = (error: MysqlError | null, answer?: unknown) => void;

/** The pool's view of a MySQL server, spoken by the client of `mysql2`. */
export class MysqlDriver implements Driver<Session> {
  readonly #login: MysqlLogin;
  readonly #bad: (cause: MysqlError) => Error;

  /** @param bad - makes the pool's `BadConnError` of an error after which a connection is of no use */
  constructor(login: MysqlLogin, bad: (cause: MysqlError) => Error) {
    this.#login = login;
    this.#bad = bad;
  }

  async connect(ctx: Context): Promise<Session> {
    // No code is made of strings: the process of a suite can't.
    const session = mysql.createConnection({ ...this.#login, disableEval: true });
    const { promise, resolve, reject } = Promise.withResolvers<Session>();
    session.once('connect', () => resolve(session));
    // Later ones reach whoever has asked something.
    session.on('error', reject);
    const forget = ctx.onEnd(() => reject(ctx.err()));
    try {
      return await promise;
    } catch (error) {
      session.destroy();
      throw error;
    } finally {
      forget();
    }
  }

  async ping(session: Session): Promise<void> {
    await this.#answer((done) => session.ping(done));
  }

  async close(session: Session): Promise<void> {
    try {
      await this.#answer((done) => session.end(done));
    } finally {
      session.destroy();
    }
  }

  /** The first column of the first row. */
  async ask(session: Session, sql: string): Promise<unknown> {
    const rows = await this.#answer((done) =>
      session.query<mysql.RowDataPacket[]>({ sql, rowsAsArray: true }, done),
    );
    return Array.isArray(rows) ? rows[0]?.[0] : rows;
  }

  async #answer(ask: (done: Done) => unknown): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    ask((error, answer) => {
      if (error === null || error === undefined) resolve(answer);
      else reject(error.fatal === true ? this.#bad(error) : error);
    });
    return promise;
  }
}
