import { coreBehind, type RecvChan, type SendChan } from './chan.ts';
import { type ChanCore, over, type Receiver, type Recv, type Sender } from './chan-core.ts';
import type { SelectWaiter } from './select.ts';
import type { Link, Queue } from './wait-queue.ts';

/** What `select` may wait for: made by {@link recv} and {@link send}, and good for any number of selects. */
export type SelectCase = RecvCase<unknown> | SendCase | HandledCase<unknown>;

/** A receive whose result `select` gives. */
export interface RecvCase<out T> {
  readonly [gives]: { readonly recv: T };
}

/** A send whose completion `select` reports. */
export interface SendCase {
  readonly [gives]: 'send';
}

/** A case with a handler: `select` gives what the handler returns. */
export interface HandledCase<out R> {
  readonly [gives]: { readonly handled: R };
}

// A mark that exists only as a type: cases can be made only here.
declare const gives: unique symbol;

/**
 * A receiving case of `select`.
 * @param chan - a nil channel (`undefined`, `null`, `Chan.nil()`) is never ready.
 * @param handler - called when this case happened, in the goroutine that selects.
 */
export function recv<T>(chan: RecvChan<T> | null | undefined): RecvCase<T>;
export function recv<T, R>(
  chan: RecvChan<T> | null | undefined,
  handler: (received: Recv<T>) => R,
): HandledCase<Awaited<R>>;
export function recv<T>(
  chan: RecvChan<T> | null | undefined,
  handler?: (received: Recv<T>) => unknown,
): RecvLink<T> {
  return new RecvLink(coreBehind(chan), chan, handler);
}

/**
 * A sending case of `select`.
 * @param chan - a nil channel (`undefined`, `null`, `Chan.nil()`) is never ready.
 * @param value - worked out before the choice, as in Go.
 * @param handler - called when this case happened, in the goroutine that selects.
 */
export function send<T>(chan: SendChan<T> | null | undefined, value: T): SendCase;
export function send<T, R>(
  chan: SendChan<T> | null | undefined,
  value: T,
  handler: () => R,
): HandledCase<Awaited<R>>;
export function send<T>(
  chan: SendChan<T> | null | undefined,
  value: T,
  handler?: () => unknown,
): SendLink<T> {
  return new SendLink(coreBehind(chan), chan, value, handler);
}

/** What happened, before any handler. */
export interface Happened {
  readonly index: number;
  readonly value: unknown;
  readonly ok: boolean;
}

/** A case as `select` sees it; it is itself the link in its channel's queue while a select waits. */
export type CaseLink = RecvLink<unknown> | SendLink<unknown>;

abstract class Case implements Link {
  declare readonly [gives]: never;
  /** The channel, for reports. */
  readonly chan: object | null | undefined;
  queue: Queue | undefined = undefined;
  previous: Link | undefined = undefined;
  next: Link | undefined = undefined;
  owner: SelectWaiter | undefined = undefined;
  index = -1;

  constructor(chan: object | null | undefined) {
    this.chan = chan;
  }
}

export class RecvLink<T> extends Case implements Receiver<T> {
  readonly handler: ((received: Recv<T>) => unknown) | undefined;
  readonly #core: ChanCore<T> | undefined;

  constructor(
    core: ChanCore<T> | undefined,
    chan: object | null | undefined,
    handler: ((received: Recv<T>) => unknown) | undefined,
  ) {
    super(chan);
    this.#core = core;
    this.handler = handler;
  }

  get ready(): boolean {
    return this.#core !== undefined && this.#core.canReceive;
  }

  /** Only when ready. */
  happen(index: number): Happened {
    const value = (this.#core as ChanCore<T>).poll();
    return value === over ? { index, value: undefined, ok: false } : { index, value, ok: true };
  }

  /** Waits as `index` of `owner`; gives the link that does so, which is another one if this one is in use. */
  enter(owner: SelectWaiter, index: number): RecvLink<T> {
    if (this.queue !== undefined)
      return new RecvLink(this.#core, this.chan, this.handler).enter(owner, index);
    if (this.#core === undefined) return this;
    this.owner = owner;
    this.index = index;
    this.#core.receivers.push(this);
    return this;
  }

  receive(value: T | undefined, ok: boolean): void {
    this.owner?.finish({ index: this.index, value, ok });
  }

  handle(happened: Happened): unknown {
    return this.handler?.({ value: happened.value, ok: happened.ok } as Recv<T>);
  }
}

export class SendLink<T> extends Case implements Sender<T> {
  readonly brings: T;
  readonly handler: (() => unknown) | undefined;
  readonly #core: ChanCore<T> | undefined;

  constructor(
    core: ChanCore<T> | undefined,
    chan: object | null | undefined,
    value: T,
    handler: (() => unknown) | undefined,
  ) {
    super(chan);
    this.#core = core;
    this.brings = value;
    this.handler = handler;
  }

  get ready(): boolean {
    return this.#core !== undefined && this.#core.canSend;
  }

  /** Only when ready. */
  happen(index: number): Happened {
    this.#core?.offer(this.brings);
    return { index, value: undefined, ok: true };
  }

  enter(owner: SelectWaiter, index: number): SendLink<T> {
    if (this.queue !== undefined) {
      return new SendLink(this.#core, this.chan, this.brings, this.handler).enter(owner, index);
    }
    if (this.#core === undefined) return this;
    this.owner = owner;
    this.index = index;
    this.#core.senders.push(this);
    return this;
  }

  taken(): void {
    this.owner?.finish({ index: this.index, value: undefined, ok: true });
  }

  refused(error: Error): void {
    this.owner?.abort(error);
  }

  handle(): unknown {
    return this.handler?.();
  }
}
