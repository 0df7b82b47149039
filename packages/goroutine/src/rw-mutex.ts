import { failWhenDone } from './cancellation.ts';
import type { Context } from './context.ts';
import { current } from './current.ts';
import { SyncError } from './errors.ts';
import { Waiter } from './waiter.ts';
import { WaitQueue } from './wait-queue.ts';

/**
 * Many readers or one writer. A waiting writer keeps new readers out, so it gets its turn; when a writer is
 * done, the readers that came meanwhile go before the next writer, so they get theirs.
 * @see https://pkg.go.dev/sync#RWMutex
 */
export class RWMutex implements Disposable {
  #writing = false;
  #readers = 0;
  readonly #waitingWriters = new WaitQueue<Waiter<this>>();
  readonly #waitingReaders = new WaitQueue<Waiter<Disposable>>();
  readonly #reading: Disposable = { [Symbol.dispose]: () => this.rUnlock() };

  /**
   * Resolves when nobody else holds the lock in any way. What it gives releases it: `using _ = await rw.lock()`.
   * @param context - ends the wait.
   * @throws the context's error when it ends first.
   */
  lock(context?: Context): Promise<this> {
    if (context?.err() !== undefined) return Promise.reject(context.err());
    if (this.tryLock()) return current.done('sync.RWMutex.Lock', this, this);
    const waiter = new Waiter<this>(undefined);
    this.#waitingWriters.push(waiter);
    if (context !== undefined) failWhenDone(waiter, context, () => this.#writerLeft());
    return current.park(waiter, 'sync.RWMutex.Lock', this);
  }

  /** Locks for writing only if that needs no wait. */
  tryLock(): boolean {
    if (this.#writing || this.#readers > 0) return false;
    this.#writing = true;
    return true;
  }

  /** @throws {SyncError} `sync: Unlock of unlocked RWMutex`. */
  unlock(): void {
    if (!this.#writing) throw new SyncError('sync: Unlock of unlocked RWMutex');
    this.#writing = false;
    if (this.#waitingReaders.empty) this.#admitWriter();
    else this.#admitReaders();
    current.did('sync.RWMutex.Unlock', this);
  }

  /**
   * Resolves when the lock is held for reading; waits while a writer holds it or waits for it. What it gives
   * releases it: `using _ = await rw.rLock()`.
   * @param context - ends the wait.
   * @throws the context's error when it ends first.
   */
  rLock(context?: Context): Promise<Disposable> {
    if (context?.err() !== undefined) return Promise.reject(context.err());
    if (this.tryRLock()) return current.done('sync.RWMutex.RLock', this, this.#reading);
    const waiter = new Waiter<Disposable>(undefined);
    this.#waitingReaders.push(waiter);
    if (context !== undefined) failWhenDone(waiter, context);
    return current.park(waiter, 'sync.RWMutex.RLock', this);
  }

  /** Locks for reading only if that needs no wait: false while a writer holds the lock or waits for it. */
  tryRLock(): boolean {
    if (this.#writing || !this.#waitingWriters.empty) return false;
    this.#readers++;
    return true;
  }

  /** @throws {SyncError} `sync: RUnlock of unlocked RWMutex`. */
  rUnlock(): void {
    if (this.#readers === 0) throw new SyncError('sync: RUnlock of unlocked RWMutex');
    this.#readers--;
    if (this.#readers === 0) this.#admitWriter();
    current.did('sync.RWMutex.RUnlock', this);
  }

  [Symbol.dispose](): void {
    this.unlock();
  }

  #admitWriter(): void {
    const writer = this.#waitingWriters.shift();
    if (writer === undefined) return;
    this.#writing = true;
    writer.wake(this);
  }

  #admitReaders(): void {
    const readers = this.#waitingReaders;
    for (let reader = readers.shift(); reader !== undefined; reader = readers.shift()) {
      this.#readers++;
      reader.wake(this.#reading);
    }
  }

  /** The readers that one writer kept out need not wait for it any more. */
  #writerLeft(): void {
    if (!this.#writing && this.#waitingWriters.empty) this.#admitReaders();
  }
}
