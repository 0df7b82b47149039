/**
 * Starvation: a freed lock goes to whoever comes next, not to the one that waits; who let go is always the next.
 * Smallest schedule: 4:1
 */
import { gosched, WaitGroup } from '@katas/goroutine';
import type { TasksStage } from '../../src/index.ts';
import type { ZooEntry } from './entry.ts';

class Buggy {
  protected isHeld = false;
  protected readonly waiters: (() => void)[] = [];

  get isWaitedFor(): boolean {
    return this.waiters.length > 0;
  }

  async lock(): Promise<void> {
    while (this.isHeld) await new Promise<void>((resolve) => this.waiters.push(resolve));
    this.isHeld = true;
  }

  unlock(): void {
    this.isHeld = false;
    this.waiters.shift()?.();
  }
}

class Fixed extends Buggy {
  override async lock(): Promise<void> {
    if (this.isHeld) await new Promise<void>((resolve) => this.waiters.push(resolve));
    else this.isHeld = true;
  }

  override unlock(): void {
    const next = this.waiters.shift();
    if (next === undefined) this.isHeld = false;
    else next();
  }
}

const run = (Lock: typeof Buggy) => async (t: TasksStage) => {
  const lock = new Lock();
  const group = new WaitGroup();
  let hasWaited = false;
  let hasHad = false;
  group.go('busy', async () => {
    await lock.lock();
    await gosched();
    hasWaited = lock.isWaitedFor;
    lock.unlock();
    await lock.lock();
    t.check(!hasWaited || hasHad, 'who let go has the lock again, before the one that waits for it');
    lock.unlock();
  });
  group.go('patient', async () => {
    await lock.lock();
    hasHad = true;
    lock.unlock();
  });
  await group.wait();
};

export const bargingLock: ZooEntry = {
  name: 'barging-lock',
  kind: 'invariant',
  says: 'who let go has the lock again',
  token: '4:1',
  bound: 3,
  buggy: run(Buggy),
  fixed: run(Fixed),
};
