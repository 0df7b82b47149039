import type { SendChan } from './chan.ts';

/**
 * Sends each of the process's signals to `chan`, if that needs no wait: a signal that nobody can take at that
 * moment is dropped, so give the channel a buffer. While it is in force, the signals do not end the process.
 * @returns ends it; `using _ = signalNotify(…)` ends it with the scope.
 * @see https://pkg.go.dev/os/signal#Notify
 */
export function signalNotify<S extends NodeJS.Signals>(chan: SendChan<S>, ...signals: S[]): StopNotify {
  const notify = (signal: NodeJS.Signals): void => {
    chan.trySend(signal as S);
  };
  for (const signal of signals) process.on(signal, notify);
  const stop = (): void => {
    for (const signal of signals) process.off(signal, notify);
  };
  return Object.assign(stop, { [Symbol.dispose]: stop });
}

/** Stops the notification; again has no effect. */
export type StopNotify = (() => void) & Disposable;
