import { context, go, gosched, recv, trySelect, WaitGroup } from '@katas/goroutine';
import { everySchedule } from '@katas/kata/schedules';
import { looksLike, test } from '@katas/kata/suite';
import { expect } from 'vitest';
import {
  atRest,
  emptyAndOpen,
  fresh,
  gives,
  givesNothing,
  givesWithin,
  goesOnWaiting,
  withProgram,
  within,
} from './expectation.ts';
import { names, receivers } from './receivers.ts';
import { anyProgramOf } from './timer-program.ts';

test({ en: 'a ticker ticks at every interval, and says when', zh: '周期定时器按间隔给出时间' }, async () => {
  await withProgram('const ticker = timers.newTicker(10)', async () => {
    const { clock, timers } = fresh({ startMs: 1003 });
    const ticker = timers.newTicker(10);
    for (let i = 1; i <= 20; i++) {
      await clock.advance(9);
      givesNothing(ticker.C, `${i * 10 - 1} ms after newTicker(10)`);
      await clock.advance(1);
      gives(ticker.C, 1003 + i * 10, `${i * 10} ms after newTicker(10)`);
      givesNothing(ticker.C, 'once more');
    }
    ticker.stop();
    atRest(clock, 'after ticker.stop()');
  });
});

test(
  {
    en: 'a ticker holds one tick for a slow reader and drops the others',
    zh: '读得慢时只保留一个 tick，其余丢弃',
  },
  async () => {
    await withProgram(
      'const ticker = timers.newTicker(5); // 32 ms pass\nticker.C.tryRecv(); ticker.C.tryRecv()',
      async () => {
        const { clock, timers } = fresh();
        const ticker = timers.newTicker(5);
        await clock.advance(32);
        await looksLike('visible-buffer', () => expect(ticker.C.len, 'C.len while a tick waits').toBe(0));
        expect(ticker.C.cap, 'C.cap').toBe(0);
        gives(ticker.C, 5, 'after 32 ms: the tick that waits stays, later ones are dropped');
        await looksLike('ticks-pile-up', () => givesNothing(ticker.C, 'once more: at most one tick is kept'));
        await clock.advance(3);
        gives(ticker.C, 35, 'at 35: the next tick of the grid');
        await looksLike('ticks-pile-up', () => givesNothing(ticker.C, 'once more'));
        ticker.stop();
        atRest(clock, 'after ticker.stop()');
      },
    );
    await withProgram('trySelect([recv(ticker.C)])', async () => {
      const { clock, timers } = fresh();
      const ticker = timers.newTicker(5);
      await clock.advance(12);
      expect(trySelect([recv(ticker.C)]), 'after 12 ms').toEqual({ index: 0, value: 5, ok: true });
      expect(trySelect([recv(ticker.C)]), 'once more').toBe(undefined);
      ticker.stop();
    });
  },
);

test({ en: 'late wake-ups do not shift the grid', zh: '唤醒迟到不会让节拍漂移' }, async () => {
  await withProgram('const ticker = timers.newTicker(10); every other wake-up is 3 ms late', async () => {
    const { clock, timers } = fresh();
    const ticker = timers.newTicker(10);
    for (let due = 10; due <= 300; due += 20) {
      await clock.oversleep(due + 3 - clock.now());
      givesWithin(ticker.C, [due, due + 3], `at ${due + 3}, when the clock rang for the tick of ${due}`);
      givesNothing(ticker.C, 'once more');
      await clock.advance(6);
      await looksLike('drift', () =>
        givesNothing(ticker.C, `at ${due + 9}, before the tick of ${due + 10} is due`),
      );
      await clock.advance(1);
      await looksLike('drift', () =>
        gives(ticker.C, due + 10, `at ${due + 10}, when the clock rang in time`),
      );
    }
    ticker.stop();
    atRest(clock, 'after ticker.stop()');
  });
});

