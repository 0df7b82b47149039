/**
 * Check, await, act: a bounded queue finds room, waits for its journal, and then pushes into what is full by now.
 * Smallest schedule: 6:1
 */
import { gosched, Mutex, time, WaitGroup } from '@katas/goroutine';
import type { TasksStage } from '../../src/index.ts';
import type { ZooEntry } from './entry.ts';

const CAPACITY = 2;

class Buggy {
  readonly items: number[] = [];

  async put(value: number): Promise<void> {
    while (this.items.length >= CAPACITY) await time.sleep(1);
    await gosched();
    this.items.push(value);
  }

  async take(): Promise<number> {
    while (this.items.length === 0) await time.sleep(1);
    return this.items.shift() as number;
  }
}

class Fixed extends Buggy {
  readonly #writing = new Mutex();

  override async put(value: number): Promise<void> {
    using _ = await this.#writing.lock();
    await super.put(value);
  }
}

const run = (Queue: typeof Buggy) => async (t: TasksStage) => {
  const queue = new Queue();
  const group = new WaitGroup();
  const taken: number[] = [];
  for (const producer of [1, 2]) {
    group.go(`P${producer}`, async () => {
      for (const item of [1, 2]) {
        await queue.put(producer * 10 + item);
        t.check(queue.items.length <= CAPACITY, `the queue holds ${queue.items.length} of ${CAPACITY} items`);
      }
    });
  }
  group.go('C', async () => {
    while (taken.length < 4) taken.push(await queue.take());
  });
  await group.wait();
  return () => new Set(taken).size === 4 || `taken: ${taken.join(', ')}`;
};

export const checkAwaitAct: ZooEntry = {
  name: 'check-await-act',
  kind: 'invariant',
  says: 'the queue holds 3',
  token: '6:1',
  bound: 1,
  buggy: run(Buggy),
  fixed: run(Fixed),
};
