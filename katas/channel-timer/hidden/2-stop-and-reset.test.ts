import { recv, trySelect } from '@katas/goroutine';
import { looksLike, test } from '@katas/kata/suite';
import { expect } from 'vitest';
import {
  atRest,
  emptyAndOpen,
  fresh,
  gives,
  givesNothing,
  goesOnWaiting,
  withProgram,
  within,
} from './expectation.ts';
import { firesInItsMoment } from './moments.ts';
import { receivers } from './receivers.ts';
import { chance, shuffled } from './shuffled.ts';
import { stopRaces } from './stop-races.ts';
import { anyProgramOf } from './timer-program.ts';

test(
  { en: 'a pending timer is stopped once', zh: '未到期的定时器：第一次 stop 返回 true，之后返回 false' },
  async () => {
    await withProgram('const timer = timers.newTimer(10); timer.stop(); timer.stop()', async () => {
      const { clock, timers } = fresh();
      const timer = timers.newTimer(10);
      await clock.advance(9);
      expect(timer.stop(), 'stop()').toBe(true);
      expect(timer.stop(), 'stop() once more').toBe(false);
      atRest(clock);
      await clock.advance(100);
      givesNothing(timer.C, 'after stop()');
      expect(timer.stop(), 'stop() 100 ms later').toBe(false);
    });
  },
);

test(
  {
    en: 'a timer that has fired is stopped in time as long as nobody has received',
    zh: '已触发但无人读取的定时器仍算停得住：stop 返回 true，之后什么也收不到',
  },
  async () => {
    await withProgram(
      'const timer = timers.newTimer(10); // 10 ms pass\ntimer.stop(); timer.C.tryRecv()',
      async () => {
        const { clock, timers } = fresh();
        const timer = timers.newTimer(10);
        await clock.advance(10);
        await looksLike('forgets-the-unread', () => {
          expect(timer.stop(), 'stop() of a timer that has fired and was not read').toBe(true);
        });
        emptyAndOpen(timer.C, 'after stop()');
        expect(trySelect([recv(timer.C)]), 'trySelect([recv(C)]) after stop()').toBe(undefined);
        expect(timer.stop(), 'stop() once more').toBe(false);
        await clock.advance(50);
        emptyAndOpen(timer.C, '50 ms after stop()');
        atRest(clock);
      },
    );
    await withProgram('timers.newTimer(10); the clock rings late; stop()', async () => {
      const { clock, timers } = fresh();
      const timer = timers.newTimer(10);
      await clock.oversleep(500);
      expect(timer.stop(), 'stop() of a timer that has fired late and was not read').toBe(true);
      emptyAndOpen(timer.C, 'after stop()');
    });
  },
);

test(
  {
    en: 'a timer that is overdue is stopped in time as long as the clock has not rung',
    zh: '过了期但时钟还没响，定时器仍算停得住',
  },
  async () => {
    const overdue = 'const timer = timers.newTimer(10); // it is 14, and the clock has not rung';
    await withProgram(`${overdue}\ntimer.stop()`, async () => {
      const { clock, timers } = fresh();
      const timer = timers.newTimer(10);
      clock.lag(14);
      expect(timer.stop(), 'stop()').toBe(true);
      emptyAndOpen(timer.C, 'after stop()');
      expect(timer.stop(), 'stop() once more').toBe(false);
      await clock.advance(20);
      emptyAndOpen(timer.C, 'after stop(), when the clock could ring');
      atRest(clock);
    });
    await withProgram(`${overdue}\ntimer.reset(5)`, async () => {
      const { clock, timers } = fresh();
      const other = timers.newTimer(12);
      const timer = timers.newTimer(10);
      clock.lag(14);
      expect(timer.reset(5), 'reset(5)').toBe(true);
      emptyAndOpen(timer.C, 'after reset(5)');
      await clock.advance(4);
      emptyAndOpen(timer.C, '4 ms after reset(5)');
      expect(other.C.tryRecv()?.ok, 'C.tryRecv() of another timer, whose wake-up was late').toBe(true);
      await clock.advance(1);
      gives(timer.C, 19, '5 ms after reset(5), which was called at 14');
      atRest(clock);
    });
  },
);

