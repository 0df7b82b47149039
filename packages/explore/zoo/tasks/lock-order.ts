/**
 * Two locks, taken in two orders.
 * Smallest schedule: 4:1
 */
import { Mutex, WaitGroup } from '@katas/goroutine';
import type { TasksStage } from '../../src/index.ts';
import type { ZooEntry } from './entry.ts';

async function transfer(first: Mutex, second: Mutex): Promise<void> {
  using _first = await first.lock();
  using _second = await second.lock();
}

const run = (isOrdered: boolean) => async (t: TasksStage) => {
  const [a, b] = [t.label(new Mutex(), 'account A'), t.label(new Mutex(), 'account B')];
  const group = new WaitGroup();
  group.go('A to B', () => transfer(a, b));
  group.go('B to A', () => (isOrdered ? transfer(a, b) : transfer(b, a)));
  await group.wait();
};

export const lockOrder: ZooEntry = {
  name: 'lock-order',
  kind: 'deadlock',
  says: 'waits in sync.Mutex.Lock on account A',
  token: '4:1',
  bound: 3,
  buggy: run(false),
  fixed: run(true),
};
