/** Runs all microtasks and `process.nextTick` callbacks before it returns. Not from within a microtask. */
export type Drain = () => void;

// Taken when this module is loaded: fake timers of a test must not stop the explorer.
const { setImmediate: nextImmediate } = globalThis;

/**
 * Node's own function for the end of a callback: undocumented, but there since Node 0.10. Where it is missing or
 * does not do what it should, runs await {@link turn} instead.
 */
export async function syncDrain(host: object = process): Promise<Drain | undefined> {
  const tick = (host as { _tickCallback?: unknown })._tickCallback;
  if (typeof tick !== 'function') return undefined;
  const drain = (): void => {
    tick.call(process);
  };
  return (await fromEventLoop(() => doesDrain(drain))) ? drain : undefined;
}

/** Whether microtasks of any depth are over when `drain` returns: they are not inside of a microtask. */
export function doesDrain(drain: Drain): boolean {
  let hops = 0;
  const hop = async (): Promise<void> => {
    await Promise.resolve();
    await Promise.resolve();
    hops += 1;
  };
  void hop();
  drain();
  return hops === 1;
}

/** Resolves in the next turn of the event loop: every microtask of this one is over by then. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    nextImmediate(resolve);
  });
}

/** Calls `work` directly from the event loop, where microtasks can be drained. */
export function fromEventLoop<T>(work: () => T): Promise<T> {
  return new Promise((resolve, reject) => {
    nextImmediate(() => {
      try {
        resolve(work());
      } catch (error) {
        reject(error);
      }
    });
  });
}
