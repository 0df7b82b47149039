import { ChanError } from './errors.ts';
import { Ring } from './ring.ts';
import { type Link, type QueueWatch, WaitQueue } from './wait-queue.ts';

/** What a receive gives: a value, or nothing because the channel is closed and drained. */
export type Recv<T> =
  | { readonly value: T; readonly ok: true }
  | { readonly value: undefined; readonly ok: false };

/** No value now. */
export const nothing: unique symbol = Symbol('nothing');

/** No value ever again. */
export const over: unique symbol = Symbol('over');

/** Somebody who waits for a value: a goroutine, or one case of a `select`. */
export interface Receiver<T> extends Link {
  receive(value: T | undefined, ok: boolean): void;
}

/** Somebody who waits for a place for the value that they bring. */
export interface Sender<T> extends Link {
  readonly brings: T;
  taken(): void;
  refused(error: Error): void;
}

/** Where a channel's values come from when nobody sends them: a timer. */
export interface Source extends QueueWatch {
  /** Puts into the channel what has become due. */
  refresh(): void;
}

/**
 * State of a channel and its rules of waking; who waits, and how, is its callers' business.
 * At any time: receivers wait only if nothing is buffered, senders only if the buffer is full.
 */
export class ChanCore<T> {
  readonly receivers: WaitQueue<Receiver<T>>;
  readonly senders = new WaitQueue<Sender<T>>();
  readonly #buffer: Ring<T> | undefined;
  readonly #source: Source | undefined;
  #closed = false;

  constructor(capacity: number, source?: Source) {
    this.#buffer = capacity > 0 ? new Ring(capacity) : undefined;
    this.#source = source;
    this.receivers = new WaitQueue(source);
  }

  /** Values that wait in the buffer, as the program may see it: never any in a timer's channel, as in Go. */
  get length(): number {
    return this.#buffer === undefined || this.#source !== undefined ? 0 : this.#buffer.length;
  }

  get capacity(): number {
    return this.#buffer === undefined || this.#source !== undefined ? 0 : this.#buffer.capacity;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether a send would not wait; true for a closed channel, where it fails. */
  get canSend(): boolean {
    if (this.#closed || !this.receivers.empty) return true;
    return this.#buffer !== undefined && !this.#buffer.full;
  }

  /** Whether a receive would not wait. */
  get canReceive(): boolean {
    if (this.#source !== undefined) this.#source.refresh();
    if (this.#buffer !== undefined && this.#buffer.length > 0) return true;
    return this.#closed || !this.senders.empty;
  }

  /**
   * Gives the value to a waiting receiver or the buffer.
   * @returns false when it has to wait.
   * @throws {ChanError} when the channel is closed.
   */
  offer(value: T): boolean {
    if (this.#closed) throw new ChanError('send on closed channel');
    const receiver = this.receivers.shift();
    if (receiver !== undefined) {
      receiver.receive(value, true);
      return true;
    }
    const buffer = this.#buffer;
    if (buffer === undefined || buffer.full) return false;
    buffer.push(value);
    return true;
  }

  /** Takes the next value: {@link nothing} when that has to wait, {@link over} when the channel is drained. */
  poll(): T | typeof nothing | typeof over {
    if (this.#source !== undefined) this.#source.refresh();
    const buffer = this.#buffer;
    if (buffer !== undefined && buffer.length > 0) {
      const value = buffer.shift();
      const sender = this.senders.shift();
      if (sender !== undefined) {
        buffer.push(sender.brings);
        sender.taken();
      }
      return value;
    }
    const sender = this.senders.shift();
    if (sender === undefined) return this.#closed ? over : nothing;
    sender.taken();
    return sender.brings;
  }

  /** Lets all waiting receivers go on with nothing, and fails all waiting senders. */
  close(): void {
    if (this.#closed) throw new ChanError('close of closed channel');
    this.#closed = true;
    for (let one = this.receivers.shift(); one !== undefined; one = this.receivers.shift()) {
      one.receive(undefined, false);
    }
    for (let one = this.senders.shift(); one !== undefined; one = this.senders.shift()) {
      one.refused(new ChanError('send on closed channel'));
    }
  }

  get buffered(): boolean {
    return this.#buffer !== undefined && this.#buffer.length > 0;
  }

  /** Forgets what is buffered. */
  clear(): void {
    this.#buffer?.clear();
  }
}
