import { recv, select, trySelect, WaitGroup } from '@katas/goroutine';
import { everySchedule } from '@katas/kata/schedules';
import { looksLike, test } from '@katas/kata/suite';
import type { Timer } from '#solution';
import { expect } from 'vitest';
import { atRest, fresh, gives, givesNothing, withProgram } from './expectation.ts';
import { settled } from './fake-clock.ts';
import { panicsOf } from './panics.ts';
import { raceOfStop } from './race-of-stop.ts';
import { timerCosts } from './timer-costs.ts';
import { anyProgramOf } from './timer-program.ts';

test(
  { en: 'afterFunc calls its function once, when it is due', zh: 'afterFunc 到期时调用函数一次' },
  async () => {
    await withProgram('timers.afterFunc(10, f)', async () => {
      const { clock, timers } = fresh();
      let calls = 0;
      timers.afterFunc(10, () => calls++);
      await clock.advance(9);
      expect(calls, 'calls of f after 9 ms').toBe(0);
      await clock.advance(1);
      expect(calls, 'calls of f after 10 ms').toBe(1);
      await clock.advance(100);
      expect(calls, 'calls of f 100 ms later').toBe(1);
      atRest(clock);
    });
  },
);

test(
  {
    en: 'the function runs in a goroutine of its own, not within another call',
    zh: '函数在自己的协程里运行，而不是在别的调用之中',
  },
  async () => {
    for (const ms of [0, -4]) {
      await withProgram(`timers.afterFunc(${ms}, f)`, async () => {
        const { clock, timers } = fresh();
        let calls = 0;
        const timer = timers.afterFunc(ms, () => calls++);
        expect(calls, 'calls of f before afterFunc has returned').toBe(0);
        await clock.advance(0);
        expect(calls, 'calls of f without any time passing').toBe(1);
        timer.reset(ms);
        expect(calls, 'calls of f before reset has returned').toBe(1);
        await clock.advance(0);
        expect(calls, 'calls of f after reset').toBe(2);
        atRest(clock);
      });
    }
    await withProgram('timers.afterFunc(10, f); the clock rings', async () => {
      const { clock, timers } = fresh();
      let calls = 0;
      timers.afterFunc(10, () => calls++);
      clock.move(10);
      await looksLike('calls-within-wake', () =>
        expect(calls, 'calls of f before wake has returned').toBe(0),
      );
      await settled();
      expect(calls, 'calls of f afterwards').toBe(1);
    });
  },
);

test(
  {
    en: 'a function that throws or waits disturbs no other timer',
    zh: '函数抛错或阻塞，都不影响其他定时器',
  },
  async () => {
    await withProgram('timers.afterFunc(10, () => { throw … }) among others of 10 ms', async () => {
      const { clock, timers } = fresh();
      const called: string[] = [];
      const panics = await panicsOf(async () => {
        timers.afterFunc(10, () => void called.push('f'));
        timers.afterFunc(10, () => {
          throw new Error('thrown by a function of afterFunc');
        });
        timers.afterFunc(10, () => void called.push('g'));
        const C = timers.after(10);
        const later = timers.after(12);
        await clock.advance(10);
        expect(called, 'functions called').toEqual(['f', 'g']);
        gives(C, 10, 'of a timer of 10 ms beside them');
        await clock.advance(2);
        gives(later, 12, 'of a timer of 12 ms');
      });
      expect(panics, 'what has reached the runtime as panics of goroutines').toEqual([
        'thrown by a function of afterFunc',
      ]);
      atRest(clock);
    });
    await withProgram('timers.afterFunc(10, async () => { await C.recv(); … })', async () => {
      const { clock, timers } = fresh();
      const called: unknown[] = [];
      const C = timers.after(30);
      const waits: () => unknown = async () => {
        called.push((await C.recv()).value);
      };
      timers.afterFunc(10, waits);
      timers.afterFunc(20, () => void called.push('g'));
      await clock.advance(30);
      expect(called, 'what was called, and received').toEqual(['g', 30]);
    });
  },
);

test(
  { en: 'a function may use the timers, its own too', zh: '函数里可以操作定时器，包括它自己' },
  async () => {
    await withProgram('const timer = timers.afterFunc(10, () => timer.reset(10))', async () => {
      const { clock, timers } = fresh();
      const called: number[] = [];
      const answers: boolean[] = [];
      const timer: Timer = timers.afterFunc(10, () => {
        called.push(clock.now());
        if (called.length < 4) answers.push(timer.reset(10));
      });
      await clock.advance(100);
      expect(called, 'times at which f was called').toEqual([10, 20, 30, 40]);
      expect(answers, 'what reset(10) returned within f').toEqual([false, false, false]);
      atRest(clock);
    });
    await withProgram('timers.afterFunc(10, () => { other.stop(); timers.afterFunc(0, g); })', async () => {
      const { clock, timers } = fresh();
      const called: string[] = [];
      const other = timers.afterFunc(15, () => void called.push('other'));
      timers.afterFunc(10, () => {
        called.push(`f, other.stop() → ${other.stop()}`);
        timers.afterFunc(0, () => void called.push('g'));
        timers.afterFunc(3, () => void called.push('h'));
      });
      await clock.advance(50);
      expect(called, 'what was called').toEqual(['f, other.stop() → true', 'g', 'h']);
      atRest(clock);
    });
  },
);

