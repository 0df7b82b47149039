import { ChanCore, nothing, over, type Recv } from './chan-core.ts';
import { ChanWaiter, iterates } from './chan-waiter.ts';
import { failWhenDone } from './cancellation.ts';
import type { Context } from './context.ts';
import { current } from './current.ts';
import { ChanError } from './errors.ts';
import type { Op } from './runtime.ts';
import { Waiter } from './waiter.ts';

/** The sending half of a channel: what a function takes that must only send. */
export interface SendChan<in T> {
  /** Values that are buffered. */
  readonly len: number;
  /** Values that the buffer can hold; 0 means that a send waits for its receiver. */
  readonly cap: number;
  /**
   * Resolves when a receiver or the buffer has taken the value; waits while there is neither.
   * @param context - ends the wait: the value is then not sent.
   * @throws {ChanError} `chan: send on closed channel`, also when the channel is closed during the wait.
   * @throws the context's error when it ends first.
   */
  send(value: T, context?: Context): Promise<void>;
  /**
   * Sends only if that needs no wait.
   * @returns whether the value was taken.
   * @throws {ChanError} `chan: send on closed channel`.
   */
  trySend(value: T): boolean;
  /**
   * No more values will be sent. Buffered values can still be received; waiting receivers get
   * `{ value: undefined, ok: false }` and waiting senders fail.
   * @throws {ChanError} `chan: close of closed channel`, `chan: close of nil channel`.
   */
  close(): void;
  readonly [sends]: (value: T) => void;
}

/** The receiving half of a channel: what a function takes that must only receive. */
export interface RecvChan<out T> extends AsyncIterable<T> {
  readonly len: number;
  readonly cap: number;
  /**
   * The next value as `{ value, ok: true }`; waits while there is none. `{ value: undefined, ok: false }` once
   * the channel is closed and drained.
   * @param context - ends the wait: no value is lost by it.
   * @throws the context's error when it ends first.
   */
  recv(context?: Context): Promise<Recv<T>>;
  /** Receives only if that needs no wait; `undefined` if it does. */
  tryRecv(): Recv<T> | undefined;
  readonly [receives]: () => T;
}

// Marks that exist only as types: they keep a half from being used as the other one.
declare const sends: unique symbol;
declare const receives: unique symbol;

// Lets the rest of the package at the state of a channel, and nobody else.
let coreOf: <T>(chan: Chan<T>) => ChanCore<T>;

/**
 * A channel as in Go: first in, first out, for values and for those who wait. `undefined` and `null` are
 * values like any other.
 * @see https://go.dev/ref/spec#Channel_types
 */
export class Chan<T> implements SendChan<T>, RecvChan<T> {
  declare readonly [sends]: (value: T) => void;
  declare readonly [receives]: () => T;
  /** As given, for reports. */
  readonly name: string | undefined;
  readonly #core: ChanCore<T>;

  /**
   * @param capacity - values that the buffer can hold, a whole number from 0; memory is used only for those in it.
   * @param name - for reports of what a goroutine waits for.
   * @throws {ChanError} `chan: makechan: size out of range`.
   */
  constructor(capacity: number | ChanCore<T> = 0, name?: string) {
    this.#core = typeof capacity === 'number' ? new ChanCore<T>(sizeInRange(capacity)) : capacity;
    this.name = name;
  }

  /** Go's nil channel: sends and receives wait for ever, `select` never takes it. */
  static nil<T>(): Chan<T> {
    return nil as unknown as Chan<T>;
  }

  get len(): number {
    return this.#core.length;
  }

  get cap(): number {
    return this.#core.capacity;
  }

  send(value: T, context?: Context): Promise<void> {
    const core = this.#core;
    if (context !== undefined && context.err() !== undefined) return Promise.reject(context.err());
    if (core.closed) return Promise.reject(new ChanError('send on closed channel'));
    if (core.offer(value)) return current.done('chan send', this, undefined, value);
    const waiter = new ChanWaiter<void, T>(value);
    core.senders.push(waiter);
    if (context !== undefined) failWhenDone(waiter, context);
    return current.park(waiter, 'chan send', this, value);
  }

