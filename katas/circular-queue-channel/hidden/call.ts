import type { Recv } from '@katas/goroutine';
import { textOf } from './history.ts';

/** A call that may wait, under observation. */
export class Call {
  /** `waits`, or how it ended. */
  now = 'waits';
  /** What it failed with. */
  error: unknown = undefined;
  /** What it gave. */
  recv: Recv<unknown> | undefined = undefined;

  constructor(promise: Promise<unknown>) {
    void this.#watch(promise);
  }

  async #watch(promise: Promise<unknown>): Promise<void> {
    try {
      const value = await promise;
      this.recv = value as Recv<unknown> | undefined;
      this.now = value === undefined ? 'returned' : shown(value);
    } catch (error) {
      this.error = error;
      this.now = `failed: ${textOf(error)}`;
    }
  }
}

/** An answer as one would write it. */
export function shown(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null) return String(answer);
  if (!('ok' in answer)) return 'an object';
  const { value, ok } = answer as { value?: unknown; ok: unknown };
  return `{ value: ${typeof value === 'object' && value !== null ? 'an object' : String(value)}, ok: ${String(ok)} }`;
}

/** Whether a call returns now; keeps nothing of what it gives. */
export async function returns(promise: Promise<unknown>): Promise<boolean> {
  let hasReturned = false;
  promise.then(
    () => (hasReturned = true),
    () => undefined,
  );
  await rest();
  return hasReturned;
}

/** Turns of the event loop in which every goroutine that can go on has done so. */
const TURNS = 4;

/** Lets everybody go on until nobody can. */
export async function rest(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
