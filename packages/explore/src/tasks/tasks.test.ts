import { readFile } from 'node:fs';
import { AssertionError } from 'node:assert';
import { Chan, context, go, gosched, Mutex, recv, select, time, WaitGroup } from '@katas/goroutine';
import { describe, expect, test } from 'vitest';
import { replayTasks, type TasksReport, type TasksScenario, tasks } from './tasks.ts';

const explore = (run: TasksScenario['run'], rest: Partial<TasksScenario> = {}): Promise<TasksReport> =>
  tasks({ run, seed: 1, budget: { ms: 200 }, source: (file) => file.endsWith('tasks.test.ts'), ...rest });

/** The line of this file that is marked so. */
async function lineOf(mark: string): Promise<number> {
  const source = await new Promise<string>((resolve, reject) => {
    readFile(new URL(import.meta.url), 'utf8', (error, data) => {
      if (error) reject(error);
      else resolve(data);
    });
  });
  return source.split('\n').findIndex((line) => line.endsWith(`// ${mark} here`)) + 1;
}

describe('a deadlock', () => {
  test('names who waits for what, where it was started and where it waits', async () => {
    const report = await explore(async () => {
      const jobs = new Chan<number>(0, 'jobs');
      const group = new WaitGroup();
      const work = async (): Promise<void> => {
        await jobs.recv(); // waits here
      };
      group.go('worker', work); // started here
      await group.wait();
    });
    expect(report).toMatchObject({
      outcome: 'fail',
      token: '-',
      isMinimal: true,
      failure: { kind: 'deadlock' },
    });
    const worker = report.blocked.find(({ task }) => task === 'worker');
    expect(worker).toMatchObject({ op: 'chan receive', on: 'jobs' });
    expect(worker?.startedAt?.line).toBe(await lineOf('started'));
    expect(worker?.waitsAt?.line).toBe(await lineOf('waits'));
    expect(report.failure?.message).toContain('nobody is left to wake main, worker');
  });

  test('on a bare promise is seen, with the line of its await', async () => {
    const report = await explore(async () => {
      await gosched();
      await new Promise(() => {}); // forgotten here
    });
    expect(report.failure?.kind).toBe('deadlock');
    expect(report.blocked).toMatchObject([{ task: 'main', op: 'promise' }]);
    expect(report.blocked[0]?.waitsAt?.line).toBe(await lineOf('forgotten'));
  });

  test('names a goroutine that was woken by another one by its own name', async () => {
    const report = await explore(async () => {
      let wake = (): void => {};
      go('sleeper', async () => {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        await new Chan<void>(0, 'nothing').recv();
      });
      const group = new WaitGroup();
      group.go('waker', () => wake());
      await group.wait();
    });
    expect(report.failure?.kind).toBe('leak');
    expect(report.blocked.find(({ on }) => on === 'nothing')?.task).toBe('sleeper');
  });
});

describe('a livelock', () => {
  test('names who spins', async () => {
    const report = await explore(async () => {
      go('idler', () => gosched());
      go('spinner', async () => {
        for (;;) await select([recv(new Chan<void>())], () => {});
      });
      await new Chan<void>().recv();
    });
    expect(report.failure).toMatchObject({ kind: 'livelock' });
    expect(report.failure?.message).toContain('spinner');
    expect(report.failure?.message).not.toContain('idler');
  });

  test('is not what polling is, nor waiting for time by looking at the clock', async () => {
    const report = await explore(
      async () => {
        const slow = { isDone: false };
        go('slow', async () => {
          await time.sleep(10_000);
          slow.isDone = true;
        });
        while (!slow.isDone) await time.sleep(10);
        const end = time.now() + 500;
        while (time.now() < end) await gosched();
      },
      { budget: { ms: 50, mustComplete: 0, maxBound: 0 } },
    );
    expect(report.outcome).toBe('pass');
  });

  test('is what a program without an end comes to', async () => {
    const report = await explore(
      async () => {
        const [a, b] = [new Chan<number>(), new Chan<number>()];
        go('echo', async () => {
          for (;;) await b.send((await a.recv()).value as number);
        });
        for (;;) {
          await a.send(1);
          await b.recv();
        }
      },
      { maxSteps: 2000 },
    );
    expect(report.failure?.kind).toBe('livelock');
  });
});

