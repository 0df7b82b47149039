import { describe, expect, test } from 'vitest';
import {
  Chan,
  context,
  go,
  gosched,
  GoroutinePanicError,
  Mutex,
  recv,
  RWMutex,
  select,
  Semaphore,
  send,
  setRuntime,
  time,
  WaitGroup,
} from '../index.ts';
import {
  bubble,
  type Chooser,
  DeadlockError,
  LeakError,
  type Ready,
  seeded,
  StepLimitError,
  SteeredRuntime,
} from './index.ts';

describe('a deadlock', () => {
  test('names every goroutine that is blocked, what it waits for, where, and where it was started', async () => {
    const run = await new SteeredRuntime().run(async () => {
      const jobs = new Chan<number>(2, 'jobs');
      const mutex = new Mutex();
      await mutex.lock();
      go('receiver', () => jobs.recv());
      go('locker', () => mutex.lock());
      go('chooser', () =>
        select([recv(jobs), recv(new Chan(3)), send(new Chan<number>(), 1), recv(undefined)]),
      );
      go('stuck', () => new Promise(() => undefined));
      await new WaitGroup().wait();
      const wg = new WaitGroup();
      wg.add(1);
      await wg.wait();
    });
    expect(run.outcome).toBe('deadlock');
    expect(run.error).toBeInstanceOf(DeadlockError);
    expect(
      run.blocked.map(({ goroutine, waits }) => [
        goroutine.id,
        goroutine.name,
        ...waits.map(({ op, on }) => `${op}: ${on}`),
      ]),
    ).toEqual([
      [1, 'main', 'sync.WaitGroup.Wait: WaitGroup #2'],
      [2, 'receiver', 'chan receive: chan "jobs"'],
      [3, 'locker', 'sync.Mutex.Lock: Mutex #1'],
      [
        4,
        'chooser',
        'select: receive from chan "jobs", receive from chan #1 (cap 3), send to chan #2 (cap 0), receive from nil',
      ],
      [5, 'stuck'],
    ]);
    const text = (run.error as Error).message;
    expect(text).toMatch(
      /^all goroutines are asleep - deadlock!\n\ngoroutine 1 \[sync\.WaitGroup\.Wait\]: main\n/,
    );
    expect(text).toMatch(
      /goroutine 2 \[chan receive\]: receiver\n {4}waits in chan receive on chan "jobs" at .*steered\.test\.ts:\d+:\d+\n {4}started at .*steered\.test\.ts:\d+:\d+\n/,
    );
    expect(text).toContain('goroutine 5 [promise]: stuck\n    waits for a promise that no channel');
  });

  test('is not what has an alarm to wait for', async () => {
    await expect(bubble(() => time.sleep(1e9))).resolves.toBeUndefined();
    await expect(bubble(() => time.sleep(Infinity))).rejects.toThrow(DeadlockError);
  });

  test('names the goroutine that waits, not the one that it was woken by', async () => {
    const run = await new SteeredRuntime().run(async () => {
      const c = new Chan<number>(0, 'c');
      let wake: () => void = () => undefined;
      go('own promise, then channel', async () => {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        await c.recv();
      });
      go('waker', async () => {
        await gosched();
        wake();
      });
      await Chan.nil().recv();
    });
    expect(run.blocked.map(({ goroutine, waits }) => [goroutine.name, waits[0]?.op])).toEqual([
      ['main', 'chan receive (nil chan)'],
      ['own promise, then channel', 'chan receive'],
    ]);
  });
});

