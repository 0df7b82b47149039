/**
 * A waiter that gave up stays in line, is handed the next item, and drops it.
 * Smallest schedule: - (the default)
 */
import { context, type Context, WaitGroup } from '@katas/goroutine';
import type { ZooEntry } from './entry.ts';

type Take = (item: string | undefined) => void;

class Buggy {
  protected readonly items: string[] = [];
  protected readonly waiters: Take[] = [];

  put(item: string): void {
    const waiter = this.waiters.shift();
    if (waiter === undefined) this.items.push(item);
    else waiter(item);
  }

  get left(): number {
    return this.items.length;
  }

  take(ctx: Context): Promise<string | undefined> {
    if (this.items.length > 0) return Promise.resolve(this.items.shift());
    return new Promise((resolve) => {
      this.waiters.push(resolve);
      ctx.onEnd(() => resolve(undefined));
    });
  }
}

class Fixed extends Buggy {
  override take(ctx: Context): Promise<string | undefined> {
    if (this.items.length > 0) return Promise.resolve(this.items.shift());
    return new Promise((resolve) => {
      const waiter: Take = (item) => resolve(item);
      this.waiters.push(waiter);
      ctx.onEnd(() => {
        const at = this.waiters.indexOf(waiter);
        if (at >= 0) this.waiters.splice(at, 1);
        resolve(undefined);
      });
    });
  }
}

const run = (Store: typeof Buggy) => async () => {
  const store = new Store();
  const group = new WaitGroup();
  const [ctx, cancel] = context.withCancel(context.background());
  let taken: string | undefined;
  group.go('taker', async () => {
    taken = await store.take(ctx);
  });
  group.go('canceller', () => cancel());
  group.go('giver', () => store.put('item'));
  await group.wait();
  return () => taken !== undefined || store.left === 1 || 'the item is lost';
};

export const cancelledWaiter: ZooEntry = {
  name: 'cancelled-waiter',
  kind: 'invariant',
  says: 'the item is lost',
  token: '-',
  bound: 3,
  buggy: run(Buggy),
  fixed: run(Fixed),
};
