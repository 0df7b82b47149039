/**
 * The flag that says "ready" is raised before what it stands for is there.
 * Smallest schedule: 4:1
 */
import { gosched, WaitGroup } from '@katas/goroutine';
import type { TasksStage } from '../../src/index.ts';
import type { ZooEntry } from './entry.ts';

class Buggy {
  isReady = false;
  value: number | undefined = undefined;

  async publish(value: number): Promise<void> {
    this.isReady = true;
    await gosched();
    this.value = value;
  }
}

class Fixed extends Buggy {
  override async publish(value: number): Promise<void> {
    this.value = value;
    await gosched();
    this.isReady = true;
  }
}

const run = (Box: typeof Buggy) => async (t: TasksStage) => {
  const box = new Box();
  const group = new WaitGroup();
  group.go('writer', () => box.publish(7));
  group.go('reader', async () => {
    while (!box.isReady) await gosched();
    t.check(box.value === 7, `ready, and the value is ${box.value}`);
  });
  await group.wait();
};

export const publishBeforeWrite: ZooEntry = {
  name: 'publish-before-write',
  kind: 'invariant',
  says: 'the value is undefined',
  token: '4:1',
  bound: 2,
  buggy: run(Buggy),
  fixed: run(Fixed),
};
