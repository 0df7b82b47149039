// stage: waiting-in-line
// test: those who wait are served in the order of their calls
// says: the order in which they were served
// mistake: overtaking
// The line is a stack: who has come last is served first.

import { context, time, type Context } from '@katas/goroutine';

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
interface Member<C> {
  readonly conn: C;
  readonly bornMs: number;
  idleSinceMs: number;
}

/** What a waiter is given: a connection, or the place of one that is gone, to dial its own. */
type Grant<C> = Member<C> | 'place';

const CALLS_OF_USE = 3;
const IDLE_TRIES = 2;

/** One who waits: a promise with neighbours. */
class Waiter<T> {
  before: Waiter<T> = this;
  behind: Waiter<T> = this;
  readonly outcome: PromiseWithResolvers<T> = Promise.withResolvers<T>();

  get isInLine(): boolean {
    return this.behind !== this;
  }
}

/** Those who wait, in order: a ring through a sentinel, which anybody can leave in O(1). */
class Line<T> {
  readonly #end = new Waiter<T>();
  length = 0;

  join(): Waiter<T> {
    const waiter = new Waiter<T>();
    waiter.before = this.#end.before;
    waiter.behind = this.#end;
    waiter.before.behind = waiter;
    this.#end.before = waiter;
    this.length += 1;
    return waiter;
  }

  leave(waiter: Waiter<T>): void {
    waiter.before.behind = waiter.behind;
    waiter.behind.before = waiter.before;
    waiter.before = waiter;
    waiter.behind = waiter;
    this.length -= 1;
  }

  /** Takes out the one who waits longest. */
  shift(): PromiseWithResolvers<T> | undefined {
    const first = this.#end.before;
    if (first === this.#end) return undefined;
    this.leave(first);
    return first.outcome;
  }
}

class Loan<C> implements Lease<C> {
  readonly conn: C;
  #giveBack: ((error: unknown) => Promise<void>) | undefined;

  constructor(conn: C, giveBack: (error: unknown) => Promise<void>) {
    this.conn = conn;
    this.#giveBack = giveBack;
  }

  async release(error?: unknown): Promise<void> {
    const giveBack = this.#giveBack;
    this.#giveBack = undefined;
    await giveBack?.(error);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }
}

/**
 * A queue of promises. Whatever looks at the counters and changes them is one piece of code without `await`; what takes
 * time (a dial, a ping, a close, a wait) happens while its place is already counted.
 */
export class Pool<C> {
  readonly #driver: Driver<C>;
  readonly #options: PoolOptions;
  readonly #line = new Line<Grant<C>>();
  /** The one that became idle last is at the end. */
  #idle: Member<C>[] = [];
  #open = 0;
  #isClosed = false;
  #reaper: Disposable | undefined;
  readonly #done = { waitCount: 0, waitMs: 0, maxIdleClosed: 0, maxIdleTimeClosed: 0, maxLifetimeClosed: 0 };

  constructor(driver: Driver<C>, options: PoolOptions) {
    const { maxOpen, maxIdle, maxLifetimeMs = Infinity, maxIdleTimeMs = Infinity } = options;
    if (!Number.isSafeInteger(maxOpen) || maxOpen < 1)
      throw new RangeError('maxOpen must be a whole number from 1');
    if (!Number.isSafeInteger(maxIdle) || maxIdle < 0)
      throw new RangeError('maxIdle must be a whole number from 0');
    if (!(maxLifetimeMs > 0 && maxIdleTimeMs > 0)) throw new RangeError('limits of time must be above 0');
    this.#driver = driver;
    this.#options = { ...options };
  }

  acquire(ctx: Context = context.background()): Promise<Lease<C>> {
    return this.#lend(ctx, IDLE_TRIES);
  }

  async use<R>(f: (conn: C) => Promise<R>, ctx: Context = context.background()): Promise<R> {
    for (let call = 1; ; call++) {
      const lease = await this.#lend(ctx, call < CALLS_OF_USE ? IDLE_TRIES : 0);
      try {
        const result = await f(lease.conn);
        await lease.release();
        return result;
      } catch (error) {
        await lease.release(error);
        if (call === CALLS_OF_USE || !(error instanceof BadConnError)) throw error;
      }
    }
  }

