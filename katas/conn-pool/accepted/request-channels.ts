import { Chan, context, go, recv, select, time, type Context } from '@katas/goroutine';

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

/** A connection and what the pool knows of it. */
interface DriverConn<C> {
  readonly conn: C;
  readonly createdAt: number;
  returnedAt: number;
}

/** What comes over the channel of one who waits: a connection, or why there is none. */
interface ConnRequest<C> {
  readonly dc?: DriverConn<C>;
  readonly error?: unknown;
}

type Strategy = 'cached or new' | 'always new';

const MAX_BAD_CONN_RETRIES = 2;

/**
 * `database/sql` with its own words. One who waits leaves a channel with room for one answer; a connection that comes
 * back, or one that was dialled for whoever waits, is sent to the channel that was left first. A goroutine cleans up.
 */
export class Pool<C> {
  readonly #driver: Driver<C>;
  readonly #options: PoolOptions;
  /** A Set gives its members back in the order in which they came, and lets go of any of them at once. */
  readonly #requests = new Set<Chan<ConnRequest<C>>>();
  #freeConn: DriverConn<C>[] = [];
  #numOpen = 0;
  #closed = false;
  #cleaner: Chan<void> | undefined;
  readonly #counts = {
    waitCount: 0,
    waitMs: 0,
    maxIdleClosed: 0,
    maxIdleTimeClosed: 0,
    maxLifetimeClosed: 0,
  };

  constructor(driver: Driver<C>, options: PoolOptions) {
    mustBeWhole('maxOpen', options.maxOpen, 1);
    mustBeWhole('maxIdle', options.maxIdle, 0);
    for (const name of ['maxLifetimeMs', 'maxIdleTimeMs'] as const) {
      const ms = options[name];
      if (ms !== undefined && !(ms > 0)) throw new RangeError(`${name} must be above 0`);
    }
    this.#driver = driver;
    this.#options = { ...options };
  }

  acquire(ctx: Context = context.background()): Promise<Lease<C>> {
    return this.#retry((strategy) => this.#lease(ctx, strategy));
  }

  use<R>(f: (conn: C) => Promise<R>, ctx: Context = context.background()): Promise<R> {
    return this.#retry(async (strategy) => {
      const lease =
        strategy === 'always new'
          ? await this.#lease(ctx, strategy)
          : await this.#retry((inner) => this.#lease(ctx, inner));
      let failure: unknown;
      try {
        return await f(lease.conn);
      } catch (error) {
        failure = error;
        throw error;
      } finally {
        await lease.release(failure);
      }
    });
  }

  stats(): PoolStats {
    const idle = this.#freeConn.length;
    return {
      maxOpen: this.#options.maxOpen,
      open: this.#numOpen,
      idle,
      inUse: this.#numOpen - idle,
      waiting: this.#requests.size,
      ...this.#counts,
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const request of this.#requests) request.trySend({ error: new PoolClosedError() });
    this.#requests.clear();
    this.#cleaner?.close();
    this.#cleaner = undefined;
    const idle = this.#freeConn;
    this.#freeConn = [];
    const closed = new Chan<void>(idle.length);
    for (const dc of idle) go('close', async () => closed.send(await this.#finalClose(dc)));
    for (const _ of idle) await closed.recv();
  }

  /** Twice with a connection from the cache, then with a new one, as long as it is the connection that is bad. */
  async #retry<R>(attempt: (strategy: Strategy) => Promise<R>): Promise<R> {
    for (let i = 0; i < MAX_BAD_CONN_RETRIES; i++) {
      try {
        return await attempt('cached or new');
      } catch (error) {
        if (!(error instanceof BadConnError)) throw error;
      }
    }
    return attempt('always new');
  }

  async #lease(ctx: Context, strategy: Strategy): Promise<Lease<C>> {
    const dc = await this.#conn(ctx, strategy);
    if (this.#closed) {
      await this.#finalClose(dc);
      throw new PoolClosedError();
    }
    let out = true;
    const release = async (error?: unknown): Promise<void> => {
      if (!out) return;
      out = false;
      await this.#putConn(dc, error);
    };
    return { conn: dc.conn, release, [Symbol.asyncDispose]: () => release() };
  }

  /** @throws {BadConnError} when the cached connection that it took is of no use */
  async #conn(ctx: Context, strategy: Strategy): Promise<DriverConn<C>> {
    if (this.#closed) throw new PoolClosedError();
    const err = ctx.err();
    if (err !== undefined) throw err;

    const isFull = this.#numOpen >= this.#options.maxOpen;
    if (strategy === 'cached or new' || isFull) {
      const cached = this.#freeConn.pop();
      if (cached !== undefined) return this.#checked(cached);
    }
    if (isFull) return this.#request(ctx);
    this.#numOpen += 1; // optimistically
    try {
      return await this.#open(ctx);
    } catch (error) {
      this.#maybeOpenNewConnections();
      throw error;
    }
  }

  async #checked(dc: DriverConn<C>): Promise<DriverConn<C>> {
    if (this.#expired(dc)) {
      this.#counts.maxLifetimeClosed += 1;
    } else {
      try {
        await this.#driver.ping(dc.conn);
        return dc;
      } catch {
        // It is closed below.
      }
    }
    await this.#finalClose(dc);
    throw new BadConnError('the cached connection is gone');
  }

  async #request(ctx: Context): Promise<DriverConn<C>> {
    const request = new Chan<ConnRequest<C>>(1, 'connRequest');
    this.#requests.add(request);
    this.#counts.waitCount += 1;
    const since = time.now();
    const { index, value } = await select([recv(request), recv(ctx.done())]);
    this.#counts.waitMs += time.now() - since;
    if (index === 1) {
      // Somebody may have sent to it just before.
      const sent = this.#requests.delete(request) ? undefined : request.tryRecv()?.value;
      if (sent?.dc !== undefined) await this.#putConn(sent.dc, undefined);
      throw ctx.err();
    }
    if (value?.dc === undefined) throw value?.error;
    return value.dc;
  }

  /** Dials; its place is taken already. */
  async #open(ctx: Context): Promise<DriverConn<C>> {
    try {
      const conn = await this.#driver.connect(ctx);
      return { conn, createdAt: time.now(), returnedAt: time.now() };
    } catch (error) {
      this.#numOpen -= 1; // correct for earlier optimism
      throw error;
    }
  }

  /** Dials for those who wait, as many as there are places. */
  #maybeOpenNewConnections(): void {
    const places = this.#options.maxOpen - this.#numOpen;
    const wanted = Math.min(this.#requests.size, places);
    for (let i = 0; i < wanted; i++) {
      this.#numOpen += 1;
      go('opener', () => this.#openNewConnection());
    }
  }

  async #openNewConnection(): Promise<void> {
    let dc: DriverConn<C>;
    try {
      dc = await this.#open(context.background());
    } catch (error) {
      // In this order: nobody dials for the one who has just been told.
      this.#send({ error });
      this.#maybeOpenNewConnections();
      return;
    }
    await this.#putConn(dc, undefined);
  }

  async #putConn(dc: DriverConn<C>, error: unknown): Promise<void> {
    const expired = this.#expired(dc);
    if (expired) this.#counts.maxLifetimeClosed += 1;
    if (this.#closed || expired || error instanceof BadConnError) return this.#finalClose(dc);
    if (this.#send({ dc })) return;
    if (this.#freeConn.length >= this.#options.maxIdle) {
      this.#counts.maxIdleClosed += 1;
      return this.#finalClose(dc);
    }
    dc.returnedAt = time.now();
    this.#freeConn.push(dc);
    this.#startCleaner();
  }

  #send(answer: ConnRequest<C>): boolean {
    const [first] = this.#requests;
    if (first === undefined) return false;
    this.#requests.delete(first);
    return first.trySend(answer);
  }

  async #finalClose(dc: DriverConn<C>): Promise<void> {
    try {
      await this.#driver.close(dc.conn);
    } catch {
      // It is gone anyway.
    }
    this.#numOpen -= 1;
    this.#maybeOpenNewConnections();
  }

  #expired({ createdAt }: DriverConn<C>): boolean {
    const { maxLifetimeMs = Infinity } = this.#options;
    return time.now() - createdAt >= maxLifetimeMs;
  }

  #idleTooLong({ returnedAt }: DriverConn<C>): boolean {
    const { maxIdleTimeMs = Infinity } = this.#options;
    return time.now() - returnedAt >= maxIdleTimeMs;
  }

  /** When the first idle connection must go; undefined if none ever must. */
  #nextCleaning(): number | undefined {
    const { maxLifetimeMs = Infinity, maxIdleTimeMs = Infinity } = this.#options;
    const due = this.#freeConn.map((dc) =>
      Math.min(dc.createdAt + maxLifetimeMs, dc.returnedAt + maxIdleTimeMs),
    );
    const first = Math.min(...due);
    return first === Infinity ? undefined : first;
  }

  /** Wakes the cleaner, or starts one: a connection became idle whose time may be over before all others'. */
  #startCleaner(): void {
    if (this.#nextCleaning() === undefined) return;
    if (this.#cleaner !== undefined) {
      this.#cleaner.trySend();
      return;
    }
    const wake = new Chan<void>(1, 'cleaner');
    this.#cleaner = wake;
    go('cleaner', () => this.#clean(wake));
  }

  async #clean(wake: Chan<void>): Promise<void> {
    for (let at = this.#nextCleaning(); at !== undefined; at = this.#nextCleaning()) {
      const timer = time.newTimer(at - time.now());
      const { ok } = await select([recv(wake), recv(timer.C)]);
      timer.stop();
      if (!ok) return;
      for (const dc of this.#takeOverdue()) go('close', () => this.#finalClose(dc));
    }
    if (this.#cleaner === wake) this.#cleaner = undefined;
  }

  #takeOverdue(): DriverConn<C>[] {
    const overdue: DriverConn<C>[] = [];
    const staying: DriverConn<C>[] = [];
    for (const dc of this.#freeConn) {
      const [expired, idleTooLong] = [this.#expired(dc), this.#idleTooLong(dc)];
      if (expired) this.#counts.maxLifetimeClosed += 1;
      else if (idleTooLong) this.#counts.maxIdleTimeClosed += 1;
      (expired || idleTooLong ? overdue : staying).push(dc);
    }
    this.#freeConn = staying;
    return overdue;
  }
}

function mustBeWhole(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new RangeError(`${name} must be a whole number from ${least}`);
}
