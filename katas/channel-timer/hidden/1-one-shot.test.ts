import { Chan, context, recv, trySelect, WaitGroup } from '@katas/goroutine';
import { looksLike, test } from '@katas/kata/suite';
import { everySchedule } from '@katas/kata/schedules';
import { expect } from 'vitest';
import { atRest, fresh, gives, givesNothing, givesWithin, withProgram, within } from './expectation.ts';
import { names, receivers } from './receivers.ts';
import { shuffled } from './shuffled.ts';
import { anyProgramOf } from './timer-program.ts';

test(
  {
    en: 'a timer gives its time once, when it is due and not before',
    zh: '定时器到期时给出一次时间，不会提前',
  },
  async () => {
    for (const call of ['newTimer(10).C', 'after(10)']) {
      await withProgram(`const C = timers.${call}`, async () => {
        const { clock, timers } = fresh({ startMs: 100 });
        const C = call === 'after(10)' ? timers.after(10) : timers.newTimer(10).C;
        givesNothing(C, 'at once');
        await clock.advance(9);
        givesNothing(C, 'after 9 ms');
        await clock.advance(1);
        gives(C, 110, 'after 10 ms, on a clock that began at 100');
        givesNothing(C, 'once more');
        await clock.advance(100);
        givesNothing(C, '100 ms later');
        atRest(clock);
      });
    }
  },
);

test(
  {
    en: 'the value is the time at which it fired, not that of the reading',
    zh: '收到的值是触发时间，不是读取时间',
  },
  async () => {
    await withProgram('const C = timers.after(10); // 60 ms pass; C.tryRecv()', async () => {
      const { clock, timers } = fresh();
      const C = timers.after(10);
      await clock.advance(60);
      gives(C, 10, 'after 60 ms');
    });
  },
);

test(
  {
    en: 'the channel shows nothing of a time that waits in it: len and cap are 0',
    zh: '通道里有没有待读的时间，外面看不出来：len 和 cap 都是 0',
  },
  async () => {
    await withProgram('const { C } = timers.newTimer(10); C.len', async () => {
      const { clock, timers } = fresh();
      const { C } = timers.newTimer(10);
      expect(C.len, 'C.len before it fires').toBe(0);
      await clock.advance(10);
      await looksLike('visible-buffer', () => {
        expect(C.len, 'C.len when it has fired and nobody has received').toBe(0);
      });
      expect(C.cap, 'C.cap').toBe(0);
      gives(C, 10, 'after 10 ms');
      expect(C.len, 'C.len when the time was received').toBe(0);
    });
  },
);

test(
  {
    en: 'the channel works in select and in for await like any other',
    zh: '这个通道可以像普通通道一样用于 select 和 for await',
  },
  async () => {
    await withProgram('trySelect([recv(other), recv(timer.C)])', async () => {
      const { clock, timers } = fresh();
      const { C } = timers.newTimer(10);
      const other = new Chan<string>();
      expect(trySelect([recv(other), recv(C)]), 'before it fires').toBe(undefined);
      await clock.advance(10);
      expect(trySelect([recv(other), recv(C)]), 'when it has fired').toEqual({
        index: 1,
        value: 10,
        ok: true,
      });
      expect(trySelect([recv(other), recv(C)]), 'when its time was received').toBe(undefined);
    });
    await withProgram('for await (const time of timer.C) …', async () => {
      const { clock, timers } = fresh();
      const { C } = timers.newTimer(10);
      const { value, done } = await Promise.all([C[Symbol.asyncIterator]().next(), clock.advance(10)]).then(
        ([first]) => first,
      );
      expect({ value, done }, 'the first step of for await').toEqual({ value: 10, done: false });
    });
  },
);

test({ en: 'timers fire in the order of their deadlines', zh: '定时器按到期时间先后触发' }, async () => {
  const delays = shuffled(Array.from({ length: 40 }, (_, i) => i * 3 + 1));
  await withProgram(`timers of ${delays.join(', ')} ms, created in this order; all wait`, async () => {
    const inOrder = delays.toSorted((a, b) => a - b);
    for (const passing of ['advance', 'oversleep'] as const) {
      const { clock, timers } = fresh();
      const received = await receivers(Object.fromEntries(delays.map((ms) => [`t${ms}`, timers.after(ms)])));
      await clock.advance(0);
      await clock[passing](200);
      const how = passing === 'advance' ? '' : ', which pass at once';
      expect(names(received), `who went on, in order, within 200 ms${how}`).toBe(
        inOrder.map((ms) => `t${ms}`).join(' '),
      );
      atRest(clock);
    }
  });
});