test(
  {
    en: 'stop and reset of a function say whether they were in time',
    zh: '对 afterFunc 的 stop 与 reset 如实返回是否来得及',
  },
  async () => {
    await withProgram('const timer = timers.afterFunc(10, f)', async () => {
      const { clock, timers } = fresh();
      let calls = 0;
      const timer = timers.afterFunc(10, () => calls++);
      await clock.advance(5);
      expect(timer.reset(10), 'reset(10) at 5').toBe(true);
      await clock.advance(9);
      expect(calls, 'calls of f at 14').toBe(0);
      await clock.advance(1);
      expect(calls, 'calls of f at 15').toBe(1);
      expect(timer.stop(), 'stop() after f was called').toBe(false);
      expect(timer.reset(5), 'reset(5) after f was called').toBe(false);
      expect(timer.stop(), 'stop() after reset(5)').toBe(true);
      expect(timer.stop(), 'stop() once more').toBe(false);
      await clock.advance(50);
      expect(calls, 'calls of f 50 ms later').toBe(1);
      expect(() => timer.reset(Number.NaN), 'reset(NaN)').toThrow(Error);
      expect(() => timers.afterFunc(Number.NaN, () => calls++), 'afterFunc(NaN, f)').toThrow(Error);
      expect(timer.reset(5), 'reset(5)').toBe(false);
      await clock.advance(5);
      expect(calls, 'calls of f 5 ms later').toBe(2);
      atRest(clock);
    });
  },
);

test({ en: 'the channel of a function is nil', zh: 'afterFunc 的通道是 nil 通道' }, async () => {
  await withProgram('const { C } = timers.afterFunc(10, f)', async () => {
    const { clock, timers } = fresh();
    const timer = timers.afterFunc(10, () => undefined);
    const other = timers.after(10);
    givesNothing(timer.C, 'before f is called');
    expect(timer.C.len, 'C.len').toBe(0);
    await clock.advance(10);
    givesNothing(timer.C, 'when f was called');
    expect(trySelect([recv(timer.C)]), 'trySelect([recv(C)])').toBe(undefined);
    const taken = await select([recv(timer.C), recv(other)]);
    expect(taken.index, 'the case that select([recv(C), recv(other)]) takes').toBe(1);
    timer.stop();
    givesNothing(timer.C, 'after stop()');
  });
});

test(
  {
    en: 'functions with equal deadlines are called in the order of their creation',
    zh: '到期时间相同的函数按创建顺序调用',
  },
  async () => {
    await withProgram('30 functions, all due at 100, some of them created earlier', async () => {
      for (const passing of ['advance', 'oversleep'] as const) {
        const { clock, timers } = fresh();
        const called: number[] = [];
        for (let i = 0; i < 30; i++) {
          if (i % 4 === 3) await clock.advance(i % 8);
          timers.afterFunc(100 - clock.now(), () => void called.push(i));
          timers.afterFunc(200 - i, () => undefined);
        }
        await clock[passing](100 - clock.now());
        expect(called, 'functions called, in order').toEqual(Array.from({ length: 30 }, (_, i) => i));
      }
    });
  },
);

test(
  { en: 'stop is true exactly when the function is not called', zh: 'stop 返回 true 当且仅当函数不会被调用' },
  async () => {
    await everySchedule({
      program: 'timers.afterFunc(10, f); clock: 10 ms pass | B: timer.stop()',
      lanes: ['main', 'clock', 'B'],
      bound: 2,
      looksLike: raceOfStop,
      run: async () => {
        const { clock, timers } = fresh();
        let calls = 0;
        let stopped: boolean | undefined;
        const timer = timers.afterFunc(10, () => calls++);
        const group = new WaitGroup();
        group.go('clock', () => clock.move(10));
        group.go('B', () => {
          stopped = timer.stop();
        });
        await group.wait();
        return () => {
          clock.check();
          return (
            calls === (stopped === true ? 0 : 1) ||
            `stop() returned ${String(stopped)}, and f was called ${calls} times`
          );
        };
      },
    });
  },
);

test(
  {
    en: 'reset is true exactly when the earlier call does not happen',
    zh: 'reset 返回 true 当且仅当之前那次调用不会发生',
  },
  async () => {
    await everySchedule({
      program: 'timers.afterFunc(10, f); clock: 10 ms pass | B: timer.reset(20); then main: 40 ms pass',
      lanes: ['main', 'clock', 'B'],
      bound: 2,
      looksLike: raceOfStop,
      run: async () => {
        const { clock, timers } = fresh();
        let calls = 0;
        let active: boolean | undefined;
        const timer = timers.afterFunc(10, () => calls++);
        const group = new WaitGroup();
        group.go('clock', () => clock.move(10));
        group.go('B', () => {
          active = timer.reset(20);
        });
        await group.wait();
        clock.move(40);
        return () => {
          clock.check();
          return (
            calls === (active === true ? 1 : 2) ||
            `reset(20) returned ${String(active)}, and f was called ${calls} times`
          );
        };
      },
    });
  },
);

test(
  {
    en: 'any program of timers, tickers and functions does what a plain list would',
    zh: '定时器、周期定时器与函数的任意组合都与一个普通列表的行为一致',
  },
  async () => {
    await anyProgramOf({ kinds: ['newTimer', 'newTicker', 'afterFunc'], changes: true }, 100);
  },
);

timerCosts();
