/**
 * A borrower gives up at the moment in which it is handed a connection: nobody has it any more.
 * Smallest schedule: - (the default)
 */
import { context, time, WaitGroup } from '@katas/goroutine';
import type { ZooEntry } from './entry.ts';

class Buggy {
  free = 1;
  protected readonly waiters: { give: () => void; hasLeft: boolean }[] = [];

  async acquire(timeoutMs: number): Promise<boolean> {
    if (this.free > 0) {
      this.free -= 1;
      return true;
    }
    const waiter = { give: (): void => {}, hasLeft: false };
    const given = new Promise<boolean>((resolve) => {
      waiter.give = () => resolve(true);
    });
    this.waiters.push(waiter);
    const [ctx, cancel] = context.withCancel(context.background());
    const late = time.sleep(timeoutMs, ctx).then(
      () => {
        waiter.hasLeft = true;
        return false;
      },
      () => false,
    );
    const isMine = await Promise.race([given, late]);
    cancel();
    await late;
    return isMine;
  }

  release(): void {
    const waiter = this.waiters.shift();
    if (waiter === undefined) this.free += 1;
    else waiter.give();
  }
}

class Fixed extends Buggy {
  override release(): void {
    for (let waiter = this.waiters.shift(); waiter !== undefined; waiter = this.waiters.shift()) {
      if (waiter.hasLeft) continue;
      waiter.give();
      return;
    }
    this.free += 1;
  }
}

const run = (Pool: typeof Buggy) => async () => {
  const pool = new Pool();
  const group = new WaitGroup();
  for (const name of ['U1', 'U2']) {
    group.go(name, async () => {
      if (!(await pool.acquire(5))) return;
      await time.sleep(7);
      pool.release();
    });
  }
  await group.wait();
  return () => pool.free === 1 || `${pool.free} connections are free`;
};

export const poolTimeout: ZooEntry = {
  name: 'pool-timeout',
  kind: 'invariant',
  says: '0 connections are free',
  token: '-',
  bound: 2,
  buggy: run(Buggy),
  fixed: run(Fixed),
};
