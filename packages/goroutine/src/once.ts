import { current } from './current.ts';
import { Waiter } from './waiter.ts';
import { WaitQueue } from './wait-queue.ts';

/**
 * Does something once, however many ask.
 * @see https://pkg.go.dev/sync#Once
 */
export class Once {
  #state: 'new' | 'running' | 'done' = 'new';
  readonly #queue = new WaitQueue<Waiter<void>>();

  /**
   * The first caller runs `body`; the others wait until it has ended, and go on without running theirs. A body
   * that throws counts as done: its error goes to the first caller only.
   * Calling `do` inside the body waits for ever, as in Go.
   */
  async do(body: () => unknown): Promise<void> {
    if (this.#state === 'done') return current.done('sync.Once.Do', this, undefined);
    if (this.#state === 'running') {
      const waiter = new Waiter<void>(undefined);
      this.#queue.push(waiter);
      return current.park(waiter, 'sync.Once.Do', this);
    }
    this.#state = 'running';
    try {
      await body();
    } finally {
      this.#state = 'done';
      for (let one = this.#queue.shift(); one !== undefined; one = this.#queue.shift()) one.wake(undefined);
    }
  }
}
