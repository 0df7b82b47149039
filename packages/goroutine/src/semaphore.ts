import { failWhenDone } from './cancellation.ts';
import type { Context } from './context.ts';
import { current } from './current.ts';
import { SyncError } from './errors.ts';
import { Waiter } from './waiter.ts';
import { WaitQueue } from './wait-queue.ts';

/** Places that were acquired; gives them back once, at the end of its scope. */
export interface Permit extends Disposable {
  /** Gives the places back; no effect the second time. */
  release(): void;
}

/**
 * A number of places of which each caller takes some. Those who wait are served in order, so a large request is
 * not starved by small ones.
 * @see https://pkg.go.dev/golang.org/x/sync/semaphore
 */
export class Semaphore {
  readonly size: number;
  #taken = 0;
  readonly #queue = new WaitQueue<Waiter<Permit, number>>();

  /** @param size - places there are, a whole number from 0. */
  constructor(size: number) {
    if (!Number.isSafeInteger(size) || size < 0)
      throw new SyncError('semaphore: size must be a whole number from 0');
    this.size = size;
  }

  /** Places that are free now. */
  get free(): number {
    return this.size - this.#taken;
  }

  /**
   * Resolves when the places are taken: `using _ = await semaphore.acquire()`. Waits while there are too few or
   * somebody else waits; for ever if there are not so many at all.
   * @param n - places, a whole number from 0; default 1.
   * @param context - ends the wait.
   * @throws the context's error when it ends first.
   */
  acquire(n = 1, context?: Context): Promise<Permit> {
    mustBeCount(n);
    if (context?.err() !== undefined) return Promise.reject(context.err());
    if (this.tryAcquire(n)) return current.done('semaphore.Acquire', this, new HeldPlaces(this, n), n);
    const waiter = new Waiter<Permit, number>(n);
    this.#queue.push(waiter);
    if (context !== undefined) failWhenDone(waiter, context, () => this.#admit());
    return current.park(waiter, 'semaphore.Acquire', this, n);
  }

  /** Takes the places only if that needs no wait. */
  tryAcquire(n = 1): boolean {
    mustBeCount(n);
    if (n > this.free || !this.#queue.empty) return false;
    this.#taken += n;
    return true;
  }

  /** @throws {SyncError} `semaphore: released more than held`. */
  release(n = 1): void {
    mustBeCount(n);
    if (n > this.#taken) throw new SyncError('semaphore: released more than held');
    this.#taken -= n;
    this.#admit();
    current.did('semaphore.Release', this, n);
  }

  #admit(): void {
    for (
      let first = this.#queue.first;
      first !== undefined && first.brings <= this.free;
      first = this.#queue.first
    ) {
      this.#queue.shift();
      this.#taken += first.brings;
      first.wake(new HeldPlaces(this, first.brings));
    }
  }
}

class HeldPlaces implements Permit {
  readonly #semaphore: Semaphore;
  #n: number;

  constructor(semaphore: Semaphore, n: number) {
    this.#semaphore = semaphore;
    this.#n = n;
  }

  release(): void {
    const n = this.#n;
    this.#n = 0;
    if (n > 0) this.#semaphore.release(n);
  }

  [Symbol.dispose](): void {
    this.release();
  }
}

function mustBeCount(n: number): void {
  if (!Number.isSafeInteger(n) || n < 0)
    throw new SyncError('semaphore: places must be a whole number from 0');
}
