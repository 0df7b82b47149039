import { context, Semaphore, time, type Context, type Permit } from '@katas/goroutine';

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

interface Idle<C> {
  readonly conn: C;
  readonly dialledMs: number;
  readonly sinceMs: number;
}

/** A borrowed connection with the permit that stands for it. */
interface Borrowed<C> {
  readonly conn: C;
  readonly dialledMs: number;
  readonly permit: Permit;
}

/**
 * A counting semaphore with `maxOpen` permits. Whoever holds a permit may have one connection that is not idle: lent,
 * being dialled, pinged or closed. Idle connections hold none, and one is taken from them before any is dialled, so
 * permits taken and idle connections together are never more than `maxOpen`. The semaphore keeps the line.
 */
export class Pool<C> {
  readonly #driver: Driver<C>;
  readonly #maxOpen: number;
  readonly #maxIdle: number;
  readonly #maxLifetimeMs: number;
  readonly #maxIdleTimeMs: number;
  readonly #places: Semaphore;
  #idle: Idle<C>[] = [];
  #waiting = 0;
  readonly #sums = { waitCount: 0, waitMs: 0, maxIdleClosed: 0, maxIdleTimeClosed: 0, maxLifetimeClosed: 0 };
  /** Ends when the pool is closed, for a reason that says so. */
  readonly #life = context.withCancelCause(context.background());
  #cleaning: (() => void) | undefined;

  constructor(driver: Driver<C>, options: PoolOptions) {
    const { maxOpen, maxIdle, maxLifetimeMs = Infinity, maxIdleTimeMs = Infinity } = options;
    if (!(Number.isInteger(maxOpen) && maxOpen >= 1)) throw new RangeError(`maxOpen is ${maxOpen}`);
    if (!(Number.isInteger(maxIdle) && maxIdle >= 0)) throw new RangeError(`maxIdle is ${maxIdle}`);
    if (!(maxLifetimeMs > 0)) throw new RangeError(`maxLifetimeMs is ${maxLifetimeMs}`);
    if (!(maxIdleTimeMs > 0)) throw new RangeError(`maxIdleTimeMs is ${maxIdleTimeMs}`);
    this.#driver = driver;
    this.#maxOpen = maxOpen;
    this.#maxIdle = maxIdle;
    this.#maxLifetimeMs = maxLifetimeMs;
    this.#maxIdleTimeMs = maxIdleTimeMs;
    this.#places = new Semaphore(maxOpen);
  }

  async acquire(ctx: Context = context.background()): Promise<Lease<C>> {
    return this.#lease(await this.#borrow(ctx, 2));
  }

  async use<R>(f: (conn: C) => Promise<R>, ctx: Context = context.background()): Promise<R> {
    for (const cachedTries of [2, 2, 0]) {
      const lease = this.#lease(await this.#borrow(ctx, cachedTries));
      try {
        const result = await f(lease.conn);
        await lease.release();
        return result;
      } catch (error) {
        await lease.release(error);
        if (cachedTries === 0 || !(error instanceof BadConnError)) throw error;
      }
    }
    throw new Error('unreachable');
  }

  stats(): PoolStats {
    const idle = this.#idle.length;
    const inUse = this.#maxOpen - this.#places.free;
    return { maxOpen: this.#maxOpen, open: inUse + idle, idle, inUse, waiting: this.#waiting, ...this.#sums };
  }

  async close(): Promise<void> {
    const [, end] = this.#life;
    end(new PoolClosedError());
    await this.#closeIdle(() => true);
  }

  get #isClosed(): boolean {
    return this.#life[0].err() !== undefined;
  }