test(
  { en: 'a clock that jumps an hour brings one tick', zh: '时钟跳过一小时，只带来一个 tick' },
  async () => {
    for (const jumpMs of [3_600_000, 3_600_004]) {
      await withProgram(`const ticker = timers.newTicker(10); // ${jumpMs} ms pass at once`, async () => {
        const { clock, timers } = fresh();
        const ticker = timers.newTicker(10);
        const received: unknown[] = [];
        go('A', async () => {
          for await (const tick of ticker.C) received.push(tick);
        });
        await clock.advance(0);
        const { arms } = clock;
        await clock.oversleep(jumpMs);
        await looksLike('replays-missed-ticks', () => {
          expect(received.length, 'ticks that A, who loops over C, has received after the jump').toBe(1);
          within(clock.arms - arms, 16, 'calls of clock.arm for the jump');
        });
        await clock.advance(9 - (jumpMs % 10));
        expect(received.length, 'ticks before the next place on the grid').toBe(1);
        await clock.advance(1);
        await looksLike('drift', () =>
          expect(received[1], 'the tick after the one of the jump').toBe(3_600_010),
        );
        await clock.advance(20);
        expect(received.slice(2), 'the two after it').toEqual([3_600_020, 3_600_030]);
        ticker.stop();
        atRest(clock, 'after ticker.stop()');
      });
    }
  },
);

test(
  {
    en: 'a stopped ticker gives nothing more, and its channel stays open',
    zh: '停止后不再有 tick，通道也不关闭',
  },
  async () => {
    await withProgram(
      'const ticker = timers.newTicker(10); // 10 ms pass\nticker.stop(); ticker.C.tryRecv()',
      async () => {
        const { clock, timers } = fresh();
        const ticker = timers.newTicker(10);
        await clock.advance(10);
        ticker.stop();
        emptyAndOpen(ticker.C, 'after stop()');
        atRest(clock, 'after ticker.stop()');
        await clock.advance(50);
        givesNothing(ticker.C, '50 ms after stop()');
        ticker.stop();
        emptyAndOpen(ticker.C, 'after stop() once more');
      },
    );
    await withProgram('A: ticker.C.recv(); ticker.stop(); ticker.reset(10)', async () => {
      const { clock, timers } = fresh();
      const ticker = timers.newTicker(10);
      const received = await receivers({ A: ticker.C });
      await clock.advance(3);
      ticker.stop();
      await clock.advance(50);
      goesOnWaiting(received, 'what A has received after stop()');
      ticker.reset(10);
      await clock.advance(10);
      expect(received, 'what A has received 10 ms after reset(10), which was called at 53').toEqual([
        ['A', 63],
      ]);
      ticker.stop();
    });
  },
);

test(
  {
    en: 'reset of a ticker starts a new grid and drops the old tick',
    zh: '重置周期定时器：从现在起按新间隔，旧 tick 丢弃',
  },
  async () => {
    for (const ms of [4, 10, 25]) {
      await withProgram(
        `const ticker = timers.newTicker(10); // 13 ms pass\nticker.reset(${ms})`,
        async () => {
          const { clock, timers } = fresh();
          const ticker = timers.newTicker(10);
          const { C } = ticker;
          await clock.advance(13);
          ticker.reset(ms);
          emptyAndOpen(C, `after reset(${ms}), of the tick of 10`);
          for (let i = 1; i <= 3; i++) {
            await clock.advance(ms - 1);
            givesNothing(C, `${i * ms - 1} ms after reset(${ms})`);
            await clock.advance(1);
            gives(C, 13 + i * ms, `${i * ms} ms after reset(${ms}), which was called at 13`);
          }
          expect(ticker.C === C, 'ticker.C is the same channel as before').toBe(true);
          ticker.stop();
          ticker.reset(ms);
          await clock.advance(2 * ms);
          gives(C, 13 + 4 * ms, `${2 * ms} ms after stop() and reset(${ms})`);
          ticker.stop();
          atRest(clock, 'after ticker.stop()');
        },
      );
    }
  },
);

test(
  {
    en: 'an interval that is not positive is refused, and changes nothing',
    zh: '拒绝非正的间隔，且不改变任何状态',
  },
  async () => {
    await withProgram('timers.newTicker(0); ticker.reset(0)', async () => {
      const { clock, timers } = fresh();
      for (const ms of [0, -0, -1, -Infinity, Number.NaN]) {
        expect(() => timers.newTicker(ms), `newTicker(${ms})`).toThrow(/non-positive interval for NewTicker/);
        expect(() => timers.newTicker(ms), `newTicker(${ms})`).toThrow(Error);
      }
      atRest(clock, 'after tickers that were refused');
      const ticker = timers.newTicker(10);
      const stopped = timers.newTicker(10);
      stopped.stop();
      await clock.advance(14);
      for (const ms of [0, -3, Number.NaN]) {
        expect(() => ticker.reset(ms), `reset(${ms})`).toThrow(/non-positive interval for Ticker\.Reset/);
        expect(() => stopped.reset(ms), `reset(${ms}) of a stopped ticker`).toThrow(
          /non-positive interval for Ticker\.Reset/,
        );
      }
      gives(ticker.C, 10, 'at 14: the tick that waited before reset(0)');
      await clock.advance(6);
      gives(ticker.C, 20, 'at 20: the ticker goes on as before reset(0)');
      ticker.stop();
      await clock.advance(50);
      givesNothing(stopped.C, 'of the stopped ticker');
      atRest(clock, 'after ticker.stop()');
    });
  },
);

