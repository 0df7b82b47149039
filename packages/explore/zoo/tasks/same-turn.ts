/**
 * Two promises are settled in one turn of the event loop: the second consumer runs between the wake-up of the first one
 * and its going on. Only `await`s of bare promises are between: with one event per turn it always passes.
 * Smallest schedule: 1:30,5:40,7:20,10:1
 */
import { gosched, WaitGroup } from '@katas/goroutine';
import type { ZooEntry } from './entry.ts';

class Buggy {
  protected readonly items: number[] = [];
  protected readonly takers: (() => void)[] = [];

  async put(value: number): Promise<void> {
    this.items.push(value);
    this.takers.shift()?.();
  }

  async take(): Promise<number | undefined> {
    if (this.items.length === 0) await new Promise<void>((resolve) => this.takers.push(resolve));
    return this.items.shift();
  }
}

class Fixed extends Buggy {
  override async take(): Promise<number | undefined> {
    while (this.items.length === 0) await new Promise<void>((resolve) => this.takers.push(resolve));
    return this.items.shift();
  }
}

const run = (Queue: typeof Buggy) => async () => {
  const queue = new Queue();
  const group = new WaitGroup();
  const taken: (number | undefined)[] = [];
  group.go('P', async () => {
    for (const value of [1, 2]) {
      await gosched();
      await queue.put(value);
    }
  });
  for (const name of ['C1', 'C2']) {
    group.go(name, async () => {
      await gosched();
      taken.push(await queue.take());
    });
  }
  await group.wait();
  return () => !taken.includes(undefined) || 'a consumer took nothing';
};

export const sameTurn: ZooEntry = {
  name: 'same-turn',
  kind: 'invariant',
  says: 'a consumer took nothing',
  token: '1:30,5:40,7:20,10:1',
  bound: 2,
  buggy: run(Buggy),
  fixed: run(Fixed),
};
