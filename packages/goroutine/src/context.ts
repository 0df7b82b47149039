import { Chan, type RecvChan } from './chan.ts';
import { canceled, ContextError, deadlineExceeded } from './context-error.ts';
import { current } from './current.ts';
import { goroutine } from './go.ts';
import { Origin } from './origin.ts';
import type { Alarm } from './runtime.ts';

/**
 * Says when work is no longer wanted, and carries values along with it. Made from a parent by the functions of
 * this module; ends at the latest when its parent does.
 * @see https://pkg.go.dev/context
 */
export interface Context {
  /** Closed when the context ends; `Chan.nil()` if it never does. */
  done(): RecvChan<never>;
  /** `undefined` until the end, then `context.canceled` or `context.deadlineExceeded`. */
  err(): Error | undefined;
  /** Why it ended: what its canceller gave, else {@link err}. `undefined` until the end. */
  cause(): Error | undefined;
  /** When it ends by itself, in milliseconds of `time.now()`; `undefined` if it does not. */
  deadline(): number | undefined;
  /** What the nearest context above carries under this key, compared by `Object.is`. */
  value(key: unknown): unknown;
  /**
   * Calls back within the call that ends the context, or now if it has ended.
   * For what must be undone before anybody goes on; programs want {@link afterFunc}.
   * @returns takes the wish back.
   */
  onEnd(callback: () => void): () => void;
  /** How it was made, as in `context.Background.WithCancel`. */
  toString(): string;
}

/** Ends a context; again has no effect. `using _ = cancel` ends it with the scope. */
export type CancelFunc = (() => void) & Disposable;

/** Ends a context for a reason; only the first one counts. */
export type CancelCauseFunc = ((cause?: Error) => void) & Disposable;

/** Never ends, carries nothing: the root of all contexts. */
export function background(): Context {
  return root;
}

/** As {@link background}, where it is not yet clear which context to use. */
export function todo(): Context {
  return todoRoot;
}

/** A context that ends when `cancel` is called. */
export function withCancel(parent: Context): [Context, CancelFunc] {
  const context = new CancelContext(parentOf(parent));
  return [context, disposable(() => context.end(canceled, canceled))];
}

/** As {@link withCancel}, with a reason that `cause()` gives. */
export function withCancelCause(parent: Context): [Context, CancelCauseFunc] {
  const context = new CancelContext(parentOf(parent));
  return [context, disposable((why?: Error) => context.end(canceled, why ?? canceled))];
}

/**
 * A context that ends at a time. Cancel it when the work is done: its timer runs until then.
 * @param atMs - milliseconds of `time.now()`, which are those of `Date.now()`.
 * @param why - what `cause()` gives when the time is over; default: the error itself.
 */
export function withDeadline(parent: Context, atMs: number, why?: Error): [Context, CancelFunc] {
  if (Number.isNaN(atMs)) throw new ContextError('the deadline is not a number');
  const context = new CancelContext(parentOf(parent));
  context.endAt(atMs, why ?? deadlineExceeded);
  return [context, disposable(() => context.end(canceled, canceled))];
}

/**
 * As {@link withDeadline}, so many milliseconds from now.
 * @param ms - 0 or less: the context has already ended.
 */
export function withTimeout(parent: Context, ms: number, why?: Error): [Context, CancelFunc] {
  return withDeadline(parent, current.now() + ms, why);
}

/** A context that carries `value` under `key`. Make the key an object or symbol of your own. */
export function withValue(parent: Context, key: unknown, value: unknown): Context {
  if (key === undefined || key === null) throw new ContextError('nil key');
  return new ValueContext(parentOf(parent), key, value);
}

/** A context with the parent's values that does not end with it. */
export function withoutCancel(parent: Context): Context {
  return new EndlessContext('WithoutCancel', parentOf(parent));
}

/** Why the context ended; `undefined` until then. */
export function cause(context: Context): Error | undefined {
  return context.cause();
}

/**
 * Runs `body` in a goroutine of its own after the context has ended.
 * @returns stops that: true if `body` will not run because of it, false if it was started or stopped before.
 */
export function afterFunc(context: Context, body: () => unknown): () => boolean {
  const started = goroutine(body.name === '' ? 'context.afterFunc' : body.name, body, new Origin());
  let waiting = true;
  const forget = parentOf(context).onEnd(() => {
    waiting = false;
    current.go(started);
  });
  return () => {
    const stopped = waiting;
    waiting = false;
    forget();
    return stopped;
  };
}

class EndlessContext implements Context {
  readonly #name: string;
  readonly #values: Context | undefined;

