import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  Chan,
  context,
  go,
  gosched,
  Mutex,
  NativeRuntime,
  type Panic,
  recv,
  type Runtime,
  select,
  setRuntime,
  time,
  WaitGroup,
} from './index.ts';

let runtime: NativeRuntime;
let before: Runtime;
const panics: Panic[] = [];

beforeEach(() => {
  panics.length = 0;
  runtime = new NativeRuntime({ onPanic: (panic) => panics.push(panic) });
  before = setRuntime(runtime);
});

afterEach(() => {
  setRuntime(before);
});

describe('a goroutine', () => {
  test('starts after its caller has gone on, in the order of starting', async () => {
    const order: string[] = [];
    const wg = new WaitGroup();
    wg.go(() => order.push('first'));
    wg.go(() => order.push('second'));
    order.push('caller');
    await wg.wait();
    expect(order).toEqual(['caller', 'first', 'second']);
  });

  test('counts until it has returned', async () => {
    const end = new Chan<never>();
    go(() => end.recv());
    go('short', () => undefined);
    expect(runtime.goroutines).toBe(2);
    await time.sleep(1);
    expect([runtime.goroutines, runtime.parked]).toEqual([1, 1]);
    end.close();
    await time.sleep(1);
    expect([runtime.goroutines, runtime.parked, runtime.alarms]).toEqual([0, 0, 0]);
  });

  test('must be a function', () => {
    expect(() => go('name', undefined as unknown as () => void)).toThrow(TypeError);
    expect(runtime.goroutines).toBe(0);
  });
});

describe('an error that escapes a goroutine', () => {
  test('reaches onPanic with the name and the place of its start', async () => {
    const failing = async function worker(): Promise<void> {
      await gosched();
      throw new Error('later');
    };
    go(failing);
    go('named', () => {
      throw new Error('at once');
    });
    go(() => Promise.reject(new TypeError('without a name')));
    await time.sleep(1);
    const seen = panics.map(({ name, error }) => [name, (error as Error).message]);
    expect(seen.toSorted(([a = ''], [b = '']) => a.localeCompare(b))).toEqual([
      ['goroutine', 'without a name'],
      ['named', 'at once'],
      ['worker', 'later'],
    ]);
    for (const { origin } of panics) expect(origin.place).toMatch(/native-runtime\.test\.ts:\d+:\d+$/);
    expect(runtime.goroutines).toBe(0);
  });

  test('of wg.go, time.afterFunc and context.afterFunc names the place of the call, too', async () => {
    const fail = (): never => {
      throw new Error('failed');
    };
    new WaitGroup().go(fail);
    time.afterFunc(0, fail);
    const [ctx, cancel] = context.withCancel(context.background());
    context.afterFunc(ctx, fail);
    cancel();
    while (panics.length < 3) await time.sleep(1);
    expect(panics).toHaveLength(3);
    for (const { origin, name } of panics) {
      expect(origin.place).toMatch(/native-runtime\.test\.ts:\d+:\d+$/);
      expect(name).toBe('fail');
    }
  });
});

describe('turns of the event loop', () => {
  test('are taken while goroutines keep each other busy, and nothing gets out of order', async () => {
    const c = new Chan<number>();
    const n = 20_000;
    let turned = false;
    const wg = new WaitGroup();
    wg.go(async () => {
      for (let i = 0; i < n; i++) await c.send(i);
      c.close();
    });
    time.afterFunc(0, () => {
      turned = true;
    });
    let next = 0;
    let turnedAt = n;
    for await (const value of c) {
      expect(value).toBe(next++);
      if (turned && turnedAt === n) turnedAt = value;
    }
    await wg.wait();
    expect(next).toBe(n);
    expect(turnedAt).toBeLessThan(n);
  });

  test('are taken also while goroutines only start goroutines', async () => {
    let turned = false;
    let started = 0;
    const done = new Chan<never>();
    const chain = (): void => {
      started++;
      if (turned) done.close();
      else go(chain);
    };
    time.afterFunc(0, () => {
      turned = true;
    });
    chain();
    await done.recv();
    expect(started).toBeGreaterThan(100);
  });

  test('are taken also by one goroutine that never waits', async () => {
    const loop = { turned: false };
    time.afterFunc(0, () => {
      loop.turned = true;
    });
    const m = new Mutex();
    while (!loop.turned) {
      await m.lock();
      m.unlock();
    }
    expect(m.tryLock()).toBe(true);
  });
});

