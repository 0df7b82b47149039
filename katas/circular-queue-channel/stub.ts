import type { Context, Recv } from '@katas/goroutine';

/**
 * A bounded queue for goroutines: a ring of places, guarded by channels. Any number of goroutines may use it at once.
 *
 * **First in, first out.** Every call takes effect at one moment between its begin and its end. Values leave in the order
 * of the moments in which they came in; none is lost, none comes twice, none goes back in line.
 *
 * **Who waits longest is served first.** A value that comes in while calls of `pop` wait belongs at that moment to the one
 * of them that has waited longest; a place that becomes free while calls of `push` wait, likewise. No later call gets ahead
 * of it, `tryPop` and `tryPush` included. (Two calls that have both been served may return in either order.)
 *
 * Any value is a value: `undefined`, `null`, a promise, … come out as the same thing that went in.
 */
export class ChanQueue<T> {
  /**
   * An empty queue, which is open.
   *
   * It may start a goroutine of its own. That one then does nothing while nobody calls, and `close` ends it.
   * @param capacity - how many values fit, exactly; a whole number from 1
   * @throws {RangeError} for any other capacity
   */
  constructor(_capacity: number) {
    throw new Error('TODO: ChanQueue');
  }

  /** How many values fit, as given. */
  get capacity(): number {
    throw new Error('TODO: capacity');
  }

  /**
   * How many values are in the queue, from 0 to `capacity`. A call that has not returned yet may count as done or not.
   */
  get length(): number {
    throw new Error('TODO: length');
  }

  /**
   * Puts `value` in, if that needs no wait. Decided within the call.
   * @returns `false` only if the queue is full: each place holds a value, or belongs to a `push` or a `pop` that has not
   *   returned yet. That somebody else is at work just now is no reason.
   * @throws {ChanError} with the word "closed" in its message after `close`
   */
  tryPush(_value: T): boolean {
    throw new Error('TODO: tryPush');
  }

  /**
   * Takes the first value, if that needs no wait. Decided within the call.
   * @returns `{ value, ok: true }`; `undefined` only if there is none: each value in the queue belongs to a `pop` that has
   *   not returned yet. `{ value: undefined, ok: false }` instead of `undefined` after `close`.
   */
  tryPop(): Recv<T> | undefined {
    throw new Error('TODO: tryPop');
  }

  /**
   * Puts `value` in; resolves when it is in the queue or with a `pop`. Waits while the queue is full.
   * @param ctx - ends the wait. A call that fails has put nothing in; a call whose value is in does not fail.
   * @throws {ChanError} (the promise rejects) with the word "closed" in its message, after `close` and when the queue is
   *   closed during the wait
   * @throws `ctx.err()`, the same object, when the context ends during the wait, or had ended before the call: then also
   *   if there is room
   */
  push(_value: T, _ctx?: Context): Promise<void> {
    throw new Error('TODO: push');
  }

  /**
   * Takes the first value: `{ value, ok: true }`. Waits while there is none. `{ value: undefined, ok: false }` when the
   * queue is closed and nothing is left in it, also when that comes about during the wait.
   * @param ctx - ends the wait. A call that fails has taken nothing; a call that has taken a value does not fail.
   * @throws `ctx.err()`, the same object, when the context ends during the wait, or had ended before the call: then also
   *   if there is a value
   */
  pop(_ctx?: Context): Promise<Recv<T>> {
    throw new Error('TODO: pop');
  }

  /**
   * From now on nothing can be put in; what is in can still be taken. Every `push` that waits fails, every `pop` that waits
   * gets `{ value: undefined, ok: false }`. Closing again does nothing.
   *
   * When all calls have returned, nothing of a closed queue is left behind: no goroutine, no waiter, no timer, nothing on
   * a context.
   */
  close(): void {
    throw new Error('TODO: close');
  }
}
