import { failWhenDone } from './cancellation.ts';
import type { Context } from './context.ts';
import { current } from './current.ts';
import { SyncError } from './errors.ts';
import { Waiter } from './waiter.ts';
import { WaitQueue } from './wait-queue.ts';

/**
 * Mutual exclusion across `await`. Those who wait get the lock in the order in which they asked, and nobody
 * gets in between.
 * @see https://pkg.go.dev/sync#Mutex
 */
export class Mutex implements Disposable {
  #locked = false;
  readonly #queue = new WaitQueue<Waiter<this>>();

  /**
   * Resolves when the lock is held; waits while somebody else holds it. What it gives releases the lock at the
   * end of its scope: `using _ = await mutex.lock()`; whoever unlocks by hand ignores it.
   * @param context - ends the wait.
   * @throws the context's error when it ends first.
   */
  lock(context?: Context): Promise<this> {
    if (context?.err() !== undefined) return Promise.reject(context.err());
    if (this.tryLock()) return current.done('sync.Mutex.Lock', this, this);
    const waiter = new Waiter<this>(undefined);
    this.#queue.push(waiter);
    if (context !== undefined) failWhenDone(waiter, context);
    return current.park(waiter, 'sync.Mutex.Lock', this);
  }

  /** Locks only if that needs no wait. */
  tryLock(): boolean {
    if (this.#locked) return false;
    this.#locked = true;
    return true;
  }

  /**
   * Hands the lock to the one that waits longest, if any.
   * @throws {SyncError} `sync: unlock of unlocked mutex`.
   */
  unlock(): void {
    if (!this.#locked) throw new SyncError('sync: unlock of unlocked mutex');
    const next = this.#queue.shift();
    if (next === undefined) this.#locked = false;
    else next.wake(this);
    current.did('sync.Mutex.Unlock', this);
  }

  [Symbol.dispose](): void {
    this.unlock();
  }
}
