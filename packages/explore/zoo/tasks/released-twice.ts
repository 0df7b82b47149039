/**
 * A place is given back by the one who cancels and by the one who worked: one more may come in than there are places.
 * Smallest schedule: 9:50
 */
import { context, gosched, WaitGroup } from '@katas/goroutine';
import type { TasksStage } from '../../src/index.ts';
import type { ZooEntry } from './entry.ts';

const PLACES = 1;

class Places {
  #free = PLACES;
  readonly #waiters: (() => void)[] = [];

  async acquire(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiters.push(resolve));
  }

  release(): void {
    const next = this.#waiters.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}

const run = (isOnce: boolean) => async (t: TasksStage) => {
  const places = new Places();
  const group = new WaitGroup();
  const [ctx, cancel] = context.withCancel(context.background());
  let inside = 0;
  for (const name of ['W1', 'W2', 'W3']) {
    group.go(name, async () => {
      await places.acquire();
      let isMine = true;
      const release = (): void => {
        if (!isMine && isOnce) return;
        isMine = false;
        places.release();
      };
      const forget = ctx.onEnd(release);
      inside += isMine ? 1 : 0;
      t.check(inside <= PLACES, `${inside} are in where there is room for ${PLACES}`);
      if (isMine) {
        inside -= 1;
        await gosched();
      }
      forget();
      release();
    });
  }
  group.go('canceller', () => cancel());
  await group.wait();
  await places.acquire();
  let extra = 0;
  const takeOneMore = async (): Promise<void> => {
    await places.acquire();
    extra += 1;
  };
  void takeOneMore();
  await gosched();
  return () => extra === 0 || 'there are more places than there were';
};

export const releasedTwice: ZooEntry = {
  name: 'released-twice',
  kind: 'invariant',
  says: 'more places',
  token: '9:50',
  bound: 1,
  buggy: run(false),
  fixed: run(true),
};