describe('a leak', () => {
  test('is a goroutine that nobody lets go on', async () => {
    const report = await explore(async () => {
      go('orphan', () => new Chan<number>(0, 'void').send(1));
    });
    expect(report.failure?.kind).toBe('leak');
    expect(report.blocked).toMatchObject([{ task: 'orphan', op: 'chan send', on: 'void' }]);
  });

  test('is a timer that nobody stopped', async () => {
    const report = await explore(async () => {
      context.withTimeout(context.background(), 5000); // left here
    });
    expect(report.failure?.kind).toBe('leak');
    expect(report.timers).toMatchObject([{ inMs: 5000, armedAt: { line: await lineOf('left') } }]);
  });

  test('is not what ends within the grace, and can be let pass', async () => {
    const run = async (): Promise<void> => {
      go('late', () => time.sleep(50));
    };
    expect((await explore(run)).outcome).toBe('pass');
    expect((await explore(run, { graceMs: 40 })).failure?.kind).toBe('leak');
    expect((await explore(run, { graceMs: 40, leaks: 'ignore' })).outcome).toBe('pass');
  });
});

describe('a panic', () => {
  test('names the goroutine and the line', async () => {
    const report = await explore(async () => {
      const group = new WaitGroup();
      group.go('faulty', async () => {
        await gosched();
        throw new RangeError('too far'); // thrown here
      });
      await group.wait();
    });
    expect(report.failure).toMatchObject({
      kind: 'panic',
      message: 'panic in goroutine faulty: RangeError: too far',
    });
    const last = report.trace.at(-1);
    expect(last).toMatchObject({ task: 'faulty', op: 'panic', line: await lineOf('thrown') });
  });

  test('is an error that escapes the scenario itself, unless it is a verdict', async () => {
    const throwing = (error: Error) => async (): Promise<void> => {
      await gosched();
      throw error;
    };
    expect((await explore(throwing(new TypeError('not a function')))).failure?.kind).toBe('panic');
    expect((await explore(throwing(new Error('lost')))).failure).toMatchObject({
      kind: 'invariant',
      message: 'lost',
    });
  });

  test('is a rejection that nobody handles, but not one that is handled later', async () => {
    const rejected = (): Promise<never> => Promise.reject(new Error('nobody hears'));
    const report = await explore(async () => {
      go('careless', async () => {
        void rejected();
        await gosched();
      });
    });
    expect(report.failure?.kind).toBe('panic');
    expect(report.failure?.message).toContain('made in goroutine careless: nobody hears');
    const handled = await explore(async () => {
      const promise = rejected();
      await gosched();
      await expect(promise).rejects.toThrow('nobody hears');
    });
    expect(handled.outcome).toBe('pass');
  });

  test('is a throw out of a bare callback', async () => {
    for (const name of ['nextTick', 'queueMicrotask']) {
      const report = await explore(async () => {
        go('careless', async () => {
          const throwing = (): void => {
            throw new Error(`bare ${name}`);
          };
          if (name === 'nextTick') process.nextTick(throwing);
          else queueMicrotask(throwing);
          await gosched();
        });
      });
      expect(report.failure).toMatchObject({
        kind: 'panic',
        message: `panic in goroutine careless: bare ${name}`,
      });
    }
  });

  test('is a throw out of a listener', async () => {
    const report = await explore(async () => {
      const target = new EventTarget();
      target.addEventListener('call', () => {
        throw new Error('from a listener');
      });
      go('caller', () => target.dispatchEvent(new Event('call')));
    });
    expect(report.failure).toMatchObject({
      kind: 'panic',
      message: 'panic in goroutine caller: from a listener',
    });
  });
});