test(
  {
    en: 'timers with equal deadlines fire in the order of their creation',
    zh: '到期时间相同的定时器按创建顺序触发',
  },
  async () => {
    await withProgram('20 timers, all due at the same moment, some of them created earlier', async () => {
      for (const passing of ['advance', 'oversleep'] as const) {
        const { clock, timers } = fresh();
        const channels: Record<string, ReturnType<typeof timers.after>> = {};
        const expected: string[] = [];
        // Due at 1000, however long before they are made, among others that are due earlier and later.
        for (const [i, at] of [
          0, 0, 0, 1, 5, 5, 63, 64, 64, 100, 500, 900, 935, 936, 937, 990, 999, 999,
        ].entries()) {
          await clock.advance(at - clock.now());
          timers.after(((i * 7) % 11) + 1);
          timers.after(1500 + ((i * 5) % 13));
          channels[`t${i}`] = timers.after(1000 - at);
          expected.push(`t${i}`);
        }
        const received = await receivers(channels);
        await clock.advance(0);
        await clock[passing](1);
        expect(names(received), 'who went on, in order').toBe(expected.join(' '));
      }
    });
  },
);

test({ en: 'a timer that is due at once fires at once', zh: '时长为 0 或负数的定时器立即触发' }, async () => {
  for (const ms of [0, -1, -5000]) {
    await withProgram(`const C = timers.after(${ms})`, async () => {
      const { clock, timers } = fresh({ startMs: 50 });
      const later = timers.after(5);
      const C = timers.after(ms);
      await clock.advance(0);
      givesWithin(C, [Math.min(50, 50 + ms), 50], 'without any time passing');
      givesNothing(later, 'of a timer of 5 ms');
      await clock.advance(5);
      gives(later, 55, 'of a timer of 5 ms');
      givesNothing(C, '5 ms later');
      atRest(clock);
    });
  }
});

test(
  {
    en: 'one wake-up is armed at a time, and moved when an earlier timer comes',
    zh: '同时只设一个唤醒，来了更早的定时器就提前它',
  },
  async () => {
    await withProgram('timers of 50, 20, 70, 10 and 20 ms', async () => {
      const { clock, timers } = fresh();
      // arm throws while another one is armed.
      const channels = [50, 20, 70, 10, 20].map((ms) => [ms, timers.after(ms)] as const);
      for (const now of [10, 20, 50, 70]) {
        await clock.advance(now - clock.now());
        for (const [ms, C] of channels) {
          if (ms === now) gives(C, ms, `of the timer of ${ms} ms, at ${now}`);
          else givesNothing(C, `of the timer of ${ms} ms, at ${now}`);
        }
      }
      atRest(clock);
    });
  },
);

test(
  {
    en: 'a wake-up that comes early fires nothing, and is armed again',
    zh: '提前到来的唤醒不触发任何定时器，而是重新设定',
  },
  async () => {
    await withProgram(
      'timers.after(50) and timers.after(52) on a clock that rings at most 8 ms ahead',
      async () => {
        const { clock, timers } = fresh({ farthestMs: 8 });
        const [first, second] = [timers.after(50), timers.after(52)];
        await clock.advance(49);
        await looksLike('trusts-the-wake-up', () => {
          givesNothing(first, 'of the timer of 50 ms, after 49 ms');
          givesNothing(second, 'of the timer of 52 ms, after 49 ms');
        });
        await clock.advance(1);
        gives(first, 50, 'of the timer of 50 ms, after 50 ms');
        await looksLike('trusts-the-wake-up', () =>
          givesNothing(second, 'of the timer of 52 ms, after 50 ms'),
        );
        await clock.advance(2);
        gives(second, 52, 'of the timer of 52 ms, after 52 ms');
        atRest(clock);
      },
    );
  },
);

test({ en: 'a delay of 2³¹ ms and more is not cut short', zh: '2³¹ 毫秒以上的时长不会被截短' }, async () => {
  const delays = [2 ** 31 - 1, 2 ** 31, 2 ** 31 + 5, 2 ** 32, 2 ** 32 + 7, 2 ** 33 + 1, 400 * 86_400_000];
  for (const farthestMs of [Infinity, 2 ** 31 - 1]) {
    for (const ms of delays) {
      const limit = farthestMs === Infinity ? '' : ', on a clock that rings at most 2³¹ - 1 ms ahead';
      await withProgram(`timers.after(${ms})${limit}`, async () => {
        const { clock, timers } = fresh({ farthestMs, startMs: 1_700_000_000_000 });
        const C = timers.after(ms);
        const short = timers.after(7);
        await clock.advance(10);
        gives(short, 1_700_000_000_007, 'of a timer of 7 ms beside it');
        givesNothing(C, 'after 10 ms');
        await clock.advance(ms - 11);
        givesNothing(C, `after ${ms - 1} ms`);
        await clock.advance(1);
        gives(C, 1_700_000_000_000 + ms, `after ${ms} ms`);
        atRest(clock);
      });
    }
  }
});

