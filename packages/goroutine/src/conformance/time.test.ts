// Go: src/time/sleep_test.go, src/time/tick_test.go, in virtual time
import { describe, expect, test } from 'vitest';
import {
  Chan,
  go,
  NativeRuntime,
  recv,
  type RecvChan,
  select,
  setRuntime,
  type Ticker,
  time,
  TimeError,
  type Timer,
  WaitGroup,
} from '../index.ts';
import { settle, underSchedules } from './run.ts';

describe('time/sleep_test.go', () => {
  test(
    'TestSleep',
    underSchedules(async () => {
      const start = time.now();
      await time.sleep(100);
      expect(time.now() - start).toBe(100);
      await time.sleep(0);
      await time.sleep(-5);
      expect(time.now() - start).toBe(100);
    }),
  );

  test(
    'TestAfterFunc',
    underSchedules(async () => {
      // Each call starts the next one.
      let left = 10;
      const c = new Chan<boolean>();
      const step = async (): Promise<void> => {
        left--;
        if (left >= 0) time.afterFunc(0, step);
        else await c.send(true);
      };
      time.afterFunc(0, step);
      await c.recv();
      expect(left).toBe(-1);
    }),
  );

  test(
    'TestAfterStress',
    underSchedules(async () => {
      const pending = Array.from({ length: 200 }, (_, i) => time.after((i * 7919) % 101));
      const times: number[] = [];
      for (const c of pending) times.push((await c.recv()).value as number);
      expect(times).toEqual(pending.map((_, i) => (i * 7919) % 101));
    }),
  );

  test('TestAfterFuncStarvation', async () => {
    // Two goroutines that hand each other values must not keep a timer from firing: with the native Runtime.
    const there = new Chan<boolean>();
    const back = new Chan<boolean>();
    let stop = false;
    const wg = new WaitGroup();
    wg.go(async () => {
      for await (const value of there) {
        if (stop) break;
        await back.send(value);
      }
      back.close();
    });
    wg.go(async () => {
      for await (const value of back) await there.send(value);
    });
    time.afterFunc(1, () => {
      stop = true;
    });
    await there.send(true);
    await wg.wait();
    expect(stop).toBe(true);
  });

  test(
    'TestAfter',
    underSchedules(async () => {
      const start = time.now();
      const { value } = await time.after(100).recv();
      expect([value, time.now()]).toEqual([start + 100, start + 100]);
    }),
  );

  test(
    'TestAfterTick',
    underSchedules(async () => {
      const start = time.now();
      for (let i = 1; i <= 10; i++) {
        await time.after(20).recv();
        expect(time.now() - start).toBe(20 * i);
      }
    }),
  );

  test(
    'TestAfterStop',
    underSchedules(async () => {
      const c = new Chan<boolean>(1);
      const t0 = time.afterFunc(30, () => undefined);
      const t1 = time.afterFunc(50, () => c.trySend(true));
      const t2 = time.afterFunc(100, () => c.trySend(true));
      expect([t0.stop(), t1.stop(), t1.stop()]).toEqual([true, true, false]);
      await time.sleep(75);
      expect(c.len).toBe(0);
      expect(t2.stop()).toBe(true);
      await time.sleep(150);
      expect(c.len).toBe(0);
    }),
  );

  test(
    'TestAfterQueuing',
    underSchedules(async () => {
      const slots = [5, 3, 6, 6, 6, 1, 1, 2, 7, 9, 4, 8, 0];
      const fired: [number, number][] = [];
      const wg = new WaitGroup();
      const start = time.now();
      slots.forEach((slot, i) =>
        wg.go(async () => {
          const { value } = await time.after(slot * 100).recv();
          fired.push([slot, i]);
          expect((value as number) - start).toBe(slot * 100);
        }),
      );
      await wg.wait();
      expect(fired.map(([slot]) => slot)).toEqual(slots.toSorted((a, b) => a - b));
    }),
  );

  test(
    'TestTimerStopStress',
    underSchedules(async () => {
      for (let i = 0; i < 100; i++) {
        const timer = time.afterFunc(2, () => expect.unreachable('a stopped timer fired'));
        await time.sleep(1);
        expect(timer.stop()).toBe(true);
      }
    }),
  );

  test(
    'TestSleepZeroDeadlock',
    underSchedules(async () => {
      const c = new Chan<boolean>();
      go(async () => {
        for (let i = 0; i < 50; i++) await time.sleep(1);
        await c.send(true);
      });
      for (let i = 0; i < 50; i++) {
        const timer = time.newTimer(0);
        await time.sleep(0);
        timer.stop();
      }
      await c.recv();
    }),
  );

  test(
    'TestReset',
    underSchedules(async () => {
      const timer = time.newTimer(100);
      await time.sleep(50);
      expect(timer.reset(150)).toBe(true);
      await time.sleep(100);
      expect(timer.C.tryRecv()).toBeUndefined();
      await time.sleep(100);
      expect(timer.C.tryRecv()).toEqual({ value: expect.any(Number), ok: true });
      expect(timer.reset(50)).toBe(false);
      expect(timer.stop()).toBe(true);
    }),
  );

  test('TestOverflowSleep', async () => {
    // With the native Runtime, whose platform timers are cut off at 2³¹ ms.
    for (const ms of [Infinity, Number.MAX_SAFE_INTEGER, 2 ** 31, 2 ** 32 + 1]) {
      const timer = time.newTimer(ms);
      const first = await select([recv(timer.C), recv(time.after(20))]);
      expect(first.index).toBe(1);
      expect(timer.stop()).toBe(true);
    }
    expect((await time.after(-Infinity).recv()).ok).toBe(true);
  });

  test('TestIssue5745', async () => {
    // A panic inside afterFunc's function must not keep other timers from working.
    const panics: unknown[] = [];
    const before = setRuntime(new NativeRuntime({ onPanic: ({ error }) => panics.push(error) }));
    try {
      time.afterFunc(0, () => {
        throw new Error('inside');
      });
      await time.after(20).recv();
      // On a late machine both alarms ring at once, and the function runs in a goroutine of its own.
      while (panics.length === 0) await time.sleep(1);
      const timer = time.newTimer(1000);
      expect(timer.stop()).toBe(true);
    } finally {
      setRuntime(before);
    }
    expect(panics).toEqual([new Error('inside')]);
  });

  test(
    'TestStopResult',
    underSchedules(() => stopsOrDelivers((timer) => timer.stop())),
  );

  test(
    'TestResetResult',
    underSchedules(() => stopsOrDelivers((timer) => timer.reset(1000))),
  );

  test(
    'TestMultiWakeupTimer',
    underSchedules(async () => {
      const timer = time.newTimer(10);
      const wg = new WaitGroup();
      let woken = 0;
      for (const sooner of [true, false]) {
        wg.go(async () => {
          const it = await select([recv(timer.C), recv(time.after(50))]);
          if (it.index === 0) woken++;
          expect(sooner || it.index === 1 || woken === 1).toBe(true);
        });
      }
      await wg.wait();
      expect(woken).toBe(1);
    }),
  );

  test(
    'TestMultiWakeupTicker',
    underSchedules(async () => {
      const ticker = time.newTicker(10);
      const wg = new WaitGroup();
      const ticks: number[] = [];
      const start = time.now();
      for (let i = 0; i < 2; i++) {
        wg.go(async () => {
          for (let n = 0; n < 3; n++) ticks.push(((await ticker.C.recv()).value as number) - start);
        });
      }
      await wg.wait();
      expect(ticks).toEqual([10, 20, 30, 40, 50, 60]);
    }),
  );
});