describe('a run', () => {
  test('ends with what main returns, in no time', async () => {
    const run = await new SteeredRuntime({ startMs: 1000 }).run(async () => {
      await time.sleep(3_600_000);
      return time.now();
    });
    expect(run).toMatchObject({
      outcome: 'done',
      value: 3_601_000,
      elapsedMs: 3_600_000,
      alarms: 0,
      blocked: [],
    });
    expect(run.error).toBeUndefined();
  });

  test('ends with what main throws', async () => {
    const run = await new SteeredRuntime().run(() => {
      throw new RangeError('main');
    });
    expect([run.outcome, run.error]).toEqual(['failed', new RangeError('main')]);
  });

  test('lets what is ready after main go on, and shows what is left', async () => {
    const left: string[] = [];
    const run = await new SteeredRuntime().run(() => {
      go('quick', async () => {
        await gosched();
        left.push('quick');
      });
      go('sleeper', () => time.sleep(1));
    });
    expect([run.outcome, left, run.alarms]).toEqual(['done', ['quick'], 1]);
    expect(run.blocked.map(({ goroutine }) => goroutine.name)).toEqual(['sleeper']);
  });

  test('ends at a panic of any goroutine, which main cannot catch', async () => {
    const run = await new SteeredRuntime().run(async () => {
      go('bad', () => {
        throw new Error('boom');
      });
      await Chan.nil().recv();
    });
    expect(run.outcome).toBe('panic');
    expect(run.error).toBeInstanceOf(GoroutinePanicError);
    expect((run.error as GoroutinePanicError).message).toMatch(
      /^panic: boom \[goroutine bad, started at .*steered\.test/,
    );
    expect((run.error as GoroutinePanicError).cause).toEqual(new Error('boom'));
    await expect(bubble(() => go(() => Promise.reject('text')))).rejects.toThrow('panic: text [goroutine');
  });

  test('that goes on for ever is given up', async () => {
    const run = await new SteeredRuntime({ maxSteps: 50 }).run(async () => {
      for (;;) await gosched();
    });
    expect([run.outcome, run.steps]).toEqual(['limit', 51]);
    expect(run.error).toEqual(new StepLimitError(50));
  });

  test('puts the Runtime back that was current before', async () => {
    const mine = new SteeredRuntime();
    const before = setRuntime(mine);
    await new SteeredRuntime().run(() => undefined);
    expect(setRuntime(before)).toBe(mine);
  });

  test('refuses operations from outside its goroutines', async () => {
    let outside: Promise<unknown> = Promise.resolve();
    const drain = (): void => {
      outside = outside.then(() => undefined);
    };
    const run = new SteeredRuntime({ drain });
    const before = setRuntime(run);
    expect(() => new Chan<number>().recv()).toThrow(
      'steered: an operation outside of every goroutine of the run',
    );
    setRuntime(before);
    await outside;
  });
});

describe('the chooser', () => {
  const program = (log: string[]) => async (): Promise<void> => {
    const c = new Chan<string>();
    const wg = new WaitGroup();
    for (const name of ['a', 'b', 'c']) {
      wg.go(name, async () => {
        log.push(`${name} starts`);
        await c.send(name);
        await gosched();
        log.push(`${name} ends`);
      });
    }
    for (let i = 0; i < 3; i++) log.push(`got ${(await c.recv()).value}`);
    await wg.wait();
  };

  test('decides who goes on, among those that are ready', async () => {
    const inOrder: string[] = [];
    await bubble(program(inOrder));
    const reversed: string[] = [];
    const seen: Ready[][] = [];
    const last: Chooser = {
      next: (ready) => {
        seen.push([...ready]);
        return ready.length - 1;
      },
      pick: () => 0,
    };
    await bubble(program(reversed), { chooser: last });
    expect(inOrder.slice(0, 3)).toEqual(['a starts', 'b starts', 'c starts']);
    expect(reversed.slice(0, 3)).toEqual(['c starts', 'c ends', 'got c']);
    expect(seen[0]?.map(({ goroutine, op }) => [goroutine.name, op])).toEqual([['main', 'start']]);
    expect(seen[1]?.map(({ goroutine, op }) => [goroutine.name, op])).toEqual([
      ['a', 'start'],
      ['b', 'start'],
      ['c', 'start'],
    ]);
    expect(seen.flat()).toContainEqual(expect.objectContaining({ op: 'chan send', on: 'chan #1 (cap 0)' }));
  });

  test('decides which case a select takes', async () => {
    for (const index of [0, 1, 2]) {
      const chooser: Chooser = { next: () => 0, pick: (n) => (expect(n).toBe(3), index) };
      const c = new Chan<number>(5);
      await bubble(
        async () => {
          await c.send(1);
          const it = await select([recv(c), recv(Chan.nil()), send(c, 2), recv(c)]);
          expect(it.index).toBe([0, 2, 3][index]);
        },
        { chooser },
      );
    }
  });

  test('with the same seed gives the same run, with others others', async () => {
    const runs = new Map<number, string>();
    for (let seed = 0; seed < 20; seed++) {
      for (let again = 0; again < 3; again++) {
        const log: string[] = [];
        await bubble(program(log), { chooser: seeded(seed) });
        expect(runs.get(seed) ?? log.join()).toBe(log.join());
        runs.set(seed, log.join());
      }
    }
    expect(new Set(runs.values()).size).toBeGreaterThan(3);
  });

  test('finds what one order hides', async () => {
    // Check, await, act: right as long as nobody comes in between.
    const program2 = async (): Promise<void> => {
      let free = 1;
      const wg = new WaitGroup();
      for (let i = 0; i < 2; i++) {
        wg.go(async () => {
          if (free === 0) return;
          await gosched();
          free--;
          await gosched();
        });
      }
      await wg.wait();
      expect(free).toBe(0);
    };
    const failed: unknown[] = [];
    for (let seed = 0; seed < 20; seed++) {
      await bubble(program2, { chooser: seeded(seed) }).catch((error: unknown) => failed.push(error));
    }
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThan(20);
  });
});

describe('a bubble', () => {
  test('fails when goroutines or alarms are left', async () => {
    await expect(bubble(() => go('left', () => Chan.nil().recv()))).rejects.toThrow(
      /the program has ended, but 1 goroutines and 0 alarms are left\n\ngoroutine 2 \[chan receive \(nil chan\)\]: left/,
    );
    await expect(bubble(() => void time.afterFunc(5, () => undefined))).rejects.toThrow(LeakError);
    await expect(bubble(() => void context.withTimeout(context.background(), 5))).rejects.toThrow('1 alarms');
  });

  test('can be driven without leaving the turn of the event loop', async () => {
    // What a search does that runs many schedules: microtasks are run by somebody else, at once.
    let drained = 0;
    const drain = async (): Promise<void> => {
      drained++;
      for (let i = 0; i < 10; i++) await Promise.resolve();
    };
    const value = await bubble(
      async () => {
        const c = new Chan<number>();
        go(() => c.send(7));
        return (await c.recv()).value;
      },
      { drain },
    );
    expect([value, drained > 2]).toEqual([7, true]);
  });
});

test('what is on is numbered by kind, in the order of appearance', async () => {
  const run = await new SteeredRuntime().run(async () => {
    const [rw, s1, s2] = [new RWMutex(), new Semaphore(0), new Semaphore(0)];
    await rw.lock();
    go('a', () => s1.acquire());
    go('b', () => rw.rLock());
    go('c', () => s2.acquire());
    go('d', () => s1.acquire());
    go('e', () => rw.lock());
    await time.sleep(1);
  });
  expect(run.blocked.map(({ waits }) => `${waits[0]?.op} ${waits[0]?.on}`)).toEqual([
    'semaphore.Acquire Semaphore #1',
    'sync.RWMutex.RLock RWMutex #1',
    'semaphore.Acquire Semaphore #2',
    'semaphore.Acquire Semaphore #1',
    'sync.RWMutex.Lock RWMutex #1',
  ]);
});
