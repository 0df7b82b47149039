import type { TasksStage } from '@katas/explore';
import { gosched, time, type Context } from '@katas/goroutine';
import type { Driver, Lease } from '#solution';

/** What the pool is given as a connection. */
export interface Conn {
  readonly id: number;
}

/** What is known of a connection. */
export interface Life {
  readonly conn: Conn;
  readonly dialledMs: number;
  /** When it was lent for the first time: the pool must have known it by then. */
  lentMs: number;
  /** When it was released last, and when that release was over. */
  backMs: number;
  restMs: number;
  /** For how long it was idle at most, before it was lent. */
  idledMs: number;
  closedMs: number | undefined;
  state: 'open' | 'closing' | 'closed';
  holder: string | undefined;
  pings: number;
  lends: number;
}

/**
 * A database without a database. It counts the connections that exist, writes down who has which, and fails the run when
 * a pool does what it must not.
 */
export class Database implements Driver<Conn> {
  /** Calls of `connect`. */
  dials = 0;
  /** Connections that exist: from the call of `connect` until `close` has settled. */
  exist = 0;
  readonly lives: Life[] = [];
  readonly #limit: number;
  readonly #t: TasksStage;

  /** What a dial does before it succeeds: waits, or fails by throwing. Dials are numbered from 1. */
  onConnect: (dial: number, ctx: Context) => Promise<void> = yielding;
  onPing: (conn: Conn) => Promise<void> = yielding;
  onClose: (conn: Conn) => Promise<void> = yielding;

  /** @param limit - connections that may exist at once */
  constructor(limit: number, t: TasksStage) {
    this.#limit = limit;
    this.#t = t;
  }

  async connect(ctx: Context): Promise<Conn> {
    this.dials += 1;
    const id = this.dials;
    this.exist += 1;
    this.#must(
      this.exist <= this.#limit,
      `${this.exist} connections exist at once, and maxOpen is ${this.#limit}`,
    );
    try {
      await this.onConnect(id, ctx);
    } catch (error) {
      this.exist -= 1;
      this.#t.note(`dial ${id} failed`);
      throw error;
    }
    const conn = Object.freeze({ id });
    const nowMs = time.now();
    const life: Life = {
      conn,
      dialledMs: nowMs,
      lentMs: nowMs,
      backMs: nowMs,
      restMs: nowMs,
      idledMs: 0,
      closedMs: undefined,
      state: 'open',
      holder: undefined,
      pings: 0,
      lends: 0,
    };
    this.lives.push(life);
    this.#t.note(`connection ${id} is open`);
    return conn;
  }

  async ping(conn: Conn): Promise<void> {
    const life = this.lifeOf(conn, 'ping');
    this.#must(life.state === 'open', `ping was called on connection ${conn.id}, which had been closed`);
    this.#must(
      life.holder === undefined,
      `ping was called on connection ${conn.id}, which is lent to ${life.holder}`,
    );
    life.pings += 1;
    await this.onPing(conn);
  }

  async close(conn: Conn): Promise<void> {
    const life = this.lifeOf(conn, 'close');
    this.#must(life.state === 'open', `connection ${conn.id} was closed twice`);
    this.#must(
      life.holder === undefined,
      `connection ${conn.id} was closed while it was lent to ${life.holder}`,
    );
    life.state = 'closing';
    try {
      await this.onClose(conn);
    } finally {
      life.state = 'closed';
      life.closedMs = time.now();
      this.exist -= 1;
      this.#t.note(`connection ${conn.id} is closed`);
    }
  }

  /** Notes that `holder` has the connection now; fails if somebody else does, or if it is closed. */
  take(holder: string, lease: Lease<Conn>): Conn {
    return this.hold(holder, lease.conn);
  }

  hold(holder: string, conn: Conn): Conn {
    const life = this.lifeOf(conn, 'a lease');
    this.#must(
      life.holder === undefined,
      `connection ${conn.id} is in two hands: ${life.holder} has it, and ${holder} got it as well`,
    );
    this.#must(life.state === 'open', `${holder} got connection ${conn.id}, which had been closed`);
    if (life.lends === 0) life.lentMs = time.now();
    else life.idledMs = Math.max(life.idledMs, time.now() - life.backMs);
    life.lends += 1;
    life.holder = holder;
    this.#t.note(`${holder} has connection ${conn.id}`);
    return conn;
  }

  /** Notes that nobody has the connection any more; to be called just before it is released. */
  drop(conn: Conn): void {
    const life = this.lifeOf(conn, 'a lease');
    life.holder = undefined;
    life.backMs = time.now();
  }

  async give(lease: Lease<Conn>, error?: unknown): Promise<void> {
    this.drop(lease.conn);
    await (error === undefined ? lease.release() : lease.release(error));
    this.lifeOf(lease.conn, 'a lease').restMs = time.now();
  }

  lifeOf(conn: Conn, who: string): Life {
    const life = this.lives[this.lives.findIndex((one) => one.conn === conn)];
    this.#must(life !== undefined, `${who} came with something that connect never gave`);
    return life as Life;
  }

  /** Ids of the connections in a state, in the order of their dials. */
  ids(state: Life['state']): number[] {
    return this.lives.filter((life) => life.state === state).map(({ conn }) => conn.id);
  }

  #must(holds: boolean, fault: string): void {
    this.#t.check(holds, fault);
  }
}

async function yielding(): Promise<void> {
  await gosched();
}
