import { Chan, context, recv, select, trySelect, WaitGroup } from '@katas/goroutine';
import { everySchedule } from '@katas/kata/schedules';
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
import { raceOfStop } from './race-of-stop.ts';
import { receivers } from './receivers.ts';
import { chance, shuffled } from './shuffled.ts';
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
      const received = receivers({ A: timer.C });
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
    const received = receivers({ A: timer.C });
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
      const received = receivers({ A: timer.C });
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
      const received = receivers({ A: timer.C });
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

/** Timers of these delays, some of them stopped or reset: each other one fires in its moment. */
async function firesInItsMoment(
  delays: readonly number[],
  stopped: ReadonlySet<number>,
  moved: ReadonlyMap<number, number>,
): Promise<void> {
  const changes = [
    ...[...stopped].map((i) => `t${i}.stop()`),
    ...[...moved].map(([i, ms]) => `t${i}.reset(${ms})`),
  ];
  await withProgram(`timers t0 … of ${delays.join(', ')} ms; ${changes.join('; ')}`, async () => {
    const { clock, timers } = fresh();
    const made = delays.map((ms) => timers.newTimer(ms));
    for (const i of stopped) expect(made[i]?.stop(), `t${i}.stop()`).toBe(true);
    for (const [i, ms] of moved) expect(made[i]?.reset(ms), `t${i}.reset(${ms})`).toBe(true);
    const due = delays.map((ms, i) => (stopped.has(i) ? undefined : (moved.get(i) ?? ms)));
    for (const now of [...new Set(due)].filter((ms) => ms !== undefined).toSorted((a, b) => a - b)) {
      await clock.advance(now - clock.now());
      for (const [i, timer] of made.entries()) {
        if (due[i] === now) gives(timer.C, now, `of t${i}, at ${now}`);
        else if (timer.C.tryRecv() !== undefined)
          expect.fail(`t${i} has fired by ${now}, due: ${due[i] ?? 'never'}`);
      }
    }
    atRest(clock);
  });
}

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
        const C = timers.after(7);
        await clock.advance(7);
        gives(C, 7, 'of a new timer of 7 ms');
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

test(
  {
    en: 'of stop and a receiver that race for one time, exactly one gets it',
    zh: 'stop 与读取者争夺同一个时间，恰好一方得到',
  },
  async () => {
    await everySchedule({
      program: 'clock: 10 ms pass | A: timer.C.recv(ctx) | B: timer.stop(), cancel()',
      lanes: ['main', 'clock', 'A', 'B'],
      bound: 2,
      looksLike: raceOfStop,
      run: async () => {
        const { clock, timers } = fresh();
        const timer = timers.newTimer(10);
        const [ctx, cancel] = context.withCancel(context.background());
        const received: unknown[] = [];
        let stopped: boolean | undefined;
        const group = new WaitGroup();
        group.go('clock', () => clock.move(10));
        group.go('A', async () => {
          try {
            received.push((await timer.C.recv(ctx)).value);
          } catch {
            // Cancelled.
          }
        });
        group.go('B', () => {
          stopped = timer.stop();
          cancel();
        });
        await group.wait();
        const left = timer.C.tryRecv();
        return () => {
          clock.check();
          if (left !== undefined)
            return `after stop() and A's recv(), C.tryRecv() still gives ${String(left.value)}`;
          if (stopped === (received.length === 0)) return true;
          return `stop() returned ${String(stopped)}, and A received ${received.length === 0 ? 'nothing' : received.join()}`;
        };
      },
    });
  },
);

test(
  {
    en: 'reset says truly whether the earlier time was received',
    zh: 'reset 如实说明之前的时间是否已被读走',
  },
  async () => {
    await everySchedule({
      program:
        'clock: 10 ms pass | A: timer.C.recv() | B: timer.reset(20); then main: 30 ms pass, timer.stop()',
      lanes: ['main', 'clock', 'A', 'B'],
      bound: 1,
      looksLike: raceOfStop,
      run: async () => {
        const { clock, timers } = fresh();
        const timer = timers.newTimer(10);
        let received: number | undefined;
        let active: boolean | undefined;
        let resetAtMs = 0;
        const group = new WaitGroup();
        const changes = new WaitGroup();
        changes.go('clock', () => clock.move(10));
        group.go('A', async () => {
          received = (await timer.C.recv()).value;
        });
        changes.go('B', () => {
          resetAtMs = clock.now();
          active = timer.reset(20);
        });
        await changes.wait();
        clock.move(30);
        await group.wait();
        const stopped = timer.stop();
        return () => {
          clock.check();
          const expected = active === true ? resetAtMs + 20 : 10;
          if (received !== expected)
            return `reset(20) at ${resetAtMs} returned ${String(active)}, and A received ${String(received)}, not ${expected}`;
          // If A got the first time, the second one is unread; if not, A got the second one.
          return (
            stopped === !active || `A received ${expected}, and stop() at the end returned ${String(stopped)}`
          );
        };
      },
    });
  },
);

test(
  {
    en: 'once stop has returned nothing can be received, not even by a select that waits',
    zh: 'stop 返回之后什么也收不到，等待中的 select 也一样',
  },
  async () => {
    await everySchedule({
      program: 'A: select([recv(timer.C), recv(done)]) | clock: 10 ms pass | B: timer.stop(), done.close()',
      lanes: ['main', 'A', 'clock', 'B'],
      bound: 1,
      looksLike: raceOfStop,
      run: async () => {
        const { clock, timers } = fresh();
        const timer = timers.newTimer(10);
        const done = new Chan<never>(0, 'done');
        let taken: number | undefined;
        let stopped: boolean | undefined;
        const group = new WaitGroup();
        group.go('A', async () => {
          taken = (await select([recv(timer.C), recv(done)])).index;
        });
        group.go('clock', () => clock.move(10));
        group.go('B', () => {
          stopped = timer.stop();
          done.close();
        });
        await group.wait();
        const left = timer.C.tryRecv();
        return () => {
          clock.check();
          if (left !== undefined) return 'C.tryRecv() gives a time after stop()';
          return (
            stopped === (taken === 1) ||
            `stop() returned ${String(stopped)}, and select took case ${String(taken)}`
          );
        };
      },
    });
  },
);

test(
  {
    en: 'any program with stop and reset does what a plain list of timers would',
    zh: '含 stop 和 reset 的任意程序都与一个普通列表的行为一致',
  },
  async () => {
    await anyProgramOf({ kinds: ['newTimer'], changes: true }, 100);
  },
);
