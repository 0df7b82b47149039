import { readFile } from 'node:fs/promises';
import { Chan, go, gosched, NativeRuntime, setRuntime, time, WaitGroup } from '@katas/goroutine';
import { describe, expect, test } from 'vitest';
import { failsEachTime, replayTasks, type TasksReport, type TasksScenario, tasks } from './tasks.ts';

const explore = (run: TasksScenario['run'], rest: Partial<TasksScenario> = {}): Promise<TasksReport> =>
  tasks({ run, seed: 1, budget: { ms: 100 }, ...rest });

describe('what no schedule decides about is refused, not judged', () => {
  const programs: Record<string, () => Promise<void>> = {
    'a timer of the platform': () =>
      new Promise((resolve) => {
        setTimeout(resolve, 0);
      }),
    'Atomics.waitAsync': async () => {
      await Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1).value;
    },
    'the network': async () => {
      await fetch('http://127.0.0.1:9999/').catch(() => {});
    },
    setImmediate: async () => {
      setImmediate(() => {});
    },
    'the file system': async () => {
      await readFile(new URL(import.meta.url));
    },
  };
  for (const [words, program] of Object.entries(programs)) {
    test(words, async () => {
      const report = await explore(program);
      expect(report).toMatchObject({ outcome: 'refused', trace: [] });
      expect(report.reason).toContain(`the program uses ${words}`);
      expect(report.reason).toContain('isolation.test.ts:');
    });
  }

  test('a real timeout beside a goroutine that is parked in the library', async () => {
    const report = await explore(async () => {
      const late = new Promise((resolve) => {
        setTimeout(resolve, 1);
      });
      await Promise.race([new Chan<number>().recv(), late]);
    });
    expect(report.outcome).toBe('refused');
  });

  test('a promise from outside of the run', async () => {
    let resolveOutside: (value: string) => void = () => {};
    const outside = new Promise<string>((resolve) => {
      resolveOutside = resolve;
    });
    // Settles in a later turn than the search needs, and while the explorer still looks at the deadlock.
    let turns = 0;
    const count = (): void => {
      turns += 1;
      if (turns === 6) resolveOutside('here');
      else setImmediate(count);
    };
    count();
    const report = await explore(
      async () => {
        await outside;
        await gosched();
      },
      { budget: { ms: 1, schedules: 1 } },
    );
    expect(report.outcome).toBe('refused');
    expect(report.reason).toContain('waits for something outside the runtime: main');
  });

  test('a program that keeps something from run to run', async () => {
    let runs = 0;
    const report = await explore(
      async () => {
        runs += 1;
        const group = new WaitGroup();
        for (let i = 0; i <= runs % 2; i += 1) group.go(() => gosched());
        await group.wait();
      },
      { budget: { mustComplete: 1, ms: 50 } },
    );
    expect(report.outcome).toBe('refused');
    expect(report.reason).toContain('not deterministic');
  });

  test('a failure that does not come again', async () => {
    let runs = 0;
    const report = await explore(async () => {
      runs += 1;
      await gosched();
      if (runs === 3) throw new Error('once');
    });
    expect(report.outcome).toBe('refused');
    expect(report.reason).toContain('not deterministic: it failed (once)');
  });
});

test('printing is not refused', async () => {
  const report = await explore(
    async () => {
      await gosched();
      console.log('printed by a program under exploration');
    },
    { budget: { ms: 1, schedules: 3, mustComplete: 0, maxBound: 0 } },
  );
  expect(report.outcome).not.toBe('refused');
});

test('a goroutine of a run never goes on in a later one', async () => {
  const resumed: number[] = [];
  let runs = 0;
  const shared: { wake?: () => void } = {};
  const report = await explore(
    async () => {
      runs += 1;
      const run = runs;
      // Wakes a goroutine that an earlier run has left behind.
      shared.wake?.();
      go('left', async () => {
        await new Promise<void>((resolve) => {
          shared.wake = resolve;
        });
        await gosched();
        resumed.push(run);
      });
      await gosched();
      await gosched();
    },
    { leaks: 'ignore' },
  );
  expect(report.outcome).toBe('pass');
  expect(runs).toBeGreaterThan(10);
  expect(resumed).toEqual([]);
});

test('date, clock and chance are the same in every run', async () => {
  const seen = new Set<string>();
  const report = await explore(async () => {
    const values = [Math.random(), Date.now(), new Date().getTime(), performance.now()];
    await time.sleep(5);
    values.push(Date.now(), performance.now(), Math.random());
    seen.add(values.join(' '));
    return () => new Date() instanceof Date && new Date(0).getTime() === 0 && Date.now() === time.now();
  });
  expect(report.outcome).toBe('pass');
  expect(seen.size).toBe(1);
});

test('the same seed gives the same answer, and explorations take turns', async () => {
  const run = async (): Promise<() => boolean> => {
    let value = 0;
    const group = new WaitGroup();
    for (const name of ['A', 'B', 'C']) {
      group.go(name, async () => {
        const before = value;
        await gosched();
        value = before + 1;
      });
    }
    await group.wait();
    return () => value === 3;
  };
  const [a, b] = await Promise.all([explore(run), explore(run)]);
  expect(a.token).toBe(b.token);
  expect(a.trace).toEqual(b.trace);
  expect(a.explored.schedules).toBe(b.explored.schedules);
});

test('an exploration inside of a run is an error', async () => {
  const report = await explore(async () => {
    await tasks({ run: () => {} });
  });
  expect(report.failure).toMatchObject({
    kind: 'panic',
    message: expect.stringContaining('tasks() inside of a run'),
  });
});

test('what is around is as it was afterwards', async () => {
  const around = (): unknown[] => [
    process.rawListeners('unhandledRejection'),
    Math.random,
    Date,
    queueMicrotask,
    Object.getOwnPropertyDescriptor(process, 'nextTick')?.value,
    Object.getOwnPropertyDescriptor(Error, 'captureStackTrace'),
    Error.stackTraceLimit,
  ];
  const before = around();
  const mine = new NativeRuntime();
  const runtime = setRuntime(mine);
  await explore(() => {
    throw new Error('fails');
  });
  await explore(() => gosched());
  expect(around()).toEqual(before);
  expect(setRuntime(runtime)).toBe(mine);
});

describe('a token', () => {
  const run = async (): Promise<void> => {
    let isHeld = false;
    const group = new WaitGroup();
    for (const name of ['A', 'B']) {
      group.go(name, async () => {
        if (isHeld) return;
        await gosched();
        if (isHeld) throw new Error('both');
        isHeld = true;
      });
    }
    await group.wait();
  };

  test('replays with the same story, a thousand times', async () => {
    const found = await explore(run);
    const again = await replayTasks({ run }, found.token ?? '');
    expect(again.outcome).toBe('fail');
    expect(again.failure).toEqual(found.failure);
    expect(again.trace.map(({ task, op }) => `${task} ${op}`)).toEqual(
      found.trace.map(({ task, op }) => `${task} ${op}`),
    );
    expect(await failsEachTime({ run }, found.token ?? '', 1000)).toBe(true);
  });

  test('of another failure, or of none, does not pass for this one', async () => {
    expect((await replayTasks({ run }, '-')).outcome).toBe('pass');
    expect(await failsEachTime({ run }, '-', 3)).toBe(false);
    expect(await failsEachTime({ run }, '900:1', 3)).toBe(false);
    expect(() => replayTasks({ run }, 'nonsense')).toThrow('is no schedule');
  });
});