test(
  {
    en: 'tickers and timers keep their order and their distance',
    zh: '周期定时器与一次性定时器互不干扰、次序正确',
  },
  async () => {
    await withProgram('tickers of 3, 4 and 7 ms, timers of 6 and 12 ms', async () => {
      const { clock, timers } = fresh();
      const tickers = [3, 4, 7].map((ms) => ({ ms, ticker: timers.newTicker(ms) }));
      const shots = [6, 12].map((ms) => ({ ms, timer: timers.newTimer(ms) }));
      for (let now = 1; now <= 84; now++) {
        await clock.advance(1);
        for (const { ms, ticker } of tickers) {
          if (now % ms === 0) gives(ticker.C, now, `of the ticker of ${ms} ms, at ${now}`);
          else givesNothing(ticker.C, `of the ticker of ${ms} ms, at ${now}`);
        }
        for (const { ms, timer } of shots) {
          if (now === ms) gives(timer.C, now, `of the timer of ${ms} ms, at ${now}`);
          else givesNothing(timer.C, `of the timer of ${ms} ms, at ${now}`);
        }
      }
      tickers[1]?.ticker.stop();
      await clock.advance(12);
      givesNothing((tickers[1] as (typeof tickers)[0]).ticker.C, 'of the ticker of 4 ms, after stop()');
      gives((tickers[0] as (typeof tickers)[0]).ticker.C, 87, 'of the ticker of 3 ms, 12 ms later');
      for (const { ticker } of tickers) ticker.stop();
      atRest(clock, 'after all tickers were stopped');
    });
    await withProgram(
      'tickers t0 … t4 of 10 ms, timers of 10 ms between them; all tickers are waited for',
      async () => {
        const { clock, timers } = fresh();
        const tickers = [0, 1, 2, 3, 4].map((i) => {
          timers.after(10);
          return [`t${i}`, timers.newTicker(10)] as const;
        });
        for (let now = 10; now <= 40; now += 10) {
          const received = await receivers(Object.fromEntries(tickers.map(([name, { C }]) => [name, C])));
          await clock.advance(10);
          expect(names(received), `which tickers were received at ${now}, in order`).toBe('t0 t1 t2 t3 t4');
        }
        for (const [, ticker] of tickers) ticker.stop();
        atRest(clock, 'after all tickers were stopped');
      },
    );
  },
);

test({ en: 'a tick costs one wake-up', zh: '每个 tick 只花一次唤醒' }, async () => {
  for (const ms of [1, 10, 1000, 90_000]) {
    await withProgram(`const ticker = timers.newTicker(${ms}); 50 ticks`, async () => {
      const { clock, timers } = fresh({ startMs: 1_700_000_000_123 });
      const ticker = timers.newTicker(ms);
      for (let i = 0; i < 50; i++) {
        await clock.advance(ms);
        gives(ticker.C, 1_700_000_000_123 + (i + 1) * ms, `after ${i + 1} intervals`);
      }
      within(clock.arms, 8 * 50, 'calls of clock.arm for 50 ticks');
      ticker.stop();
      atRest(clock, 'after ticker.stop()');
    });
  }
});

test({ en: 'the clock is armed at one place of the source', zh: '源码里只有一处设置唤醒' }, async () => {
  await withProgram('timers and tickers are created, stopped, reset and fire', async () => {
    const { clock, timers } = fresh({ farthestMs: 40 });
    const places = clock.watchPlaces();
    const ticker = timers.newTicker(7);
    const timer = timers.newTimer(30);
    timers.after(3);
    timers.after(0);
    await clock.advance(20);
    timer.reset(2);
    ticker.reset(50);
    await clock.advance(60);
    timer.reset(90);
    ticker.stop();
    timer.reset(5);
    timer.stop();
    timer.reset(1000);
    await clock.oversleep(2000);
    atRest(clock);
    if (places.size > 1) {
      expect.fail(
        `clock.arm is called at ${places.size} places (${[...places].join(', ')}); let there be one, behind which all changes meet`,
      );
    }
    expect(places.size, 'places at which clock.arm is called').toBe(1);
  });
});

