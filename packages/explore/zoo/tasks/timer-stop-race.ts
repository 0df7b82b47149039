/**
 * `stop` says that it was in time, although the timer has fired and its function is on the way.
 * Smallest schedule: 2:2,3:20,5:10
 */
import { go, gosched, time } from '@katas/goroutine';
import type { ZooEntry } from './entry.ts';

class Buggy {
  protected state: 'armed' | 'fired' | 'stopped' = 'armed';

  constructor(ms: number, work: () => void) {
    go('timer', async () => {
      await time.sleep(ms);
      await this.fire(work);
    });
  }

  protected async fire(work: () => void): Promise<void> {
    if (this.state !== 'armed') return;
    await gosched();
    this.state = 'fired';
    work();
  }

  stop(): boolean {
    if (this.state !== 'armed') return false;
    this.state = 'stopped';
    return true;
  }
}

class Fixed extends Buggy {
  protected override async fire(work: () => void): Promise<void> {
    if (this.state !== 'armed') return;
    this.state = 'fired';
    await gosched();
    work();
  }
}

const run = (Timer: typeof Buggy) => async () => {
  let hasRun = false;
  const timer = new Timer(5, () => {
    hasRun = true;
  });
  await time.sleep(5);
  const isStopped = timer.stop();
  await time.sleep(5);
  return () => hasRun !== isStopped || `stopped: ${isStopped}, has run: ${hasRun}`;
};

export const timerStopRace: ZooEntry = {
  name: 'timer-stop-race',
  kind: 'invariant',
  says: 'stopped: true, has run: true',
  token: '2:2,3:20,5:10',
  bound: 2,
  buggy: run(Buggy),
  fixed: run(Fixed),
};
