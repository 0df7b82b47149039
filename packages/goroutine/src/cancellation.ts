import type { Context } from './context.ts';
import type { Waiter } from './waiter.ts';
import { unlink } from './wait-queue.ts';

/**
 * Lets a parked goroutine go on with the context's error when the context ends first.
 * @param left - called after the waiter was taken out of its queue.
 */
export function failWhenDone<T, B>(waiter: Waiter<T, B>, context: Context, left?: () => void): void {
  waiter.unwatch = context.onEnd(() => {
    waiter.unwatch = undefined;
    unlink(waiter);
    waiter.fail(context.err());
    left?.();
  });
}
