/**
 * A counter is read before an `await` and written after it: an increment in between is lost.
 * Smallest schedule: 4:1
 */
import { gosched, WaitGroup } from '@katas/goroutine';
import type { ZooEntry } from './entry.ts';

class Buggy {
  value = 0;

  async increment(): Promise<void> {
    const seen = this.value;
    await gosched();
    this.value = seen + 1;
  }
}

class Fixed extends Buggy {
  override async increment(): Promise<void> {
    await gosched();
    this.value += 1;
  }
}

const run = (Counter: typeof Buggy) => async () => {
  const counter = new Counter();
  const group = new WaitGroup();
  for (const name of ['A', 'B']) group.go(name, () => counter.increment());
  await group.wait();
  return () => counter.value === 2 || `the counter is at ${counter.value}`;
};

export const counterAcrossAwait: ZooEntry = {
  name: 'counter-across-await',
  kind: 'invariant',
  says: 'the counter is at 1',
  token: '4:1',
  bound: 3,
  buggy: run(Buggy),
  fixed: run(Fixed),
};
