/**
 * A worker looks at its context before it waits, but does not wait for it: cancelled in between, it waits for ever.
 * Smallest schedule: 1:20
 */
import { Chan, context, type Context, recv, select, WaitGroup } from '@katas/goroutine';
import type { ZooEntry } from './entry.ts';

type Work = (ctx: Context, jobs: Chan<number>) => Promise<void>;

const buggy: Work = async (ctx, jobs) => {
  while (ctx.err() === undefined) await jobs.recv();
};

const fixed: Work = async (ctx, jobs) => {
  while (ctx.err() === undefined) await select([recv(ctx.done()), recv(jobs)]);
};

const run = (work: Work) => async () => {
  const [ctx, cancel] = context.withCancel(context.background());
  const jobs = new Chan<number>(1, 'jobs');
  const group = new WaitGroup();
  group.go('worker', () => work(ctx, jobs));
  await jobs.send(1);
  cancel();
  await group.wait();
};

export const missedCancellation: ZooEntry = {
  name: 'missed-cancellation',
  kind: 'deadlock',
  says: 'worker waits in chan receive on jobs',
  token: '1:20',
  bound: 3,
  buggy: run(buggy),
  fixed: run(fixed),
};
