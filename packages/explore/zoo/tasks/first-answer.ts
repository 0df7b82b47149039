/**
 * Only the first answer is received: the goroutine with the second one waits for ever to send it.
 * Smallest schedule: - (the default)
 */
import { Chan, go } from '@katas/goroutine';
import type { ZooEntry } from './entry.ts';

const run = (capacity: number) => async () => {
  const answers = new Chan<string>(capacity, 'answers');
  for (const name of ['replica 1', 'replica 2']) go(name, () => answers.send(name));
  await answers.recv();
};

export const firstAnswer: ZooEntry = {
  name: 'first-answer',
  kind: 'leak',
  says: 'waits in chan send on answers',
  token: '-',
  bound: 3,
  buggy: run(0),
  fixed: run(2),
};
