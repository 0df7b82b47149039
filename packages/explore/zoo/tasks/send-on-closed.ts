/**
 * The receiver closes the channel when it has enough, while a sender is still at it.
 * Smallest schedule: 5:10
 */
import { Chan, WaitGroup } from '@katas/goroutine';
import type { ZooEntry } from './entry.ts';

const buggy = async (): Promise<void> => {
  const jobs = new Chan<number>(1, 'jobs');
  const group = new WaitGroup();
  for (const name of ['S1', 'S2']) group.go(name, () => jobs.send(1));
  await jobs.recv();
  jobs.close();
  await group.wait();
};

const fixed = async (): Promise<void> => {
  const jobs = new Chan<number>(1, 'jobs');
  const group = new WaitGroup();
  for (const name of ['S1', 'S2']) group.go(name, () => jobs.send(1));
  await jobs.recv();
  await group.wait();
  jobs.close();
};

export const sendOnClosed: ZooEntry = {
  name: 'send-on-closed',
  kind: 'panic',
  says: 'send on closed channel',
  token: '5:10',
  bound: 3,
  buggy,
  fixed,
};
