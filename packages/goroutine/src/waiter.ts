import { current } from './current.ts';
import type { Parked, Runtime } from './runtime.ts';
import type { Link, Queue } from './wait-queue.ts';

/**
 * A goroutine that is parked in one operation: a link of a wait queue, and what its Runtime needs to let it go
 * on. It belongs to the Runtime that parked it, whichever is current when it is woken.
 */
export class Waiter<T, B = undefined> implements Link, Parked<T> {
  readonly runtime: Runtime;
  /** What the goroutine brings along: the value that it sends, the number of places that it wants. */
  readonly brings: B;
  /** Set by the Runtime's `park`: lets the goroutine go on. */
  resume: ((value: T | PromiseLike<T>) => void) | undefined;
  queue: Queue | undefined;
  previous: Link | undefined;
  next: Link | undefined;
  /** Takes back the wish to be told of a cancellation. */
  unwatch: (() => void) | undefined;

  constructor(brings: B) {
    this.runtime = current;
    this.brings = brings;
    this.resume = undefined;
    this.queue = undefined;
    this.previous = undefined;
    this.next = undefined;
    this.unwatch = undefined;
  }

  wake(value: T): void {
    if (this.unwatch !== undefined) this.unwatch();
    this.runtime.wake(this, value);
  }

  fail(error: unknown): void {
    if (this.unwatch !== undefined) this.unwatch();
    this.runtime.fail(this, error);
  }
}
