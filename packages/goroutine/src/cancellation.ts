import type { Context } from './context.ts';
import { type Link, unlink } from './wait-queue.ts';

/** A goroutine that waits in a queue and can be told to give up. */
interface Cancellable extends Link {
  unwatch: (() => void) | undefined;
  fail(error: unknown): void;
}

/**
 * Lets a parked goroutine go on with the context's error when the context ends first.
 * @param left - called after the waiter was taken out of its queue.
 */
export function failWhenDone(waiter: Cancellable, context: Context, left?: () => void): void {
  waiter.unwatch = context.onEnd(() => {
    waiter.unwatch = undefined;
    unlink(waiter);
    waiter.fail(context.err());
    left?.();
  });
}