test(
  {
    en: 'a timer whose time was received can not be stopped any more',
    zh: '时间已被读走的定时器：stop 返回 false',
  },
  async () => {
    await withProgram(
      'const timer = timers.newTimer(10); // 10 ms pass\ntimer.C.tryRecv(); timer.stop()',
      async () => {
        const { clock, timers } = fresh();
        const timer = timers.newTimer(10);
        await clock.advance(10);
        gives(timer.C, 10, 'after 10 ms');
        expect(timer.stop(), 'stop() at once after the time was received').toBe(false);
        await clock.advance(1);
        expect(timer.stop(), 'stop() a millisecond later').toBe(false);
      },
    );
    await withProgram('A: timer.C.recv(); 10 ms pass; timer.stop()', async () => {
      const { clock, timers } = fresh();
      const timer = timers.newTimer(10);
      const received = await receivers({ A: timer.C });
      await clock.advance(10);
      expect(received, 'what A, who waited, has received').toEqual([['A', 10]]);
      expect(timer.stop(), 'stop() after A has received').toBe(false);
      expect(timer.reset(5), 'reset(5) after A has received').toBe(false);
    });
  },
);

test(
  { en: 'reset of a pending timer moves its deadline', zh: '重置未到期的定时器会改变到期时间' },
  async () => {
    for (const ms of [3, 7, 30, 5000]) {
      await withProgram(`const timer = timers.newTimer(10); // 4 ms pass\ntimer.reset(${ms})`, async () => {
        const { clock, timers } = fresh();
        const other = timers.newTimer(12);
        const timer = timers.newTimer(10);
        const { C } = timer;
        await clock.advance(4);
        expect(timer.reset(ms), `reset(${ms})`).toBe(true);
        await clock.advance(ms - 1);
        givesNothing(C, `${ms - 1} ms after reset(${ms})`);
        await clock.advance(1);
        gives(C, 4 + ms, `${ms} ms after reset(${ms})`);
        await clock.advance(20);
        givesNothing(C, 'once more');
        gives(other.C, 12, 'of a timer of 12 ms beside it');
        expect(timer.C === C, 'timer.C is the same channel as before').toBe(true);
        atRest(clock);
      });
    }
  },
);

test({ en: 'reset drops a time that nobody has received', zh: '重置会丢弃无人读取的旧时间' }, async () => {
  await withProgram('const timer = timers.newTimer(10); // 15 ms pass\ntimer.reset(10)', async () => {
    const { clock, timers } = fresh();
    const timer = timers.newTimer(10);
    await clock.advance(15);
    await looksLike('forgets-the-unread', () => {
      expect(timer.reset(10), 'reset(10) of a timer that has fired and was not read').toBe(true);
    });
    emptyAndOpen(timer.C, 'after reset(10)');
    await clock.advance(9);
    emptyAndOpen(timer.C, '9 ms after reset(10)');
    await clock.advance(1);
    gives(timer.C, 25, '10 ms after reset(10), which was called at 15');
    givesNothing(timer.C, 'once more');
  });
  await withProgram('the same; somebody waits for the time after reset', async () => {
    const { clock, timers } = fresh();
    const timer = timers.newTimer(10);
    await clock.advance(15);
    timer.reset(10);
    const received = await receivers({ A: timer.C });
    await clock.advance(10);
    expect(received, 'what A, who waited, has received').toEqual([['A', 25]]);
    expect(timer.stop(), 'stop() afterwards').toBe(false);
  });
});

