import { describe, expect, test } from 'vitest';
import { Chan, context, recv, select, time, TimeError, type Timer, trySelect, WaitGroup } from './index.ts';
import { bubble } from './steered/index.ts';

describe('a timer', () => {
  test('that has fired and was not read: stop is true, and nothing can be received', async () => {
    await bubble(async () => {
      const timer = time.newTimer(5);
      await time.sleep(10);
      expect([timer.stop(), timer.C.tryRecv(), timer.stop()]).toEqual([true, undefined, false]);
      const again = time.newTimer(5);
      await time.sleep(10);
      expect([again.reset(5), again.C.tryRecv()]).toEqual([true, undefined]);
      expect((await again.C.recv()).value).toBe(25);
    });
  });

  test('that has fired and was read: stop is false, reset false, then true', async () => {
    await bubble(async () => {
      const timer = time.newTimer(5);
      expect(await timer.C.recv()).toEqual({ value: 5, ok: true });
      expect([timer.stop(), timer.reset(5), timer.reset(7), timer.stop()]).toEqual([
        false,
        false,
        true,
        true,
      ]);
    });
  });

  test('that is pending: stop is true, then false', async () => {
    await bubble(() => {
      const timer = time.newTimer(5);
      expect([timer.stop(), timer.stop()]).toEqual([true, false]);
    });
  });

  test('of no time is ready at once', async () => {
    await bubble(async () => {
      for (const ms of [0, -1, -Infinity])
        expect(time.newTimer(ms).C.tryRecv()).toEqual({ value: time.now(), ok: true });
      const timer = time.newTimer(9);
      timer.reset(-5);
      expect(timer.C.tryRecv()).toEqual({ value: 0, ok: true });
    });
  });

  test('carries the time at which it fired, not that of reading', async () => {
    await bubble(async () => {
      const c = time.after(10);
      await time.sleep(60);
      expect((await c.recv()).value).toBe(10);
    });
  });

  test('of afterFunc has no channel, and calls once', async () => {
    await bubble(async () => {
      let calls = 0;
      const timer = time.afterFunc(5, () => calls++);
      expect([timer.C, timer.reset(10)]).toEqual([undefined, true]);
      await time.sleep(7);
      expect(calls).toBe(0);
      await time.sleep(7);
      expect([calls, timer.stop(), timer.reset(1)]).toEqual([1, false, false]);
      await time.sleep(2);
      expect(calls).toBe(2);
    });
  });

  test('fires for one that waits although another gave up', async () => {
    await bubble(async () => {
      const timer = time.newTimer(10);
      const [ctx, cancel] = context.withTimeout(context.background(), 5);
      const first = expect(timer.C.recv(ctx)).rejects.toBe(context.deadlineExceeded);
      const second = timer.C.recv();
      await first;
      expect((await second).value).toBe(10);
      cancel();
    });
  });

  test('that has fired is ready for a select that does not wait, and never shows its length', async () => {
    await bubble(async () => {
      const timer = time.newTimer(5);
      const other = new Chan<number>(1);
      other.trySend(1);
      await time.sleep(10);
      // The select looks at both, and takes the first.
      expect((await select([recv(other), recv(timer.C)])).index).toBe(0);
      expect([timer.C.len, timer.C.cap]).toEqual([0, 0]);
      expect(trySelect([recv(time.after(0))])?.value).toBe(10);
      expect(trySelect([recv(timer.C)])).toEqual({ index: 0, value: 5, ok: true });
    });
  });

  test('and a ticker stop at the end of their scope', async () => {
    // bubble fails when an alarm is left.
    await bubble(async () => {
      let C: Timer['C'];
      {
        using timer = time.newTimer(5);
        using ticker = time.newTicker(5);
        using called = time.afterFunc(5, () => expect.unreachable());
        expect(called.C).toBeUndefined();
        expect(timer.C).not.toBe(ticker.C);
        C = timer.C;
      }
      await time.sleep(10);
      expect(C.tryRecv()).toBeUndefined();
    });
  });
});

describe('a ticker', () => {
  test('shows a slow reader one tick, drops the others and stays on its grid', async () => {
    await bubble(async () => {
      const ticker = time.newTicker(5);
      await time.sleep(32);
      expect([ticker.C.tryRecv(), ticker.C.tryRecv()]).toEqual([{ value: 5, ok: true }, undefined]);
      expect((await ticker.C.recv()).value).toBe(35);
      await time.sleep(2);
      expect((await ticker.C.recv()).value).toBe(40);
    });
  });

  test('of which somebody looked at the channel meanwhile does the same', async () => {
    await bubble(async () => {
      const ticker = time.newTicker(5);
      for (let i = 0; i < 6; i++) {
        await time.sleep(5);
        expect(ticker.C.len).toBe(0);
        await select([recv(undefined)], () => undefined);
        if (i === 2) expect(ticker.C.tryRecv()).toMatchObject({ value: 5 });
      }
      expect(ticker.C.tryRecv()).toEqual({ value: 20, ok: true });
    });
  });

  test('does not close its channel when it is stopped', async () => {
    await bubble(async () => {
      const ticker = time.newTicker(5);
      await time.sleep(7);
      ticker.stop();
      expect(ticker.C.tryRecv()).toBeUndefined();
      await time.sleep(7);
      expect(ticker.C.tryRecv()).toBeUndefined();
      ticker.reset(5);
      expect((await ticker.C.recv()).value).toBe(19);
    });
  });

  test('changes its grid by reset, also for one that waits', async () => {
    await bubble(async () => {
      const ticker = time.newTicker(100);
      const wg = new WaitGroup();
      const ticks: unknown[] = [];
      wg.go(async () => {
        for await (const tick of ticker.C) {
          ticks.push(tick);
          if (ticks.length === 3) break;
        }
      });
      await time.sleep(1);
      ticker.reset(10);
      await wg.wait();
      expect(ticks).toEqual([11, 21, 31]);
    });
  });
});

test.each([
  ['Sleep', (): unknown => time.sleep(Number.NaN)],
  ['NewTimer', (): unknown => time.newTimer(Number.NaN)],
  ['NewTimer', (): unknown => time.after(Number.NaN)],
  ['Timer.Reset', (): unknown => time.newTimer(1).reset(Number.NaN)],
  ['NewTicker', (): unknown => time.newTicker(Number.NaN)],
  ['Ticker.Reset', (): unknown => time.newTicker(1).reset(Number.NaN)],
  ['Tick', (): unknown => time.tick(Number.NaN)],
  ['AfterFunc', (): unknown => time.afterFunc(Number.NaN, () => undefined)],
])('a duration of %s that is no number is refused', (of, call) => {
  expect(call).toThrow(new TimeError(`the duration of ${of} is not a number`));
});

test('a sleep ends with its context, and leaves no alarm', async () => {
  await bubble(async () => {
    const [ctx, cancel] = context.withTimeout(context.background(), 5);
    await expect(time.sleep(10, ctx)).rejects.toBe(context.deadlineExceeded);
    await expect(time.sleep(10, ctx)).rejects.toBe(context.deadlineExceeded);
    expect(time.now()).toBe(5);
    cancel();
    const [later, cancelLater] = context.withCancel(context.background());
    await time.sleep(5, later);
    cancelLater();
  });
});
