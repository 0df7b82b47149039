/**
 * A woken consumer does not look again (`if` where `while` belongs): another one has taken the item meanwhile.
 * Smallest schedule: 3:40,5:30
 */
import { Chan, gosched, WaitGroup } from '@katas/goroutine';
import type { ZooEntry } from './entry.ts';

class Buggy {
  protected readonly items: string[] = [];
  protected readonly wake = new Chan<void>(1, 'wake');

  put(value: string): void {
    this.items.push(value);
    this.wake.trySend(undefined);
  }

  async take(): Promise<string | undefined> {
    if (this.items.length === 0) await this.wake.recv();
    return this.items.shift();
  }
}

class Fixed extends Buggy {
  override async take(): Promise<string | undefined> {
    while (this.items.length === 0) await this.wake.recv();
    const item = this.items.shift();
    // One wake-up may stand for several items: the next one in line has to know.
    if (this.items.length > 0) this.wake.trySend(undefined);
    return item;
  }
}

const run = (Queue: typeof Buggy) => async () => {
  const queue = new Queue();
  const group = new WaitGroup();
  const taken: (string | undefined)[] = [];
  for (const name of ['C1', 'C2']) {
    group.go(name, async () => {
      taken.push(await queue.take());
    });
  }
  group.go('P', async () => {
    queue.put('a');
    await gosched();
    queue.put('b');
  });
  await group.wait();
  return () => !taken.includes(undefined) || 'a consumer took nothing';
};

export const wokenByIf: ZooEntry = {
  name: 'woken-by-if',
  kind: 'invariant',
  says: 'a consumer took nothing',
  token: '3:40,5:30',
  bound: 3,
  buggy: run(Buggy),
  fixed: run(Fixed),
};