test(
  {
    en: 'reset starts a timer that has stopped or was received',
    zh: '已停止或已读走的定时器可以用 reset 重新启动',
  },
  async () => {
    await withProgram('timer.stop(); timer.reset(5); timer.reset(6)', async () => {
      const { clock, timers } = fresh();
      const timer = timers.newTimer(10);
      timer.stop();
      expect(timer.reset(5), 'reset(5) of a stopped timer').toBe(false);
      expect(timer.reset(6), 'reset(6) right afterwards').toBe(true);
      await clock.advance(5);
      givesNothing(timer.C, '5 ms later');
      await clock.advance(1);
      gives(timer.C, 6, '6 ms later');
      expect(timer.reset(4), 'reset(4) when the time was received').toBe(false);
      expect(timer.reset(3), 'reset(3) right afterwards').toBe(true);
      expect(timer.stop(), 'stop()').toBe(true);
      expect(timer.reset(2), 'reset(2) after stop()').toBe(false);
      await clock.advance(2);
      gives(timer.C, 8, '2 ms later');
      await clock.advance(50);
      givesNothing(timer.C, 'once more');
      atRest(clock);
    });
    for (const ms of [0, -7]) {
      await withProgram(`timer.reset(${ms})`, async () => {
        const { clock, timers } = fresh();
        const timer = timers.newTimer(10);
        await clock.advance(2);
        expect(timer.reset(ms), `reset(${ms})`).toBe(true);
        await clock.advance(0);
        const value = timer.C.tryRecv()?.value;
        expect(value, `C.tryRecv() after reset(${ms}) at 2`).toBeTypeOf('number');
        expect(timer.reset(1), 'reset(1)').toBe(false);
      });
    }
  },
);

test(
  {
    en: 'stop and reset leave the channel open, and those who wait for it go on waiting',
    zh: 'stop 和 reset 不关闭通道，等待者继续等待',
  },
  async () => {
    await withProgram('A: timer.C.recv(); timer.stop(); later timer.reset(5)', async () => {
      const { clock, timers } = fresh();
      const timer = timers.newTimer(10);
      const received = await receivers({ A: timer.C });
      await clock.advance(3);
      expect(timer.stop(), 'stop() while A waits').toBe(true);
      await clock.advance(50);
      goesOnWaiting(received, 'what A has received after stop()');
      emptyAndOpen(timer.C, 'after stop()');
      timer.reset(5);
      await clock.advance(5);
      expect(received, 'what A has received 5 ms after reset(5), which was called at 53').toEqual([
        ['A', 58],
      ]);
    });
    await withProgram('A: timer.C.recv(); timer.reset(20) at 3', async () => {
      const { clock, timers } = fresh();
      const timer = timers.newTimer(10);
      const received = await receivers({ A: timer.C });
      await clock.advance(3);
      expect(timer.reset(20), 'reset(20) while A waits').toBe(true);
      await clock.advance(19);
      expect(received, 'what A has received 19 ms after reset(20)').toEqual([]);
      await clock.advance(1);
      expect(received, 'what A has received 20 ms after reset(20)').toEqual([['A', 23]]);
    });
  },
);

test(
  { en: 'a reset to NaN is refused, and the timer goes on as before', zh: 'reset(NaN) 被拒绝，定时器照旧' },
  async () => {
    await withProgram('timer.reset(NaN) while it is pending; after it has fired', async () => {
      const { clock, timers } = fresh();
      const pending = timers.newTimer(10);
      const fired = timers.newTimer(5);
      const stopped = timers.newTimer(7);
      stopped.stop();
      await clock.advance(5);
      for (const [what, timer] of Object.entries({ pending, fired, stopped })) {
        expect(() => timer.reset(Number.NaN), `reset(NaN) of a ${what} timer`).toThrow(Error);
      }
      gives(fired.C, 5, 'of the timer that had fired, after reset(NaN)');
      await clock.advance(5);
      gives(pending.C, 10, 'of the pending timer, after 10 ms');
      expect(stopped.stop(), 'stop() of the stopped timer').toBe(false);
      await clock.advance(50);
      givesNothing(stopped.C, 'of the stopped timer');
      atRest(clock);
    });
  },
);

