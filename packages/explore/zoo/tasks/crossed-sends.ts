/**
 * Two goroutines send to each other before either receives.
 * Smallest schedule: - (the default)
 */
import { Chan, WaitGroup } from '@katas/goroutine';
import type { ZooEntry } from './entry.ts';

const run = (capacity: number) => async () => {
  const [left, right] = [new Chan<number>(capacity, 'left'), new Chan<number>(capacity, 'right')];
  const group = new WaitGroup();
  const talk = async (mine: Chan<number>, yours: Chan<number>): Promise<void> => {
    await yours.send(1);
    await mine.recv();
  };
  group.go('L', () => talk(left, right));
  group.go('R', () => talk(right, left));
  await group.wait();
};

export const crossedSends: ZooEntry = {
  name: 'crossed-sends',
  kind: 'deadlock',
  says: 'L waits in chan send on right',
  token: '-',
  bound: 3,
  buggy: run(0),
  fixed: run(1),
};