  constructor(name: string, values?: Context) {
    this.#name = name;
    this.#values = values;
  }

  done(): RecvChan<never> {
    return Chan.nil();
  }

  err(): undefined {
    return undefined;
  }

  cause(): undefined {
    return undefined;
  }

  deadline(): undefined {
    return undefined;
  }

  value(key: unknown): unknown {
    return this.#values?.value(key);
  }

  onEnd(): () => void {
    return nothing;
  }

  toString(): string {
    return this.#values === undefined ? `context.${this.#name}` : `${String(this.#values)}.${this.#name}`;
  }
}

class ValueContext implements Context {
  readonly #parent: Context;
  readonly #key: unknown;
  readonly #value: unknown;

  constructor(parent: Context, key: unknown, value: unknown) {
    this.#parent = parent;
    this.#key = key;
    this.#value = value;
  }

  done(): RecvChan<never> {
    return this.#parent.done();
  }

  err(): Error | undefined {
    return this.#parent.err();
  }

  cause(): Error | undefined {
    return this.#parent.cause();
  }

  deadline(): number | undefined {
    return this.#parent.deadline();
  }

  value(key: unknown): unknown {
    return Object.is(key, this.#key) ? this.#value : this.#parent.value(key);
  }

  onEnd(callback: () => void): () => void {
    return this.#parent.onEnd(callback);
  }

  toString(): string {
    return `${String(this.#parent)}.WithValue`;
  }
}

class CancelContext implements Context {
  readonly #parent: Context;
  readonly #leaveParent: () => void;
  #done: Chan<never> | undefined = undefined;
  #err: Error | undefined = undefined;
  #cause: Error | undefined = undefined;
  #deadline: number | undefined = undefined;
  #alarm: Alarm | undefined = undefined;
  /** Children, waiters and functions, in the order of their coming. */
  #onEnd: Set<() => void> | undefined = undefined;

  constructor(parent: Context) {
    this.#parent = parent;
    // Called at once if the parent has ended: the fields above must be there by then, as they are.
    this.#leaveParent = parent.onEnd(() => this.end(parent.err() as Error, parent.cause() as Error));
  }

  done(): RecvChan<never> {
    if (this.#done === undefined) {
      this.#done = new Chan<never>(0, 'context.done');
      if (this.#err !== undefined) this.#done.close();
    }
    return this.#done;
  }

  err(): Error | undefined {
    return this.#err;
  }

  cause(): Error | undefined {
    return this.#cause;
  }

  deadline(): number | undefined {
    return this.#deadline ?? this.#parent.deadline();
  }

  value(key: unknown): unknown {
    return this.#parent.value(key);
  }

  onEnd(callback: () => void): () => void {
    if (this.#err !== undefined) {
      callback();
      return nothing;
    }
    // Its own object each time: one function may be registered twice.
    const entry = (): void => callback();
    const callbacks = (this.#onEnd ??= new Set());
    callbacks.add(entry);
    return () => callbacks.delete(entry);
  }

  endAt(atMs: number, why: Error): void {
    const earlier = this.#parent.deadline();
    if (earlier !== undefined && earlier <= atMs) return;
    this.#deadline = atMs;
    if (this.#err !== undefined) return;
    if (atMs <= current.now()) this.end(deadlineExceeded, why);
    else this.#alarm = current.arm(atMs, () => this.end(deadlineExceeded, why));
  }

  end(err: Error, why: Error): void {
    if (this.#err !== undefined) return;
    this.#err = err;
    this.#cause = why;
    this.#alarm?.cancel();
    this.#alarm = undefined;
    // Not yet there when the parent had ended before.
    (this.#leaveParent as (() => void) | undefined)?.();
    this.#done?.close();
    const callbacks = this.#onEnd;
    this.#onEnd = undefined;
    current.did('context.Cancel', this);
    if (callbacks !== undefined) for (const callback of callbacks) callback();
  }

  toString(): string {
    return `${String(this.#parent)}.${this.#deadline === undefined ? 'WithCancel' : 'WithDeadline'}`;
  }
}

const root = new EndlessContext('Background');
const todoRoot = new EndlessContext('TODO');

function nothing(): void {}

function parentOf(context: Context | null | undefined): Context {
  if (context === null || context === undefined)
    throw new ContextError('cannot create context from nil parent');
  return context;
}

function disposable<F extends (...args: never[]) => void>(cancel: F & (() => void)): F & Disposable {
  return Object.assign(cancel, { [Symbol.dispose]: () => cancel() });
}
