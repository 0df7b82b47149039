import { current } from './current.ts';
import type { Receiver, Sender } from './chan-core.ts';
import type { Parked, Runtime } from './runtime.ts';
import type { Link, Queue } from './wait-queue.ts';

/** What a receiver brings whose result is that of an iterator. */
export const iterates: unique symbol = Symbol('iterates');

/**
 * A goroutine that is parked in one send, receive or step of an iteration. It is what {@link Waiter} is, written
 * out again: a class that extends another costs a fifth of a hand-off.
 */
export class ChanWaiter<T, B> implements Receiver<unknown>, Sender<B>, Parked<T> {
  readonly runtime: Runtime = current;
  readonly brings: B;
  resume: ((value: T | PromiseLike<T>) => void) | undefined = undefined;
  queue: Queue | undefined = undefined;
  previous: Link | undefined = undefined;
  next: Link | undefined = undefined;
  unwatch: (() => void) | undefined = undefined;

  constructor(brings: B) {
    this.brings = brings;
  }

  receive(value: unknown, ok: boolean): void {
    if (this.unwatch !== undefined) this.unwatch();
    this.runtime.wake(this, (this.brings === iterates ? { value, done: !ok } : { value, ok }) as T);
  }

  taken(): void {
    if (this.unwatch !== undefined) this.unwatch();
    this.runtime.wake(this, undefined as T);
  }

  fail(error: unknown): void {
    if (this.unwatch !== undefined) this.unwatch();
    this.runtime.fail(this, error);
  }

  refused(error: Error): void {
    this.fail(error);
  }
}
