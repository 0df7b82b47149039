/**
 * A queue that was closed gives nothing any more, not even what was in it.
 * Smallest schedule: - (the default)
 */
import { Chan, WaitGroup } from '@katas/goroutine';
import type { ZooEntry } from './entry.ts';

class Buggy {
  protected readonly items = new Chan<number>(2, 'items');
  protected isClosed = false;

  push(value: number): Promise<void> {
    return this.items.send(value);
  }

  async pop(): Promise<number | undefined> {
    const { value } = await this.items.recv();
    return this.isClosed ? undefined : value;
  }

  close(): void {
    this.isClosed = true;
    this.items.close();
  }
}

class Fixed extends Buggy {
  override async pop(): Promise<number | undefined> {
    return (await this.items.recv()).value;
  }
}

const run = (Queue: typeof Buggy) => async () => {
  const queue = new Queue();
  const group = new WaitGroup();
  const popped: number[] = [];
  group.go('producer', async () => {
    await queue.push(1);
    await queue.push(2);
    queue.close();
  });
  group.go('consumer', async () => {
    for (let value = await queue.pop(); value !== undefined; value = await queue.pop()) popped.push(value);
  });
  await group.wait();
  return () => popped.length === 2 || `popped [${popped.join(', ')}] of [1, 2]`;
};

export const dropOnClose: ZooEntry = {
  name: 'drop-on-close',
  kind: 'invariant',
  says: 'of [1, 2]',
  token: '-',
  bound: 3,
  buggy: run(Buggy),
  fixed: run(Fixed),
};