test(
  {
    en: 'whichever timer is stopped, the others fire in their order',
    zh: '无论停掉哪一个，其余的定时器都按次序触发',
  },
  async () => {
    const next = chance(1);
    for (let round = 0; round < 10; round++) {
      const delays = Array.from({ length: 40 }, () => 1 + next(60));
      const order = shuffled(delays.map((_, i) => i));
      const stopped = new Set(order.slice(0, 6 + round));
      const moved = new Map(order.slice(-4).map((i) => [i, 1 + next(90)]));
      await firesInItsMoment(delays, stopped, moved);
    }
    // As a binary heap: early ones below one child of the root, late ones below the other, from which some are taken.
    const isLate = (i: number): boolean => (i > 2 ? isLate((i - 1) >> 1) : i === 1);
    const delays = Array.from({ length: 31 }, (_, i) => (isLate(i) ? 1000 + i : 1 + i));
    const inner = delays.map((_, i) => i).filter((i) => isLate(i) && i < 15);
    await firesInItsMoment(delays, new Set(inner), new Map());
  },
);

test(
  {
    en: 'when the last active timer is stopped, nothing is armed',
    zh: '最后一个活动的定时器停掉后，时钟上没有唤醒',
  },
  async () => {
    await withProgram('three timers, stopped in any order; then a new one', async () => {
      for (const order of [
        [0, 1, 2],
        [2, 1, 0],
        [1, 0, 2],
      ]) {
        const { clock, timers } = fresh();
        const made = [10, 200, 30_000].map((ms) => timers.newTimer(ms));
        for (const [i, which] of order.entries()) {
          made[which]?.stop();
          if (i < 2) expect(clock.armedAtMs, 'the time for which the clock is armed').toBeTypeOf('number');
        }
        atRest(clock, 'when all timers are stopped');
        for (const ms of [30_000, 200, 10, 7]) {
          const timer = timers.newTimer(ms);
          timer.stop();
          timer.reset(ms);
          await clock.advance(ms);
          expect(timer.C.tryRecv()?.ok, `C.tryRecv() of a new timer of ${ms} ms, stopped and reset`).toBe(
            true,
          );
        }
        atRest(clock);
      }
    });
    await withProgram('a stopped timer, beside one that is due earlier', async () => {
      const { clock, timers } = fresh();
      const C = timers.after(5);
      const timer = timers.newTimer(10);
      timer.stop();
      await clock.advance(5);
      gives(C, 5, 'of the other one');
      atRest(clock);
      const { rings } = clock;
      await clock.advance(1000);
      expect(clock.rings, 'how often the clock has rung').toBe(rings);
    });
  },
);

test({ en: 'stopping and setting again does not add up', zh: '反复停止和重置不会累积' }, async () => {
  await withProgram('100 × timer.reset(50), a millisecond apart', async () => {
    const { clock, timers } = fresh();
    const timer = timers.newTimer(50);
    for (let i = 0; i < 100; i++) {
      await clock.advance(1);
      expect(timer.reset(50), 'reset(50)').toBe(true);
    }
    within(clock.arms, 320, 'calls of clock.arm for 101 settings');
    await clock.advance(49);
    givesNothing(timer.C, '49 ms after the last reset');
    await clock.advance(1);
    gives(timer.C, 150, '50 ms after the last reset');
    atRest(clock);
  });
});

stopRaces();

test(
  {
    en: 'any program with stop and reset does what a plain list of timers would',
    zh: '含 stop 和 reset 的任意程序都与一个普通列表的行为一致',
  },
  async () => {
    await anyProgramOf({ kinds: ['newTimer'], changes: true }, 100);
  },
);
