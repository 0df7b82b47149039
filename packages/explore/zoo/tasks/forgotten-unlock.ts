/**
 * A body that throws leaves its lock locked.
 * Smallest schedule: - (the default)
 */
import { Mutex, WaitGroup } from '@katas/goroutine';
import type { TasksStage } from '../../src/index.ts';
import type { ZooEntry } from './entry.ts';

type Guard = (lock: Mutex, body: () => void) => Promise<void>;

const buggy: Guard = async (lock, body) => {
  await lock.lock();
  body();
  lock.unlock();
};

const fixed: Guard = async (lock, body) => {
  using _ = await lock.lock();
  body();
};

const run = (guard: Guard) => async (t: TasksStage) => {
  const lock = t.label(new Mutex(), 'the lock');
  const group = new WaitGroup();
  let isEmpty = true;
  group.go('taker', async () => {
    try {
      await guard(lock, () => {
        if (isEmpty) throw new Error('empty');
      });
    } catch {
      t.note('was empty');
    }
  });
  group.go('giver', () =>
    guard(lock, () => {
      isEmpty = false;
    }),
  );
  await group.wait();
};

export const forgottenUnlock: ZooEntry = {
  name: 'forgotten-unlock',
  kind: 'deadlock',
  says: 'giver waits in sync.Mutex.Lock on the lock',
  token: '-',
  bound: 3,
  buggy: run(buggy),
  fixed: run(fixed),
};
