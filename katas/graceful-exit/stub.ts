import type { Server } from 'node:http';
import type { Context, RecvChan } from '@katas/goroutine';

export type Signal = 'SIGINT' | 'SIGTERM';

/** The `cause` of a shutdown that a signal asked for. It is given: leave it as it is. */
export class SignalError extends Error {
  override readonly name = 'SignalError';
  readonly signal: Signal;

  constructor(signal: Signal) {
    super(`group: received ${signal}`);
    this.signal = signal;
  }
}

/** Thrown at whoever comes too late: the shutdown has begun. It is given: leave it as it is. */
export class GroupClosedError extends Error {
  override readonly name = 'GroupClosedError';

  /** @param method - which one was called: `go`, `onShutdown`, `serve` */
  constructor(method: string) {
    super(`group: ${method} after the shutdown has begun`);
  }
}

export interface GroupOptions {
  /**
   * Where the process's signals arrive. The group takes them from its construction until it is over, and none
   * afterwards. If the channel is closed, no more signals come; that by itself is no reason to end.
   */
  readonly signals: RecvChan<Signal>;
  /** Milliseconds of `time.now()` from the beginning of a shutdown until the group is ended by force; finite, 0 or more. */
  readonly graceMs: number;
  /**
   * Ends the process at once. Called only to end the group by force, once at most: with 1 at the deadline, with 130
   * (SIGINT) or 143 (SIGTERM) at the second signal. In tests it returns; the group does nothing more after it.
   */
  readonly exit: (code: number) => void;
}

/** How a group ended. */
export interface Report {
  /**
   * What began the shutdown: the first error, a {@link SignalError}, or what was given to `shutdown`. `undefined` when
   * nothing was given, and when the group ended because all of it had returned.
   */
  readonly cause: Error | undefined;
  /**
   * What goroutines, servers and hooks threw, in the order in which they did, the first one included. A thrown value that
   * is not an `Error` is wrapped in one, with that value as its `cause`. Not counted: what only says that the
   * context is over, that is `ctx.err()` or `ctx.cause()` itself of the group's context, thrown after it ended.
   */
  readonly errors: readonly { readonly name: string; readonly error: Error }[];
  /**
   * Who had not come to an end at the deadline: goroutines and servers in the order in which they were started, or else
   * the hook that was running. Empty if the deadline did not end the group.
   */
  readonly timedOut: readonly string[];
  /**
   * What the process should end with: what `exit` was called with, if it was; else 1 if there are errors; else 130
   * or 143 if a signal is the cause; else 1 if there is a cause; else 0.
   */
  readonly exitCode: number;
}

/**
 * Starts goroutines and servers, and takes them down in order: on a signal, on the first error, when somebody asks, or
 * when all have returned.
 *
 * A shutdown has a beginning (the group's context ends; nothing new is taken), then a drain (all goroutines and servers
 * come to their end), then the hooks, one after the other; then the group is over, and `wait` tells how. All of it
 * together has `graceMs`. What is over stays over.
 */
export class Group {
  /**
   * A running group; it listens for signals from now on.
   *
   * @throws {RangeError} when `graceMs` is negative, `NaN` or infinite
   */
  constructor(_options: GroupOptions) {
    throw new Error('TODO: Group');
  }

  /**
   * Starts `f` as a goroutine of the group. What has been accepted is run and waited for, also when the shutdown
   * begins before it gets its turn. An error that it throws, also synchronously, begins the shutdown. Never blocks.
   *
   * @param name - for the report; need not be unique
   * @param f - is given the group's context: it ends (`err()` is `context.canceled`) when the shutdown begins, and its
   *   `cause()` is then the cause of the shutdown if there is one
   * @throws {GroupClosedError} when the shutdown has begun; `f` is not called then
   */
  go(_name: string, _f: (ctx: Context) => Promise<void>): void {
    throw new Error('TODO: go');
  }

  /**
   * Has `f` called during the shutdown, when all goroutines and servers have come to their end. Hooks run in the reverse
   * of the order in which they were registered, like `defer`, each after the one before it has settled, and whatever the
   * others threw; each is called once.
   *
   * @param name - for the report; need not be unique
   * @param f - is given a context of its own: it has not ended, and ends at the deadline of the shutdown
   * @throws {GroupClosedError} when the shutdown has begun
   */
  onShutdown(_name: string, _f: (ctx: Context) => Promise<void> | void): void {
    throw new Error('TODO: onShutdown');
  }

  /**
   * Looks after an HTTP server that listens, or soon will, and has no connections yet. It counts like a goroutine that
   * runs until the server is closed and has no connection left, whoever closes it. An `error` event of the server is its
   * error, as if a goroutine had thrown it: a server that could not listen has thereby come to its end.
   *
   * When the shutdown begins the server stops accepting. Requests that have reached the handler are answered in full.
   * A connection without such a request, idle after earlier ones or silent since its beginning, is closed at once, and
   * the others as soon as they have none left. No listener of the group is left on the server when the group is over.
   *
   * @param name - for the report; need not be unique
   * @throws {GroupClosedError} when the shutdown has begun; the server is left as it is
   */
  serve(_name: string, _server: Server): void {
    throw new Error('TODO: serve');
  }

  /**
   * Begins the shutdown, and does not wait for it: when this returns the group's context has ended. A shutdown that has
   * begun is not changed by it.
   *
   * @param cause - why, for the report and the context
   */
  shutdown(_cause?: Error): void {
    throw new Error('TODO: shutdown');
  }

  /**
   * Resolves when the group is over; never rejects. Blocks until then. May be called any number of times, also afterwards:
   * every call gives the same report.
   *
   * Waiting also says that no more is to be started from outside: while somebody waits, the shutdown begins as soon as
   * no goroutine and no server is running; at once if none is. Everything else happens whether somebody waits or not.
   */
  wait(): Promise<Report> {
    throw new Error('TODO: wait');
  }
}