test(
  { en: 'a wake-up that comes late fires everything that is due', zh: '迟到的唤醒会触发所有已到期的定时器' },
  async () => {
    await withProgram(
      'timers of 10, 20, 20 and 40 ms; 30 ms pass at once, then the clock rings',
      async () => {
        const { clock, timers } = fresh();
        const channels = [10, 20, 20, 40].map((ms) => timers.after(ms));
        await clock.oversleep(30);
        for (const [i, C] of channels.slice(0, 3).entries())
          givesWithin(C, [[10, 20, 20][i] as number, 30], `of timer ${i}, after 30 ms`);
        givesNothing(channels[3] as (typeof channels)[0], 'of the timer of 40 ms, after 30 ms');
        await clock.advance(10);
        gives(channels[3] as (typeof channels)[0], 40, 'of the timer of 40 ms, after 40 ms');
        atRest(clock);
      },
    );
  },
);

test({ en: 'the clock is not polled', zh: '不轮询时钟' }, async () => {
  await withProgram('timers.after(3_600_000); an hour passes', async () => {
    const { clock, timers } = fresh({ startMs: 1_700_000_000_123 });
    const C = timers.after(3_600_000);
    await clock.advance(3_599_999);
    givesNothing(C, 'a millisecond before the hour is over');
    await clock.advance(1);
    gives(C, 1_700_003_600_123, 'after an hour');
    within(clock.arms, 16, 'calls of clock.arm for one timer of an hour');
    atRest(clock);
  });
});

test(
  {
    en: 'a duration that is no number is refused, and changes nothing',
    zh: '拒绝 NaN 时长，且不改变任何状态',
  },
  async () => {
    await withProgram('timers.newTimer(NaN), timers.after(NaN)', async () => {
      const { clock, timers } = fresh();
      const before = timers.after(10);
      expect(() => timers.newTimer(Number.NaN), 'newTimer(NaN)').toThrow(Error);
      expect(() => timers.after(Number.NaN), 'after(NaN)').toThrow(Error);
      const behind = timers.after(20);
      await clock.advance(10);
      gives(before, 10, 'of a timer made before, after 10 ms');
      await clock.advance(10);
      gives(behind, 20, 'of a timer made afterwards, after 20 ms');
      atRest(clock);
    });
  },
);

test(
  { en: 'two Timers on two clocks do not influence each other', zh: '两个时钟上的两个 Timers 互不影响' },
  async () => {
    await withProgram('one.after(10), two.after(10); only the clock of one goes on', async () => {
      const one = fresh();
      const two = fresh({ startMs: 5 });
      const [a, b] = [one.timers.after(10), two.timers.after(10)];
      const c = one.timers.after(3);
      await one.clock.advance(100);
      gives(c, 3, 'of one, 3 ms');
      gives(a, 10, 'of one, 10 ms');
      givesNothing(b, 'of two, whose clock stands still');
      atRest(one.clock);
      await two.clock.advance(10);
      gives(b, 15, 'of two');
      givesNothing(a, 'of one, once more');
      atRest(two.clock);
    });
  },
);

test(
  { en: 'of two that wait for one timer, one gets the time', zh: '两个协程等同一个定时器，只有一个拿到时间' },
  async () => {
    await everySchedule({
      program: 'A: timer.C.recv() | B: timer.C.recv() | clock: 10 ms pass',
      lanes: ['clock', 'A', 'B'],
      bound: 1,
      run: async () => {
        const { clock, timers } = fresh();
        const { C } = timers.newTimer(10);
        const [ctx, cancel] = context.withCancel(context.background());
        const received: unknown[] = [];
        const group = new WaitGroup();
        for (const name of ['A', 'B']) {
          group.go(name, async () => {
            try {
              received.push((await C.recv(ctx)).value);
              cancel();
            } catch {
              // The other one has got it.
            }
          });
        }
        group.go('clock', () => clock.move(10));
        await group.wait();
        return () =>
          (received.length === 1 && received[0] === 10) ||
          `received: ${received.join(', ')}, expected: 10, once, by one of them`;
      },
    });
  },
);

test({ en: 'who gives up waiting takes no time with them', zh: '放弃等待的协程不会带走时间' }, async () => {
  await everySchedule({
    program:
      'A: timer.C.recv(ctx) | B: cancel() | clock: 10 ms pass; then main: timer.C.recv(), if A got nothing',
    lanes: ['main', 'A', 'B', 'clock'],
    bound: 1,
    run: async () => {
      const { clock, timers } = fresh();
      const { C } = timers.newTimer(10);
      const [ctx, cancel] = context.withCancel(context.background());
      let received: unknown;
      const group = new WaitGroup();
      group.go('A', async () => {
        try {
          received = (await C.recv(ctx)).value;
        } catch {
          // Cancelled.
        }
      });
      group.go('B', () => cancel());
      group.go('clock', () => clock.move(10));
      await group.wait();
      received ??= (await C.recv()).value;
      return () => received === 10 || `received: ${String(received)}, expected: 10`;
    },
  });
});

test(
  {
    en: 'any program of timers does what a plain list of them would',
    zh: '任意的定时器程序都与一个普通列表的行为一致',
  },
  async () => {
    await anyProgramOf({ kinds: ['newTimer'], changes: false }, 60);
  },
);
