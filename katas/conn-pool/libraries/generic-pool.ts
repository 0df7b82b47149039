// library: generic-pool
// stages: bound-and-reuse, waiting-in-line
// deviates: of the idle connections the one that came back last is lent
// because: generic-pool lends the one that came back first, whatever its option fifo, which is about those who wait
// deviates: at most maxIdle connections are kept, the others are closed
// because: generic-pool has no limit of idle connections: whatever comes back is kept
// deviates: with maxIdle 0 a connection still goes to whoever waits for it
// because: generic-pool has no limit of idle connections: whatever comes back is kept
// deviates: a failed dial tells its error, and leaves its place to others
// because: generic-pool tells nobody when create fails, and tries again at once, for ever
// deviates: a connection is in one hand, also after a double release
// because: generic-pool rejects a second release
// deviates: a release of a lease that is over does not touch the next one
// because: generic-pool rejects a second release
// deviates: options out of range are refused with a RangeError
// because: generic-pool puts what is out of range right instead of refusing it
// deviates: any value can be a connection
// because: generic-pool has no limit of idle connections: whatever comes back is kept
// deviates: any sequence of calls lends what a stack would
// because: generic-pool has no limit of idle connections: whatever comes back is kept
// deviates: a context that has ended gets its error and takes nothing
// because: generic-pool knows no context: who waits can not be cancelled, and create is told nothing
// deviates: a waiter whose context ends gets its error at once, the others keep their order
// because: generic-pool knows no context: who waits can not be cancelled, and create is told nothing
// deviates: a deadline ends the wait when it is due
// because: generic-pool knows no context: who waits can not be cancelled, and create is told nothing
// deviates: no connection is lost when a waiter is cancelled while one is handed to it
// because: generic-pool has no limit of idle connections: whatever comes back is kept
// deviates: a failed dial lets the next one dial
// because: generic-pool tells nobody when create fails, and tries again
// deviates: connect is told when the acquire that dials is cancelled
// because: generic-pool knows no context: who waits can not be cancelled, and create is told nothing
// deviates: nothing is left on a context when acquire and use are over
// because: generic-pool knows no context: who waits can not be cancelled, and create is told nothing

import { context, time, type Context } from '@katas/goroutine';
import { createPool, type Pool as Generic } from 'generic-pool';

// Time is that of the goroutines, so that schedules can be tried: the library's timers run on its clock, and its own
// timeouts, set as long as they can be, never fire.
const NEVER_MS = 2 ** 31 - 1;
const native = { setTimeout, clearTimeout, setInterval };
let isArming = false;
globalThis.setTimeout = ((call: () => void, ms = 0) => {
  if (isArming) return native.setTimeout(call, ms);
  if (ms >= NEVER_MS) return undefined;
  isArming = true;
  try {
    return time.afterFunc(ms, call);
  } finally {
    isArming = false;
  }
}) as never;
globalThis.setInterval = ((call: () => void, ms = 0) =>
  ms >= NEVER_MS ? undefined : native.setInterval(call, ms)) as never;
globalThis.clearTimeout = ((timer?: { stop?: () => void }) => {
  if (timer?.stop === undefined) native.clearTimeout(timer as never);
  else timer.stop();
}) as never;

export class BadConnError extends Error {}

export class PoolClosedError extends Error {}

interface Driver<C> {
  connect(ctx: Context): Promise<C>;
  ping(conn: C): Promise<void>;
  close(conn: C): Promise<void>;
}

interface PoolOptions {
  readonly maxOpen: number;
  readonly maxIdle: number;
}

interface Lease<C> extends AsyncDisposable {
  readonly conn: C;
  release(error?: unknown): Promise<void>;
}

/** `generic-pool` under the names of the kata. */
export class Pool<C> {
  readonly #pool: Generic<C>;

  constructor(driver: Driver<C>, { maxOpen }: PoolOptions) {
    this.#pool = createPool<C>(
      {
        create: () => driver.connect(context.background()),
        destroy: (conn) => driver.close(conn),
        validate: (conn) => driver.ping(conn).then(() => true),
      },
      { max: maxOpen, min: 0, testOnBorrow: true, fifo: true, evictionRunIntervalMillis: 0 },
    );
  }

  async acquire(): Promise<Lease<C>> {
    const conn = await this.#pool.acquire();
    const release = async (): Promise<void> => this.#pool.release(conn);
    return { conn, release, [Symbol.asyncDispose]: release };
  }

  async use<R>(f: (conn: C) => Promise<R>): Promise<R> {
    const lease = await this.acquire();
    try {
      return await f(lease.conn);
    } finally {
      await lease.release();
    }
  }
}