  async #borrow(ctx: Context, cachedTries: number): Promise<Borrowed<C>> {
    if (this.#isClosed) throw new PoolClosedError();
    const permit = await this.#permit(ctx);
    try {
      return { permit, ...(await this.#connection(ctx, cachedTries)) };
    } catch (error) {
      permit.release();
      throw error;
    }
  }

  async #permit(ctx: Context): Promise<Permit> {
    if (ctx.err() !== undefined) throw ctx.err();
    if (this.#places.free > 0 && this.#waiting === 0) return this.#places.acquire(1);
    // Two ends can end the wait: the caller's and the pool's.
    const [either, end] = context.withCancelCause(ctx);
    const forget = this.#life[0].onEnd(() => end(new PoolClosedError()));
    const sinceMs = time.now();
    this.#waiting += 1;
    this.#sums.waitCount += 1;
    try {
      return await this.#places.acquire(1, either);
    } catch {
      throw either.cause() instanceof PoolClosedError ? new PoolClosedError() : ctx.err();
    } finally {
      forget();
      end();
      this.#waiting -= 1;
      this.#sums.waitMs += time.now() - sinceMs;
    }
  }

  /** An idle connection that is alive, or a new one; the caller holds a permit for it. */
  async #connection(ctx: Context, cachedTries: number): Promise<Omit<Borrowed<C>, 'permit'>> {
    for (let tries = cachedTries; ; tries--) {
      if (this.#isClosed) throw new PoolClosedError();
      const isFull = this.#maxOpen - this.#places.free + this.#idle.length > this.#maxOpen;
      const idle = tries > 0 || isFull ? this.#idle.pop() : undefined;
      if (idle === undefined) break;
      this.#schedule();
      const isGood = this.#isYoung(idle.dialledMs) && (await this.#isAlive(idle.conn));
      if (isGood && !this.#isClosed) return { conn: idle.conn, dialledMs: idle.dialledMs };
      await this.#end(idle.conn);
    }
    const conn = await this.#driver.connect(ctx);
    if (!this.#isClosed) return { conn, dialledMs: time.now() };
    await this.#end(conn);
    throw new PoolClosedError();
  }

  #lease(borrowed: Borrowed<C>): Lease<C> {
    let returned: Promise<void> | undefined;
    const release = (error?: unknown): Promise<void> => (returned ??= this.#return(borrowed, error));
    return { conn: borrowed.conn, release, [Symbol.asyncDispose]: () => release() };
  }

  async #return({ conn, dialledMs, permit }: Borrowed<C>, error: unknown): Promise<void> {
    // Somebody in line will take it from the idle ones as soon as the permit is back.
    const hasRoom = this.#idle.length < this.#maxIdle || this.#waiting > 0;
    const isWanted = !this.#isClosed && !(error instanceof BadConnError) && this.#isYoung(dialledMs);
    if (isWanted && hasRoom) {
      this.#idle.push({ conn, dialledMs, sinceMs: time.now() });
      this.#schedule();
    } else {
      if (isWanted) this.#sums.maxIdleClosed += 1;
      await this.#end(conn);
    }
    permit.release();
  }

  #isYoung(dialledMs: number): boolean {
    const isYoung = time.now() < dialledMs + this.#maxLifetimeMs;
    if (!isYoung) this.#sums.maxLifetimeClosed += 1;
    return isYoung;
  }

  async #isAlive(conn: C): Promise<boolean> {
    return this.#driver.ping(conn).then(
      () => true,
      () => false,
    );
  }

  async #end(conn: C): Promise<void> {
    await this.#driver.close(conn).catch(() => {});
  }

  /** Sets the alarm for the idle connection that has to go first. */
  #schedule(): void {
    this.#cleaning?.();
    this.#cleaning = undefined;
    const due = this.#idle.map(({ dialledMs, sinceMs }) =>
      Math.min(dialledMs + this.#maxLifetimeMs, sinceMs + this.#maxIdleTimeMs),
    );
    // One that is overdue already is about to be taken.
    const first = Math.min(...due.filter((ms) => ms > time.now()));
    if (first === Infinity) return;
    const alarm = time.afterFunc(first - time.now(), () => this.#clean());
    this.#cleaning = () => alarm.stop();
  }

  #clean(): Promise<void> {
    return this.#closeIdle(({ dialledMs, sinceMs }) => {
      if (!this.#isYoung(dialledMs)) return true;
      const isOver = time.now() >= sinceMs + this.#maxIdleTimeMs;
      if (isOver) this.#sums.maxIdleTimeClosed += 1;
      return isOver;
    });
  }

  /**
   * Closes some of the idle connections, each under a permit of its own. Where there is none left, somebody from the line
   * has been given one for this connection and will look at it, unless the pool is closed.
   */
  async #closeIdle(isOver: (idle: Idle<C>) => boolean): Promise<void> {
    const closing: Promise<void>[] = [];
    this.#idle = this.#idle.filter((idle) => {
      const places = this.#places.tryAcquire() ? 1 : 0;
      if ((places === 1 || this.#isClosed) && isOver(idle)) {
        closing.push(this.#end(idle.conn).then(() => this.#places.release(places)));
        return false;
      }
      this.#places.release(places);
      return true;
    });
    this.#schedule();
    await Promise.all(closing);
  }
}