describe('time/tick_test.go', () => {
  test(
    'TestTicker',
    underSchedules(async () => {
      const ticker = time.newTicker(100);
      const start = time.now();
      for (let i = 0; i < 5; i++) await ticker.C.recv();
      ticker.reset(20);
      for (let i = 0; i < 5; i++) await ticker.C.recv();
      ticker.stop();
      expect(time.now() - start).toBe(600);
      await time.sleep(500);
      expect(ticker.C.tryRecv()).toBeUndefined();
    }),
  );

  test(
    'TestTeardown',
    underSchedules(async () => {
      for (let i = 0; i < 3; i++) {
        const ticker = time.newTicker(10);
        await ticker.C.recv();
        ticker.stop();
      }
    }),
  );

  test(
    'TestTick',
    underSchedules(async () => {
      expect(time.tick(-1)).toBe(Chan.nil());
      expect(time.tick(0)).toBe(Chan.nil());
      expect((await time.tick(5).recv()).value).toBe(time.now());
    }),
  );

  test('TestNewTickerLtZeroDuration', () => {
    for (const ms of [-1, 0]) {
      expect(() => time.newTicker(ms)).toThrow(new TimeError('non-positive interval for NewTicker'));
    }
  });

  test('TestTickerResetLtZeroDuration', () => {
    const ticker = time.newTicker(1000);
    for (const ms of [-1, 0]) {
      expect(() => ticker.reset(ms)).toThrow(new TimeError('non-positive interval for Ticker.Reset'));
    }
  });

  test(
    'TestLongAdjustTimers',
    underSchedules(async () => {
      const wg = new WaitGroup();
      let fired = 0;
      for (let i = 0; i < 300; i++) {
        const timer = time.newTimer(60_000);
        timer.reset(5 + (i % 3));
        wg.go(async () => {
          await timer.C.recv();
          fired++;
        });
      }
      await wg.wait();
      expect(fired).toBe(300);
    }),
  );

  test('TestTimerGC', () => {
    // What nobody waits for holds nothing: no alarm is armed, so nothing refers to the timers.
    const runtime = new NativeRuntime();
    const before = setRuntime(runtime);
    try {
      for (let i = 0; i < 1000; i++) {
        time.newTimer(1_000_000);
        time.newTicker(1_000_000);
        time.after(1_000_000);
      }
      expect(runtime.alarms).toBe(0);
    } finally {
      setRuntime(before);
    }
  });

  describe('TestChan', () => {
    const kinds: [string, () => (Timer | Ticker) & { reset(ms: number): unknown }][] = [
      ['Timer', () => time.newTimer(10)],
      ['Ticker', () => time.newTicker(10)],
    ];
    for (const [kind, make] of kinds) {
      test(
        `${kind}: no value of an earlier setting is received`,
        underSchedules(async () => {
          const timer = make();
          await time.sleep(15);
          timer.reset(10_000);
          expect(timer.C.tryRecv()).toBeUndefined();
          timer.reset(10);
          await time.sleep(15);
          timer.stop();
          expect(timer.C.tryRecv()).toBeUndefined();
          expect(await select([recv(timer.C), recv(time.after(100))])).toMatchObject({ index: 1 });
        }),
      );

      test(
        `${kind}: the channel shows no length and no capacity`,
        underSchedules(async () => {
          const timer = make();
          expect([timer.C.len, timer.C.cap]).toEqual([0, 0]);
          await time.sleep(15);
          expect([timer.C.len, timer.C.cap]).toEqual([0, 0]);
          expect(timer.C.tryRecv()).toMatchObject({ ok: true });
        }),
      );

      test(
        `${kind}: reset while somebody waits moves the wake-up`,
        underSchedules(async () => {
          const timer = make();
          const start = time.now();
          const wg = new WaitGroup();
          let at: number | undefined;
          wg.go(async () => {
            at = (await timer.C.recv()).value;
          });
          await settle();
          timer.reset(100);
          await wg.wait();
          timer.stop();
          expect(at).toBe(start + 101);
        }),
      );

      test(
        `${kind}: two that wait get one time each`,
        underSchedules(async () => {
          const timer = make();
          const got: RecvChan<number>[] = [];
          const wg = new WaitGroup();
          for (let i = 0; i < 2; i++) {
            wg.go(async () => {
              const it = await select([recv(timer.C), recv(time.after(15))]);
              if (it.index === 0) got.push(timer.C);
            });
          }
          await wg.wait();
          expect(got).toHaveLength(1);
        }),
      );

      test(
        `${kind}: stop while somebody waits leaves them waiting`,
        underSchedules(async () => {
          const timer = make();
          const wg = new WaitGroup();
          const done = new Chan<never>();
          wg.go(async () => {
            expect((await select([recv(timer.C), recv(done)])).index).toBe(1);
          });
          await settle();
          timer.stop();
          await time.sleep(100);
          done.close();
          await wg.wait();
        }),
      );
    }
  });

  test(
    'TestAfterTimes',
    underSchedules(async () => {
      const start = time.now();
      const c = time.after(10);
      await time.sleep(60);
      expect((await c.recv()).value).toBe(start + 10);
    }),
  );

  test(
    'TestTickTimes',
    underSchedules(async () => {
      const start = time.now();
      const c = time.tick(10);
      await time.sleep(62);
      expect((await c.recv()).value).toBe(start + 10);
      expect((await c.recv()).value).toBe(start + 70);
    }),
  );
});

/** When the result is false, the time must be receivable or received; when true, it must never be. */
async function stopsOrDelivers(testFunc: (timer: Timer) => boolean): Promise<void> {
  for (let i = 0; i < 10; i++) {
    const timer = time.newTimer(1);
    const start = new Chan<never>();
    const done = new WaitGroup();
    let received = 0;
    let prevented = 0;
    done.go(async () => {
      await start.recv();
      await time.sleep(1);
      if (testFunc(timer)) prevented++;
    });
    done.go(async () => {
      await start.recv();
      const it = await select([recv(timer.C), recv(time.after(10))]);
      if (it.index === 0) received++;
    });
    start.close();
    await done.wait();
    timer.stop();
    expect(received + prevented).toBe(1);
  }
}
