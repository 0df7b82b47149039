import { gosched, Mutex, WaitGroup } from '@katas/goroutine';
import { expect, test } from 'vitest';
import { doesDrain, fromEventLoop, syncDrain, turn } from './drain.ts';
import { tasks, type TasksReport } from './tasks.ts';

test('this Node drains microtasks within a turn', async () => {
  const drain = await syncDrain();
  expect(drain).toBeTypeOf('function');
  const hops = await fromEventLoop(() => {
    let done = 0;
    const hop = async (): Promise<void> => {
      for (let i = 0; i < 100; i += 1) await Promise.resolve();
      done += 1;
    };
    void hop();
    process.nextTick(() => void hop());
    drain?.();
    return done;
  });
  expect(hops).toBe(2);
});

test('a function that is missing, or does not drain, is not used', async () => {
  expect(await syncDrain({})).toBeUndefined();
  expect(await syncDrain({ _tickCallback: () => {} })).toBeUndefined();
  expect(await fromEventLoop(() => doesDrain(() => {}))).toBe(false);
});

test('an error in the event loop reaches who asked for it', async () => {
  await expect(
    fromEventLoop(() => {
      throw new Error('from there');
    }),
  ).rejects.toThrow('from there');
});

test('every microtask is over in the next turn', async () => {
  let hops = 0;
  const hop = async (): Promise<void> => {
    for (let i = 0; i < 100; i += 1) await Promise.resolve();
    hops += 1;
  };
  void hop();
  await turn();
  expect(hops).toBe(1);
});

test('both ways explore the same schedules and find the same', async () => {
  const explore = (isLocked: boolean, drain: 'sync' | 'turn'): Promise<TasksReport> =>
    tasks({
      seed: 3,
      budget: { schedules: 60, mustComplete: 0, ms: 60_000 },
      drain,
      run: async () => {
        let value = 0;
        const lock = new Mutex();
        const group = new WaitGroup();
        for (const name of ['A', 'B']) {
          group.go(name, async () => {
            using _ = isLocked ? await lock.lock() : undefined;
            const seen = value;
            await gosched();
            value = seen + 1;
          });
        }
        await group.wait();
        return () => value === 2 || 'an increment is lost';
      },
    });
  for (const isLocked of [true, false]) {
    const [now, later] = [await explore(isLocked, 'sync'), await explore(isLocked, 'turn')];
    expect(now.outcome).toBe(isLocked ? 'unknown' : 'fail');
    expect({ ...later, explored: { ...later.explored, ms: 0 } }).toEqual({
      ...now,
      explored: { ...now.explored, ms: 0 },
    });
  }
});
