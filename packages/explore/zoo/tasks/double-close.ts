/**
 * Whoever finishes last closes the channel; two find themselves the last one.
 * Smallest schedule: 5:30
 */
import { Chan, gosched, WaitGroup } from '@katas/goroutine';
import type { ZooEntry } from './entry.ts';

const WORKERS = 2;

class Buggy {
  readonly results = new Chan<number>(WORKERS, 'results');
  protected finished = 0;

  async finish(value: number): Promise<void> {
    await this.results.send(value);
    this.finished += 1;
    await gosched();
    if (this.finished === WORKERS) this.results.close();
  }
}

class Fixed extends Buggy {
  override async finish(value: number): Promise<void> {
    await this.results.send(value);
    this.finished += 1;
    if (this.finished === WORKERS) this.results.close();
  }
}

const run = (Workers: typeof Buggy) => async () => {
  const workers = new Workers();
  const group = new WaitGroup();
  for (let i = 0; i < WORKERS; i += 1) group.go('worker', () => workers.finish(i));
  let sum = 0;
  for await (const value of workers.results) sum += value;
  await group.wait();
  return () => sum === 1 || `the sum is ${sum}`;
};

export const doubleClose: ZooEntry = {
  name: 'double-close',
  kind: 'panic',
  says: 'close of closed channel',
  token: '5:30',
  bound: 3,
  buggy: run(Buggy),
  fixed: run(Fixed),
};
