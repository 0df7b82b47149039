/**
 * `select` with an empty default in a loop: it spins instead of waiting, and what it spins for never comes.
 * Smallest schedule: - (the default)
 */
import { Chan, context, go, recv, select } from '@katas/goroutine';
import type { ZooEntry } from './entry.ts';

const run = (hasDefault: boolean) => async () => {
  const jobs = new Chan<number>(0, 'jobs');
  const [ctx, cancel] = context.withCancel(context.background());
  let isOver = false;
  go('worker', async () => {
    const cases = [recv(ctx.done()), recv(jobs)] as const;
    while (!isOver) {
      const chosen = hasDefault ? await select([recv(jobs)], () => undefined) : await select(cases);
      if (chosen?.ok === false) isOver = true;
    }
  });
  await jobs.send(1);
  cancel();
};

export const busySelect: ZooEntry = {
  name: 'busy-select',
  kind: 'livelock',
  says: 'worker went on',
  token: '-',
  bound: 3,
  buggy: run(true),
  fixed: run(false),
};
