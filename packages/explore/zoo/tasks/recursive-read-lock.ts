/**
 * A reader that reads locks again, behind a writer that waits for it: a waiting writer keeps new readers out.
 * Smallest schedule: 4:1
 */
import { RWMutex, WaitGroup } from '@katas/goroutine';
import type { TasksStage } from '../../src/index.ts';
import type { ZooEntry } from './entry.ts';

const run = (isRecursive: boolean) => async (t: TasksStage) => {
  const lock = t.label(new RWMutex(), 'table');
  const group = new WaitGroup();
  const size = async (): Promise<number> => {
    using _ = await lock.rLock();
    return 1;
  };
  group.go('reader', async () => {
    if (!isRecursive) {
      await size();
      return;
    }
    using _ = await lock.rLock();
    await size();
  });
  group.go('writer', async () => {
    using _ = await lock.lock();
  });
  await group.wait();
};

export const recursiveReadLock: ZooEntry = {
  name: 'recursive-read-lock',
  kind: 'deadlock',
  says: 'reader waits in sync.RWMutex.RLock on table',
  token: '4:1',
  bound: 3,
  buggy: run(true),
  fixed: run(false),
};