  trySend(value: T): boolean {
    const sent = this.#core.offer(value);
    if (sent) current.did('chan send', this, value);
    return sent;
  }

  recv(context?: Context): Promise<Recv<T>> {
    const core = this.#core;
    if (context !== undefined && context.err() !== undefined) return Promise.reject(context.err());
    const value = core.poll();
    if (value !== nothing) return current.done('chan receive', this, received(value));
    const waiter = new ChanWaiter<Recv<T>, undefined>(undefined);
    core.receivers.push(waiter);
    if (context !== undefined) failWhenDone(waiter, context);
    return current.park(waiter, 'chan receive', this);
  }

  tryRecv(): Recv<T> | undefined {
    const value = this.#core.poll();
    if (value === nothing) return undefined;
    current.did('chan receive', this);
    return received(value);
  }

  close(): void {
    this.#core.close();
    current.did('chan close', this);
  }

  /** Go's `for v := range ch`: values until the channel is closed and drained. */
  [Symbol.asyncIterator](): AsyncIterableIterator<T, undefined> {
    return new ChanIterator(this, this.#core);
  }

  static {
    coreOf = (chan) => chan.#core;
  }
}

/** The state behind a channel; a nil channel has none. */
export function coreBehind<T>(chan: SendChan<T> | RecvChan<T> | null | undefined): ChanCore<T> | undefined {
  if (chan === null || chan === undefined || chan === nil) return undefined;
  if (!(chan instanceof Chan)) throw new TypeError('chan: this is not a channel');
  return coreOf(chan);
}

/**
 * Closes the channel, which may be nil as in Go.
 * @throws {ChanError} `chan: close of nil channel`, `chan: close of closed channel`.
 */
export function close<T>(chan: SendChan<T> | null | undefined): void {
  (chan ?? nil).close();
}

class NilChan extends Chan<never> {
  override send(_value: never, context?: Context): Promise<void> {
    return forEver('chan send (nil chan)', context);
  }

  override trySend(): boolean {
    return false;
  }

  override recv(context?: Context): Promise<never> {
    return forEver('chan receive (nil chan)', context);
  }

  override tryRecv(): undefined {
    return undefined;
  }

  override close(): void {
    throw new ChanError('close of nil channel');
  }

  override [Symbol.asyncIterator](): AsyncIterableIterator<never, undefined> {
    const iterator = { next: () => this.recv(), [Symbol.asyncIterator]: () => iterator };
    return iterator;
  }
}

const nil: Chan<never> = new NilChan(0, 'nil');

function forEver<T>(op: Op, context: Context | undefined): Promise<T> {
  if (context?.err() !== undefined) return Promise.reject(context.err());
  const waiter = new Waiter<T>(undefined);
  if (context !== undefined) failWhenDone(waiter, context);
  return current.park(waiter, op, nil);
}

class ChanIterator<T> implements AsyncIterableIterator<T, undefined> {
  readonly #chan: Chan<T>;
  readonly #core: ChanCore<T>;

  constructor(chan: Chan<T>, core: ChanCore<T>) {
    this.#chan = chan;
    this.#core = core;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const core = this.#core;
    const value = core.poll();
    if (value !== nothing) {
      const result: IteratorResult<T, undefined> =
        value === over ? { value: undefined, done: true } : { value, done: false };
      return current.done('chan receive', this.#chan, result);
    }
    const waiter = new ChanWaiter<IteratorResult<T, undefined>, typeof iterates>(iterates);
    core.receivers.push(waiter);
    return current.park(waiter, 'chan receive', this.#chan);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

function received<T>(value: T | typeof over): Recv<T> {
  return value === over ? { value: undefined, ok: false } : { value, ok: true };
}

function sizeInRange(capacity: number): number {
  if (!Number.isSafeInteger(capacity) || capacity < 0) throw new ChanError('makechan: size out of range');
  return capacity;
}
