import { current } from './current.ts';
import type { Runtime } from './runtime.ts';
import type { Link, Queue } from './wait-queue.ts';

/**
 * A goroutine that is parked in one operation: a link of a wait queue, and what its Runtime needs to let it go
 * on. It belongs to the Runtime that parked it, whichever is current when it is woken.
 */
export class Waiter<T> implements Link {
  readonly runtime: Runtime = current;
  /** Set by the Runtime's `park`: lets the goroutine go on. */
  resume: ((value: T | PromiseLike<T>) => void) | undefined = undefined;
  queue: Queue | undefined = undefined;
  previous: Link | undefined = undefined;
  next: Link | undefined = undefined;
  /** Takes back the wish to be told of a cancellation. */
  unwatch: (() => void) | undefined = undefined;

  wake(value: T): void {
    if (this.unwatch !== undefined) this.unwatch();
    this.runtime.wake(this, value);
  }

  fail(error: unknown): void {
    if (this.unwatch !== undefined) this.unwatch();
    this.runtime.fail(this, error);
  }
}
