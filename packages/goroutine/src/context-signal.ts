import { type CancelFunc, type Context, withCancelCause } from './context.ts';

/**
 * A context that ends when the signal aborts, with the signal's reason as cause. Its cancel function takes the
 * listener off the signal.
 */
export function withSignal(parent: Context, signal: AbortSignal): [Context, CancelFunc] {
  const [context, cancel] = withCancelCause(parent);
  const abort = (): void => cancel(asError(signal.reason));
  if (signal.aborted) abort();
  else {
    signal.addEventListener('abort', abort, { once: true });
    context.onEnd(() => signal.removeEventListener('abort', abort));
  }
  return [context, Object.assign(() => cancel(), { [Symbol.dispose]: () => cancel() })];
}

/**
 * A signal that aborts when the context ends, with its cause as reason: for `fetch`, `node:fs`, `addEventListener`
 * and all that takes one. The same signal for the same context each time.
 */
export function signalOf(context: Context): AbortSignal {
  const known = signals.get(context);
  if (known !== undefined) return known;
  const controller = new AbortController();
  signals.set(context, controller.signal);
  context.onEnd(() => controller.abort(context.cause()));
  return controller.signal;
}

const signals = new WeakMap<Context, AbortSignal>();

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason), { cause: reason });
}
