/**
 * Goroutines count themselves in when they run, which may be after the one that waits has found nobody.
 * Smallest schedule: - (the default)
 */
import { go, WaitGroup } from '@katas/goroutine';
import type { ZooEntry } from './entry.ts';

const buggy = async () => {
  const group = new WaitGroup();
  let done = 0;
  for (const name of ['W1', 'W2']) {
    go(name, () => {
      group.add(1);
      done += 1;
      group.done();
    });
  }
  await group.wait();
  if (done !== 2) throw new Error(`${done} of 2 are done`);
};

const fixed = async () => {
  const group = new WaitGroup();
  let done = 0;
  for (const name of ['W1', 'W2']) {
    group.add(1);
    go(name, () => {
      done += 1;
      group.done();
    });
  }
  await group.wait();
  if (done !== 2) throw new Error(`${done} of 2 are done`);
};

export const addAfterWait: ZooEntry = {
  name: 'add-after-wait',
  kind: 'invariant',
  says: 'of 2 are done',
  token: '-',
  bound: 3,
  buggy,
  fixed,
};