describe('time', () => {
  test('is that of the wall clock, and never goes back', () => {
    let last = time.now();
    // oxlint-disable-next-line no-restricted-globals -- the clock to compare with
    expect(Math.abs(last - Date.now())).toBeLessThan(5000);
    for (let i = 0; i < 1000; i++) {
      const now = time.now();
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
  });

  test('alarms ring in the order of their times, equal ones in that of their arming, never early', async () => {
    const rung: string[] = [];
    const start = time.now();
    const wg = new WaitGroup();
    for (const [ms, name] of [
      [30, 'c'],
      [10, 'a1'],
      [20, 'b'],
      [10, 'a2'],
    ] as const) {
      const at = start + ms;
      wg.add(1);
      runtime.arm(at, () => {
        rung.push(name);
        expect(time.now()).toBeGreaterThanOrEqual(at);
        wg.done();
      });
    }
    await wg.wait();
    expect(rung).toEqual(['a1', 'a2', 'b', 'c']);
  });

  test('a cancelled alarm does not ring and is not kept; the others do', async () => {
    const rung: number[] = [];
    const alarms = [3, 1, 2].map((ms) => runtime.arm(time.now() + ms, () => rung.push(ms)));
    alarms[1]?.cancel();
    alarms[1]?.cancel();
    expect(runtime.alarms).toBe(2);
    await time.sleep(8);
    expect(rung).toEqual([2, 3]);
    alarms[0]?.cancel();
    expect(runtime.alarms).toBe(0);
  });

  test('that somebody looks at before its alarm could ring is delivered once', async () => {
    /** A machine on which the event loop was kept busy for a while. */
    class LateRuntime extends NativeRuntime {
      lateMs = 0;

      override now(): number {
        return super.now() + this.lateMs;
      }
    }
    for (const make of [time.newTimer, time.newTicker]) {
      const late = new LateRuntime();
      setRuntime(late);
      const timer = make(30_000);
      const end = new Chan<never>();
      const waiting = [1, 2].map(() => select([recv(timer.C), recv(end)]));
      expect([late.parked, late.alarms]).toEqual([2, 1]);
      late.lateMs = 45_000;
      expect(timer.C.tryRecv()).toBeUndefined();
      expect([late.parked, late.alarms]).toEqual([1, make === time.newTimer ? 0 : 1]);
      end.close();
      expect((await Promise.all(waiting)).map(({ index }) => index)).toEqual([0, 1]);
      expect([late.parked, late.alarms]).toEqual([0, 0]);
    }
  });

  test('waits beyond the longest delay of the platform do not end early', async () => {
    const [ctx, cancel] = context.withTimeout(context.background(), 15);
    for (const ms of [2 ** 31, 2 ** 40, Infinity]) {
      await expect(time.sleep(ms, ctx)).rejects.toBe(context.deadlineExceeded);
    }
    cancel();
    expect(runtime.alarms).toBe(0);
  });

  test('an earlier alarm than the one that is set is heeded', async () => {
    const late = runtime.arm(time.now() + 60_000, () => undefined);
    const it = await select([recv(time.after(2)), recv(time.after(50_000))]);
    expect(it.index).toBe(0);
    late.cancel();
    expect(runtime.alarms).toBe(0);
  });
});

describe('as a program', () => {
  const run = promisify(execFile);
  const index = new URL('./index.ts', import.meta.url).href;
  const program = (body: string): Promise<{ stdout: string; stderr: string; code?: number }> =>
    run(process.execPath, ['--input-type=module', '-e', `import * as g from '${index}';\n${body}`]).catch(
      (error: unknown) => error as { stdout: string; stderr: string; code: number },
    );

  test('a panic fails it, with name and place; the starter’s catch does not help', async () => {
    const { code, stderr, stdout } = await program(`
      try { g.go('worker', async () => { throw new RangeError('boom'); }); } catch {}
      await g.time.sleep(100);
      console.log('survived');`);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /GoroutinePanicError: panic: boom \[goroutine worker, started at .*\[eval1\]:3:15\]/,
    );
    expect(stderr).toContain('RangeError: boom');
  });

  test('timers that nobody waits for do not keep it running', async () => {
    const { code, stdout } = await program(`
      g.time.newTicker(1000); g.time.after(1e9);
      const c = new g.Chan(1); c.trySend(1);
      await g.select([g.recv(g.time.after(1e9)), g.recv(c)]);
      console.log('over');`);
    expect([code, stdout]).toEqual([undefined, 'over\n']);
  });

  test('a signal is delivered to a channel, and ends the process again afterwards', async () => {
    const { stdout, signal } = (await program(`
      const c = new g.Chan(1);
      const keep = g.time.newTimer(60_000);
      g.go(async () => { await keep.C.recv(); });
      { using _ = g.signalNotify(c, 'SIGTERM', 'SIGUSR2');
        process.kill(process.pid, 'SIGUSR2');
        console.log((await c.recv()).value);
        process.kill(process.pid, 'SIGTERM');
        console.log((await c.recv()).value); }
      process.kill(process.pid, 'SIGTERM');
      await keep.C.recv();`)) as { stdout: string; signal?: string };
    expect([stdout, signal]).toEqual(['SIGUSR2\nSIGTERM\n', 'SIGTERM']);
  });
});
