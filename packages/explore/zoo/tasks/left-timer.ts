/**
 * A context with a timeout is not cancelled when the work is done: its timer runs on.
 * Smallest schedule: - (the default)
 */
import { Chan, context, WaitGroup } from '@katas/goroutine';
import type { ZooEntry } from './entry.ts';

const run = (isCancelled: boolean) => async () => {
  const answers = new Chan<string>(0, 'answers');
  const group = new WaitGroup();
  group.go('server', () => answers.send('yes'));
  const [ctx, cancel] = context.withTimeout(context.background(), 30_000);
  try {
    await answers.recv(ctx);
  } catch {
    // Too late, which no schedule rules out: the answer is waited for nevertheless.
    await answers.recv();
  }
  if (isCancelled) cancel();
  await group.wait();
};

export const leftTimer: ZooEntry = {
  name: 'left-timer',
  kind: 'leak',
  says: 'a timer, to fire in 30000 ms',
  token: '-',
  bound: 3,
  buggy: run(false),
  fixed: run(true),
};
