import type { Receiver, Sender } from './chan-core.ts';
import { Waiter } from './waiter.ts';

/** What a receiver brings whose result is that of an iterator. */
export const iterates: unique symbol = Symbol('iterates');

/** A goroutine that is parked in one send, receive or step of an iteration. */
export class ChanWaiter<T, B> extends Waiter<T, B> implements Receiver<unknown>, Sender<B> {
  receive(value: unknown, ok: boolean): void {
    this.wake((this.brings === iterates ? { value, done: !ok } : { value, ok }) as T);
  }

  taken(): void {
    this.wake(undefined as T);
  }

  refused(error: Error): void {
    this.fail(error);
  }
}
