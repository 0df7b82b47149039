/**
 * A wake-up for somebody who is about to sleep is lost: the flag is read, then the lock is waited for, then sleep.
 * Smallest schedule: 4:1
 */
import { gosched, WaitGroup } from '@katas/goroutine';
import type { ZooEntry } from './entry.ts';

class Buggy {
  protected isOpen = false;
  protected sleepers: (() => void)[] = [];

  open(): void {
    this.isOpen = true;
    for (const wake of this.sleepers.splice(0)) wake();
  }

  async pass(): Promise<void> {
    if (this.isOpen) return;
    await gosched();
    await new Promise<void>((resolve) => this.sleepers.push(resolve));
  }
}

class Fixed extends Buggy {
  override async pass(): Promise<void> {
    await gosched();
    if (this.isOpen) return;
    await new Promise<void>((resolve) => this.sleepers.push(resolve));
  }
}

const run = (Gate: typeof Buggy) => async () => {
  const gate = new Gate();
  const group = new WaitGroup();
  group.go('guest', () => gate.pass());
  group.go('host', () => gate.open());
  await group.wait();
};

export const lostWakeUp: ZooEntry = {
  name: 'lost-wake-up',
  kind: 'deadlock',
  says: 'guest waits for a promise',
  token: '4:1',
  bound: 3,
  buggy: run(Buggy),
  fixed: run(Fixed),
};