test(
  { en: 'two Timers with tickers do not influence each other', zh: '两个 Timers 上的周期定时器互不影响' },
  async () => {
    await withProgram('one.newTicker(10), two.newTicker(10); ticker of one is stopped', async () => {
      const one = fresh();
      const two = fresh();
      const a = one.timers.newTicker(10);
      const b = two.timers.newTicker(10);
      const c = one.timers.newTicker(10);
      await one.clock.advance(10);
      gives(a.C, 10, 'of the first ticker of one');
      givesNothing(b.C, 'of the ticker of two, whose clock stands still');
      a.stop();
      await two.clock.advance(10);
      gives(b.C, 10, 'of the ticker of two');
      gives(c.C, 10, 'of the second ticker of one');
      b.stop();
      atRest(two.clock, 'after its only ticker was stopped');
      await one.clock.advance(10);
      gives(c.C, 20, 'of the second ticker of one');
      c.stop();
      atRest(one.clock, 'after all its tickers were stopped');
    });
  },
);

test(
  { en: 'each tick goes to one reader, and none comes twice', zh: '每个 tick 只给一个读取者，不会重复' },
  async () => {
    await everySchedule({
      program:
        'A: ticker.C.recv(ctx) | B: ticker.C.recv(ctx) | main: 10 ms pass, cancel(), 10 ms pass, ticker.C.recv()',
      lanes: ['main', 'A', 'B'],
      bound: 1,
      run: async () => {
        const { clock, timers } = fresh();
        const ticker = timers.newTicker(10);
        const [ctx, cancel] = context.withCancel(context.background());
        const received: (number | undefined)[] = [];
        const readers = new WaitGroup();
        for (const name of ['A', 'B']) {
          readers.go(name, async () => {
            try {
              received.push((await ticker.C.recv(ctx)).value);
            } catch {
              // Cancelled.
            }
          });
        }
        clock.move(10);
        await gosched();
        cancel();
        await readers.wait();
        // Who gave up has taken no tick along: one is there, the earlier one or this one.
        clock.move(10);
        received.push((await ticker.C.recv()).value);
        ticker.stop();
        return () => {
          clock.check();
          const isOnGrid = received.every((tick) => tick === 10 || tick === 20);
          const isOnce = new Set(received).size === received.length;
          return (
            (isOnGrid && isOnce) ||
            `received: ${received.join(', ')}, expected: each of 10 and 20 at most once`
          );
        };
      },
    });
  },
);

test(
  {
    en: 'once stop of a ticker has returned nothing can be received, now or later',
    zh: 'ticker.stop() 返回之后什么也收不到，现在和以后都是',
  },
  async () => {
    await everySchedule({
      program:
        'clock: 10 ms pass, 10 ms pass | B: ticker.stop(), ticker.C.tryRecv(); then main: ticker.C.tryRecv()',
      lanes: ['main', 'clock', 'B'],
      bound: 2,
      looksLike: ({ kind }) => (kind === 'invariant' ? 'stale-value' : undefined),
      run: async () => {
        const { clock, timers } = fresh();
        const ticker = timers.newTicker(10);
        const left: unknown[] = [];
        const group = new WaitGroup();
        group.go('clock', async () => {
          clock.move(10);
          await gosched();
          clock.move(10);
        });
        group.go('B', async () => {
          ticker.stop();
          left.push(ticker.C.tryRecv());
          await gosched();
          left.push(ticker.C.tryRecv());
        });
        await group.wait();
        left.push(ticker.C.tryRecv());
        return () => {
          clock.check();
          const when = ['right after stop()', 'a little later', 'when all had come to rest'];
          const at = left.findIndex((one) => one !== undefined);
          return at < 0 || `C.tryRecv() has given a tick ${when[at] ?? ''}`;
        };
      },
    });
  },
);

test(
  {
    en: 'any program with tickers does what a plain list of them would',
    zh: '含周期定时器的任意程序都与一个普通列表的行为一致',
  },
  async () => {
    await anyProgramOf({ kinds: ['newTimer', 'newTicker'], changes: true }, 100);
  },
);
