/**
 * Errors of workers go into a channel that nobody has to be waiting at: the one that comes too early is lost.
 * Smallest schedule: - (the default)
 */
import { Chan, go, Group, gosched } from '@katas/goroutine';
import type { ZooEntry } from './entry.ts';

const work = async (): Promise<void> => {
  await gosched();
  throw new TypeError('no such job');
};

async function buggyRun(): Promise<unknown> {
  const errors = new Chan<unknown>(0, 'errors');
  const over = new Chan<void>(1, 'over');
  go('worker', async () => {
    try {
      await work();
    } catch (error) {
      errors.trySend(error);
    }
    await over.send(undefined);
  });
  await over.recv();
  return errors.tryRecv()?.value;
}

async function fixedRun(): Promise<unknown> {
  const group = new Group();
  group.go('worker', work);
  try {
    await group.wait();
  } catch (error) {
    return error;
  }
  return undefined;
}

const run = (body: () => Promise<unknown>) => async () => {
  const error = await body();
  return () => error instanceof TypeError || 'the error is lost';
};

export const lostError: ZooEntry = {
  name: 'lost-error',
  kind: 'invariant',
  says: 'the error is lost',
  token: '-',
  bound: 3,
  buggy: run(buggyRun),
  fixed: run(fixedRun),
};
