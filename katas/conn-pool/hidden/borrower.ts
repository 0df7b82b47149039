import { gosched, type Context } from '@katas/goroutine';
import type { Scene } from './program.ts';

type Place = Pick<Scene, 'db' | 'pool'>;

/** Acquires, holds for a moment, and releases. */
export async function borrow({ db, pool }: Place, name: string, ctx?: Context): Promise<void> {
  const lease = await (ctx === undefined ? pool.acquire() : pool.acquire(ctx));
  db.take(name, lease);
  await gosched();
  await db.give(lease);
}

/** As {@link borrow}; gives the error instead of throwing it, undefined if there was none. */
export async function tryToBorrow(place: Place, name: string, ctx?: Context): Promise<unknown> {
  try {
    await borrow(place, name, ctx);
    return undefined;
  } catch (error) {
    // A verdict of the test, not an answer of the pool.
    if (error instanceof Error && error.name === 'AssertionError') throw error;
    return error;
  }
}

/** Lets others go on until they have come as far as they can, whatever they are built of. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 8; i++) await gosched();
}
