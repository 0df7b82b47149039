import { failWhenDone } from './cancellation.ts';
import type { Context } from './context.ts';
import { current } from './current.ts';
import { SyncError } from './errors.ts';
import { goroutine } from './go.ts';
import { Origin } from './origin.ts';
import { Waiter } from './waiter.ts';
import { WaitQueue } from './wait-queue.ts';

/**
 * Waits for a number of goroutines to be done. `await using` waits at the end of the scope.
 * @see https://pkg.go.dev/sync#WaitGroup
 */
export class WaitGroup implements AsyncDisposable {
  #count = 0;
  readonly #queue = new WaitQueue<Waiter<void>>();

  /**
   * @param delta - a whole number, also negative; at 0 all that wait go on.
   * @throws {SyncError} `sync: negative WaitGroup counter`; the counter stays as it was.
   */
  add(delta: number): void {
    if (!Number.isSafeInteger(delta)) throw new SyncError('sync: WaitGroup delta must be a whole number');
    if (this.#count + delta < 0) throw new SyncError('sync: negative WaitGroup counter');
    this.#count += delta;
    if (this.#count === 0) {
      for (let one = this.#queue.shift(); one !== undefined; one = this.#queue.shift()) one.wake(undefined);
    }
    current.did('sync.WaitGroup.Add', this, delta);
  }

  /** @throws {SyncError} `sync: negative WaitGroup counter`. */
  done(): void {
    this.add(-1);
  }

  /**
   * Starts a goroutine that counts until it returns. One that panics goes on counting, as in Go: the program is
   * about to end, and nobody must take the work for done.
   */
  go(body: () => unknown): void;
  go(name: string, body: () => unknown): void;
  go(nameOrBody: string | (() => unknown), body?: () => unknown): void {
    const { body: work, name, origin } = goroutine(nameOrBody, body, new Origin());
    this.add(1);
    const counted = async (): Promise<void> => {
      await work();
      this.done();
    };
    current.go({ body: counted, name, origin });
  }

  /**
   * Resolves when the counter is 0.
   * @param context - ends the wait.
   * @throws the context's error when it ends first.
   */
  wait(context?: Context): Promise<void> {
    if (context?.err() !== undefined) return Promise.reject(context.err());
    if (this.#count === 0) return current.done('sync.WaitGroup.Wait', this, undefined);
    const waiter = new Waiter<void>(undefined);
    this.#queue.push(waiter);
    if (context !== undefined) failWhenDone(waiter, context);
    return current.park(waiter, 'sync.WaitGroup.Wait', this);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.wait();
  }
}