describe('an invariant', () => {
  test('is what check says, also when the program swallows it', async () => {
    const report = await explore(async (t) => {
      try {
        t.check(1 + 1 === 3, 'arithmetic');
      } catch {
        await gosched();
      }
    });
    expect(report.failure).toMatchObject({ kind: 'invariant', message: 'arithmetic' });
  });

  test('is what the final check throws, says or denies, after all has come to rest', async () => {
    const checked = async (check: () => unknown): Promise<unknown> => (await explore(() => check)).failure;
    expect(await checked(() => 'lost')).toMatchObject({ kind: 'invariant', message: 'lost' });
    expect(await checked(() => false)).toMatchObject({ kind: 'invariant' });
    expect(await checked(() => expect(1).toBe(2))).toMatchObject({ kind: 'invariant' });
    expect(await checked(async () => Promise.reject(new Error('late')))).toMatchObject({ message: 'late' });
    expect(await checked(() => true)).toBeUndefined();
    expect(await checked(() => undefined)).toBeUndefined();
  });

  test('is an assertion that fails in any goroutine', async () => {
    const report = await explore(() => {
      go('judge', () => {
        throw new AssertionError({ message: 'not so' });
      });
    });
    expect(report.failure).toMatchObject({ kind: 'invariant', message: 'not so' });
  });
});

test('finds a deadlock by lock order with one deviation, and the corrected program passes', async () => {
  const run = (isOrdered: boolean) => async () => {
    const [a, b] = [new Mutex(), new Mutex()];
    const group = new WaitGroup();
    const both = async (first: Mutex, second: Mutex): Promise<void> => {
      using _first = await first.lock();
      using _second = await second.lock();
    };
    group.go('ab', () => both(a, b));
    group.go('ba', () => (isOrdered ? both(a, b) : both(b, a)));
    await group.wait();
  };
  const broken = await explore(run(false));
  expect(broken).toMatchObject({ outcome: 'fail', isMinimal: true, failure: { kind: 'deadlock' } });
  expect(broken.token?.split(',')).toHaveLength(1);
  const sound = await explore(run(true), { budget: { ms: 100, mustComplete: 2 } });
  expect(sound).toMatchObject({ outcome: 'pass', trace: [], blocked: [] });
  expect(sound.explored.completeBound).toBeGreaterThanOrEqual(2);
});

test('every ready case of a select is taken', async () => {
  const taken = new Set<number>();
  await explore(async () => {
    const chans = [1, 2, 3].map((value) => {
      const chan = new Chan<number>(1);
      chan.trySend(value);
      return chan;
    });
    const [a, b, c] = chans as [Chan<number>, Chan<number>, Chan<number>];
    const { value } = await select([recv(a), recv(b), recv(c)]);
    taken.add(value as number);
  });
  expect([...taken].toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
});

test('a timer may overtake who is ready, at the price of a deviation', async () => {
  const report = await explore(async () => {
    const [ctx, cancel] = context.withTimeout(context.background(), 60_000);
    await gosched();
    const isLate = ctx.err() !== undefined;
    cancel();
    if (isLate) throw new Error('too late');
  });
  expect(report).toMatchObject({ outcome: 'fail', isMinimal: true, failure: { message: 'too late' } });
  expect(report.token?.split(',')).toHaveLength(1);
  expect(report.trace.find(({ deviation }) => deviation !== undefined)?.deviation).toBe('early timer');
});

test('when nothing is ready time passes for free and in order', async () => {
  const run = async (): Promise<() => boolean> => {
    const order: number[] = [];
    const group = new WaitGroup();
    for (const ms of [3_600_000, 5, 60_000]) {
      group.go(`after ${ms}`, async () => {
        await time.sleep(ms);
        order.push(ms);
      });
    }
    const before = time.now();
    await group.wait();
    return () => time.now() - before === 3_600_000 && order.join(' ') === '5 60000 3600000';
  };
  const report = await replayTasks({ run }, '-');
  expect(report.outcome).toBe('pass');
  expect(report.trace.at(-1)?.atMs).toBe(3_600_000);
});