  stats(): PoolStats {
    const [open, idle] = [this.#open, this.#idle.length];
    const { maxOpen } = this.#options;
    return { maxOpen, open, idle, inUse: open - idle, waiting: this.#line.length, ...this.#done };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (let next = this.#line.shift(); next !== undefined; next = this.#line.shift())
      next.reject(new PoolClosedError());
    const idle = this.#idle;
    this.#idle = [];
    this.#arm();
    await Promise.all(idle.map((member) => this.#discard(member)));
  }

  async #lend(ctx: Context, idleTries: number): Promise<Lease<C>> {
    for (let triesLeft = idleTries; ; triesLeft--) {
      if (this.#isClosed) throw new PoolClosedError();
      if (ctx.err() !== undefined) throw ctx.err();
      const isFull = this.#open === this.#options.maxOpen;
      const idle = triesLeft > 0 || isFull ? this.#idle.pop() : undefined;
      if (idle === undefined) return this.#loanOf(await this.#dialOrWait(ctx, isFull));
      this.#arm();
      if (!this.#isTooOld(idle) && (await this.#isAlive(idle))) return this.#loanOf(idle);
      await this.#discard(idle);
    }
  }

  async #dialOrWait(ctx: Context, isFull: boolean): Promise<Member<C>> {
    if (!isFull) this.#open += 1;
    const grant = isFull ? await this.#wait(ctx) : 'place';
    if (grant !== 'place') return grant;
    try {
      const conn = await this.#driver.connect(ctx);
      const bornMs = time.now();
      return { conn, bornMs, idleSinceMs: bornMs };
    } catch (error) {
      this.#freePlace();
      throw error;
    }
  }

  async #wait(ctx: Context): Promise<Grant<C>> {
    const since = time.now();
    this.#done.waitCount += 1;
    const waiter = this.#line.join();
    const forget = ctx.onEnd(() => {
      // Served in the meantime: then what it got is on its way, and the end comes too late.
      if (!waiter.isInLine) return;
      this.#line.leave(waiter);
      waiter.outcome.reject(ctx.err());
    });
    try {
      return await waiter.outcome.promise;
    } finally {
      forget();
      this.#done.waitMs += time.now() - since;
    }
  }

  /** @throws {PoolClosedError} when the pool was closed while the connection was on its way */
  async #loanOf(member: Member<C>): Promise<Lease<C>> {
    if (!this.#isClosed) return new Loan(member.conn, (error) => this.#takeBack(member, error));
    await this.#discard(member);
    throw new PoolClosedError();
  }

  async #takeBack(member: Member<C>, error: unknown): Promise<void> {
    if (this.#isClosed || error instanceof BadConnError) return this.#discard(member);
    if (this.#isTooOld(member)) return this.#discard(member);
    const next = this.#line.shift();
    if (next !== undefined) return next.resolve(member);
    if (this.#idle.length >= this.#options.maxIdle) {
      this.#done.maxIdleClosed += 1;
      return this.#discard(member);
    }
    member.idleSinceMs = time.now();
    this.#idle.push(member);
    this.#arm();
  }

  async #isAlive(member: Member<C>): Promise<boolean> {
    try {
      await this.#driver.ping(member.conn);
      return true;
    } catch {
      return false;
    }
  }

  async #discard(member: Member<C>): Promise<void> {
    try {
      await this.#driver.close(member.conn);
    } catch {
      // Gone is gone.
    } finally {
      this.#freePlace();
    }
  }

  /** The place of a connection that is gone, or has never come, goes to the first in line. */
  #freePlace(): void {
    const next = this.#line.shift();
    if (next === undefined) this.#open -= 1;
    else next.resolve('place');
  }

  /** Whether it has outlived `maxLifetimeMs`; then it is counted as such, and must be closed. */
  #isTooOld(member: Member<C>): boolean {
    const isTooOld = time.now() >= member.bornMs + (this.#options.maxLifetimeMs ?? Infinity);
    if (isTooOld) this.#done.maxLifetimeClosed += 1;
    return isTooOld;
  }

  #hasIdledTooLong(member: Member<C>): boolean {
    const isOver = time.now() >= member.idleSinceMs + (this.#options.maxIdleTimeMs ?? Infinity);
    if (isOver) this.#done.maxIdleTimeClosed += 1;
    return isOver;
  }

  /** One timer, for the idle connection whose time is over first; none while nothing is idle. */
  #arm(): void {
    this.#reaper?.[Symbol.dispose]();
    this.#reaper = undefined;
    const { maxLifetimeMs = Infinity, maxIdleTimeMs = Infinity } = this.#options;
    let first = Infinity;
    for (const { bornMs, idleSinceMs } of this.#idle)
      first = Math.min(first, bornMs + maxLifetimeMs, idleSinceMs + maxIdleTimeMs);
    if (first < Infinity) this.#reaper = time.afterFunc(first - time.now(), () => this.#reap());
  }

  async #reap(): Promise<void> {
    const over: Member<C>[] = [];
    const staying: Member<C>[] = [];
    for (const member of this.#idle)
      (this.#isTooOld(member) || this.#hasIdledTooLong(member) ? over : staying).push(member);
    this.#idle = staying;
    this.#arm();
    await Promise.all(over.map((member) => this.#discard(member)));
  }
}
