import type { Context } from '@katas/goroutine';

/**
 * A connection is of no use any more: what `ping`, the body of `use`, and `release` report it with. Ready as it is.
 * Subclasses count; an error that only has one as its `cause` does not.
 */
export class BadConnError extends Error {
  override readonly name: string = 'BadConnError';
}

/** The pool was closed. Ready as it is. */
export class PoolClosedError extends Error {
  override readonly name: string = 'PoolClosedError';

  constructor() {
    super('pool: it is closed');
  }
}

/**
 * How the pool reaches a database. Every method may take any time. `C` is any type, a number as well as an object: the
 * pool hands connections on, and never looks inside.
 */
export interface Driver<C> {
  /**
   * Dials a new connection. Rejects with an error of its own (not a `BadConnError`) when that fails.
   *
   * @param ctx - when it ends, the driver may give up and reject
   */
  connect(ctx: Context): Promise<C>;
  /** Resolves if the connection is alive. Any rejection, `BadConnError` or other, means that it is not. */
  ping(conn: C): Promise<void>;
  /** Ends the connection, exactly once. The connection is gone when this has settled, also if it rejects. */
  close(conn: C): Promise<void>;
}

export interface PoolOptions {
  /** Connections that may exist at once; a whole number from 1. */
  readonly maxOpen: number;
  /** Connections that are kept for later while nobody uses them; a whole number from 0; 0 keeps none. */
  readonly maxIdle: number;
  /**
   * Milliseconds after which a connection is not lent again, counted from when `connect` resolved, on the clock
   * `time.now()` of `@katas/goroutine`; above 0. Absent: no limit.
   */
  readonly maxLifetimeMs?: number;
  /** Milliseconds for which a connection may be idle, on the same clock; above 0. Absent: no limit. */
  readonly maxIdleTimeMs?: number;
}

/** A connection that is yours until you give it back. `await using` gives it back at the end of the scope. */
export interface Lease<C> extends AsyncDisposable {
  readonly conn: C;
  /**
   * Gives the connection back; never rejects. Resolves when it is back (with the first waiter, or idle), or gone: its
   * `close` has settled.
   *
   * Only the first call of a lease counts; any later one, with whatever argument, has no effect and resolves.
   * `[Symbol.asyncDispose]()` is `release()`.
   *
   * @param error - what went wrong with it: after a `BadConnError` the connection is closed; any other value changes
   *   nothing
   */
  release(error?: unknown): Promise<void>;
}

/** Figures of the moment of the call; the object does not change later. */
export interface PoolStats {
  readonly maxOpen: number;
  /** Connections that exist: idle, lent, being dialled, pinged or closed. */
  readonly open: number;
  /** Connections that wait for somebody to use them. */
  readonly idle: number;
  /** `open - idle`. */
  readonly inUse: number;
  /** Calls of `acquire` and `use` that wait in line now. */
  readonly waiting: number;
  /** How many have ever had to wait in line, also those who gave up. */
  readonly waitCount: number;
  /** Milliseconds that all of them have waited in line, added when a wait ends, also without success. */
  readonly waitMs: number;
  /** Connections closed because `maxIdle` were idle already. */
  readonly maxIdleClosed: number;
  /** Connections closed because of `maxIdleTimeMs`. */
  readonly maxIdleTimeClosed: number;
  /** Connections closed because of `maxLifetimeMs`. */
  readonly maxLifetimeClosed: number;
}

/** A pool of connections with the semantics of Go's `database/sql`, except that waiters are served in order. */
export class Pool<C> {
  /**
   * An empty pool: nothing is dialled before it is needed.
   *
   * @throws {RangeError} when an option is out of its range
   */
  constructor(_driver: Driver<C>, _options: PoolOptions) {
    throw new Error('TODO: Pool');
  }

  /**
   * Borrows a connection: the one that became idle last; else a new one, if fewer than `maxOpen` exist; else it waits in
   * line until one is released or the place of one becomes free. Those in line are served in the order of their calls.
   *
   * An idle connection is pinged first, and closed if that fails. After two that failed, a new one is dialled.
   *
   * @param ctx - while it waits in line, its end ends the wait. `connect` gets it, too. Absent: never ends
   * @throws {PoolClosedError} when the pool is closed, or gets closed meanwhile
   * @throws `ctx.err()` when `ctx` has ended, or ends while it waits in line; nothing is taken then
   * @throws what `connect` rejected with, as it is
   */
  acquire(_ctx?: Context): Promise<Lease<C>> {
    throw new Error('TODO: acquire');
  }

  /**
   * Lends a connection to `f` for as long as it runs, and gives back what `f` does. When `f` fails, the connection goes
   * back as with `release(error)`, and the caller gets the error as it is.
   *
   * After a `BadConnError` of `f` the connection is closed and `f` is called again, from its beginning, with another
   * one: three calls at most. The first two take what `acquire` gives; the third leaves idle connections aside and
   * dials, unless `maxOpen` exist already: then it, too, takes what `acquire` gives.
   *
   * @param f - throws a `BadConnError` only if nothing of its work can have been done. It may also throw at once
   *   instead of rejecting
   * @param ctx - as for `acquire`, each time; it does not end `f`
   * @throws what `acquire` throws (then `f` is not called), else the error of the last call of `f`
   */
  use<R>(_f: (conn: C) => Promise<R>, _ctx?: Context): Promise<R> {
    throw new Error('TODO: use');
  }

  /** What the pool holds and has done, at this moment; also of a closed pool. */
  stats(): PoolStats {
    throw new Error('TODO: stats');
  }

  /**
   * Closes the pool for good. From now on `acquire` and `use` fail, those who wait in line fail, idle connections are
   * closed at once, lent ones when they are released, dialled ones when they arrive.
   *
   * Resolves when the connections that were idle are gone; does not wait for lent ones; never rejects. A second call
   * closes nothing again, and resolves as well. Afterwards no timer of the pool is armed.
   */
  close(): Promise<void> {
    throw new Error('TODO: close');
  }
}
