// Go: src/context/x_test.go, context_test.go, afterfunc_test.go, in virtual time
import { describe, expect, test } from 'vitest';
import {
  type CancelFunc,
  Chan,
  type Context,
  context,
  ContextError,
  go,
  recv,
  type RecvChan,
  select,
  time,
  WaitGroup,
} from '../index.ts';
import { settle, underSchedules } from './run.ts';

const {
  background,
  canceled,
  deadlineExceeded,
  todo,
  withCancel,
  withCancelCause,
  withDeadline,
  withTimeout,
  withValue,
} = context;

describe('context/x_test.go and context_test.go', () => {
  for (const [name, ctx, text] of [
    ['TestBackground', background(), 'context.Background'],
    ['TestTODO', todo(), 'context.TODO'],
  ] as const) {
    test(name, () => {
      expect(ctx.done().tryRecv()).toBeUndefined();
      expect(ctx.done()).toBe(Chan.nil());
      expect([ctx.err(), ctx.cause(), ctx.deadline(), ctx.value('key')]).toEqual(Array(4).fill(undefined));
      expect(String(ctx)).toBe(text);
    });
  }

  test(
    'TestWithCancel',
    underSchedules(async () => {
      const [c1, cancel] = withCancel(background());
      expect(String(c1)).toBe('context.Background.WithCancel');
      const [o] = [withValue(c1, 'k', 'v')];
      const contexts = [c1, o];
      for (const c of contexts) expect([c.done().tryRecv(), c.err()]).toEqual([undefined, undefined]);
      cancel();
      for (const c of contexts) {
        expect(c.done().tryRecv()).toEqual({ value: undefined, ok: false });
        expect(c.err()).toBe(canceled);
      }
      cancel();
      expect(c1.err()?.message).toBe('context canceled');
    }),
  );

  test(
    'TestParentFinishesChild',
    underSchedules(async () => {
      const [parent, cancel] = withCancel(background());
      const [cancelChild, stop1] = withCancel(parent);
      const valueChild = withValue(parent, 'key', 'value');
      const [timerChild, stop2] = withTimeout(valueChild, 10_000);
      const [afterChild] = [withCancel(timerChild)[0]];
      const all = [parent, cancelChild, valueChild, timerChild, afterChild];
      for (const c of all) expect([c.done().tryRecv(), c.err()]).toEqual([undefined, undefined]);
      cancel();
      for (const c of all) {
        expect(c.done().tryRecv()).toEqual({ value: undefined, ok: false });
        expect(c.err()).toBe(canceled);
      }
      expect(withCancel(parent)[0].err()).toBe(canceled);
      stop1();
      stop2();
    }),
  );

  test(
    'TestChildFinishesFirst',
    underSchedules(async () => {
      for (const parent of [background(), withCancel(background())[0]]) {
        const [child, cancel] = withCancel(parent);
        cancel();
        expect([child.err(), parent.err()]).toEqual([canceled, undefined]);
        expect(parent.done().tryRecv()).toBeUndefined();
      }
    }),
  );

  test(
    'TestDeadline',
    underSchedules(async () => {
      await expectDeadline(withDeadline(background(), time.now() + 50), 50);
      await expectDeadline(
        withDeadline(opaque(withDeadline(background(), time.now() + 50)[0]), time.now() + 9999),
        50,
      );
      expect(withDeadline(background(), time.now() - 1)[0].err()).toBe(deadlineExceeded);
      expect(withDeadline(background(), time.now())[0].err()).toBe(deadlineExceeded);
    }),
  );

  test(
    'TestTimeout',
    underSchedules(async () => {
      await expectDeadline(withTimeout(background(), 50), 50);
      const [parent] = withTimeout(background(), 50);
      await expectDeadline(withTimeout(parent, 100_000), 50);
      const [later, cancel] = withTimeout(background(), 100_000);
      await expectDeadline(withTimeout(later, 50), 50);
      cancel();
      expect(withTimeout(background(), -1)[0].err()?.message).toBe('context deadline exceeded');
    }),
  );

  test(
    'TestCanceledTimeout',
    underSchedules(async () => {
      const [parent] = withTimeout(background(), 1000);
      const [c, cancel] = withTimeout(opaque(parent), 10_000);
      cancel();
      expect(c.done().tryRecv()).toEqual({ value: undefined, ok: false });
      expect(c.err()).toBe(canceled);
      await time.sleep(1001);
      expect(c.err()).toBe(canceled);
    }),
  );

  test('TestValues', () => {
    const [k1, k2, k3] = [Symbol('k'), Symbol('k'), {}];
    const c1 = withValue(background(), k1, 'c1k1');
    const c2 = withValue(c1, k2, 'c2k2');
    const c3 = withValue(c2, k3, 'c3k3');
    const c4 = withValue(c3, k1, undefined);
    const [o4] = withCancel(c4);
    const look = (c: Context): unknown[] => [c.value(k1), c.value(k2), c.value(k3), c.value('k')];
    expect(look(c1)).toEqual(['c1k1', undefined, undefined, undefined]);
    expect(look(c2)).toEqual(['c1k1', 'c2k2', undefined, undefined]);
    expect(look(c3)).toEqual(['c1k1', 'c2k2', 'c3k3', undefined]);
    expect(look(o4)).toEqual([undefined, 'c2k2', 'c3k3', undefined]);
    expect(String(c1)).toBe('context.Background.WithValue');
    expect(withValue(background(), Number.NaN, 1).value(Number.NaN)).toBe(1);
  });

  test(
    'TestSimultaneousCancels',
    underSchedules(async () => {
      const [root, cancel] = withCancel(background());
      const cancels = new Map<Context, CancelFunc>([[root, cancel]]);
      const queue = [root];
      // A tree of a hundred contexts, two children each.
      while (queue.length > 0 && cancels.size < 100) {
        const parent = queue.shift() as Context;
        for (let i = 0; i < 2; i++) {
          const [child, cancelChild] = withCancel(parent);
          queue.push(child);
          cancels.set(child, cancelChild);
        }
      }
      const wg = new WaitGroup();
      for (const one of cancels.values()) wg.go(one);
      for (const ctx of cancels.keys()) wg.go(() => ctx.done().recv());
      await wg.wait();
      for (const ctx of cancels.keys()) expect(ctx.err()).toBe(canceled);
    }),
  );

  test(
    'TestInterlockedCancels',
    underSchedules(async () => {
      const [parent, cancelParent] = withCancel(background());
      const [child, cancelChild] = withCancel(parent);
      go(async () => {
        await parent.done().recv();
        cancelChild();
      });
      cancelParent();
      expect((await child.done().recv()).ok).toBe(false);
    }),
  );

  for (const name of ['TestLayersCancel', 'TestLayersTimeout']) {
    test(
      name,
      underSchedules(async () => {
        const timeout = name === 'TestLayersTimeout' ? 200 : undefined;
        let ctx = background();
        const cancels: CancelFunc[] = [];
        const values: [object, number][] = [];
        for (let layer = 0; layer < 30; layer++) {
          if (layer % 3 === 0) {
            const key = {};
            ctx = withValue(ctx, key, layer);
            values.push([key, layer]);
          } else {
            const [next, cancel] = layer % 3 === 1 ? withCancel(ctx) : withTimeout(ctx, timeout ?? 1_000_000);
            ctx = next;
            cancels.push(cancel);
          }
        }
        const check = (): void => {
          for (const [key, value] of values) expect(ctx.value(key)).toBe(value);
        };
        check();
        expect(ctx.err()).toBeUndefined();
        if (timeout === undefined) cancels[4]?.();
        else await time.sleep(timeout);
        expect(ctx.err()).toBe(timeout === undefined ? canceled : deadlineExceeded);
        expect(ctx.done().tryRecv()?.ok).toBe(false);
        check();
        for (const cancel of cancels) cancel();
      }),
    );
  }

  test('TestCancelRemoves', () => {
    const counted = counting(background());
    const [, cancel] = withCancel(counted);
    const [, cancelTimer] = withTimeout(counted, 60_000);
    const stop = context.afterFunc(counted, () => undefined);
    expect(counted.listeners).toBe(3);
    cancel();
    cancelTimer();
    stop();
    expect(counted.listeners).toBe(0);
  });

  test('TestWithCancelCanceledParent', () => {
    const [parent, cancelParent] = withCancelCause(background());
    const why = new Error('because!');
    cancelParent(why);
    const [c] = withCancel(parent);
    expect(c.done().tryRecv()?.ok).toBe(false);
    expect([c.err(), context.cause(c)]).toEqual([canceled, why]);
    expect(context.cause(c)).toBe(why);
  });

  test('TestWithCancelSimultaneouslyCanceledParent', () => {
    // The parent ends while the child is being made.
    const [parent, cancel] = withCancel(background());
    const [c] = withCancel(opaque(parent, cancel));
    expect(c.err()).toBe(canceled);
  });

  test('TestWithValueChecksKey', () => {
    for (const key of [undefined, null]) {
      expect(() => withValue(background(), key, 'bar')).toThrow(new ContextError('nil key'));
    }
  });

  test('TestInvalidDerivedFail', () => {
    const nil = undefined as unknown as Context;
    const made: (() => unknown)[] = [
      () => withCancel(nil),
      () => withCancelCause(nil),
      () => withDeadline(nil, time.now()),
      () => withTimeout(nil, 1),
      () => withValue(nil, 'foo', 'bar'),
      () => context.withoutCancel(nil),
    ];
    for (const make of made) expect(make).toThrow(new ContextError('cannot create context from nil parent'));
  });

  test(
    'TestCustomContextPropagation',
    underSchedules(async () => {
      const [inner, cancel] = withCancel(background());
      const custom = opaque(inner);
      const [child] = withCancel(withValue(custom, 'a', 1));
      const waiting = new WaitGroup();
      waiting.go(() => child.done().recv());
      await settle();
      cancel();
      await waiting.wait();
      expect(child.err()).toBe(canceled);
    }),
  );

  test(
    'TestCause',
    underSchedules(async () => {
      const [first, second, timeUp] = [new Error('first'), new Error('second'), new Error('too slow')];
      expect(context.cause(background())).toBeUndefined();
      const [c1, cancel1] = withCancelCause(background());
      expect(context.cause(c1)).toBeUndefined();
      cancel1(first);
      cancel1(second);
      expect([c1.err(), context.cause(c1)]).toEqual([canceled, first]);
      const [c2, cancel2] = withCancelCause(background());
      cancel2();
      expect(context.cause(c2)).toBe(canceled);
      const [grand, cancelGrand] = withCancelCause(background());
      const [child, cancelChild] = withCancelCause(grand);
      cancelChild(second);
      cancelGrand(first);
      expect([context.cause(grand), context.cause(child)]).toEqual([first, second]);
      const [t1] = withTimeout(background(), 0, timeUp);
      expect([t1.err(), context.cause(t1)]).toEqual([deadlineExceeded, timeUp]);
      const [t2, cancelTimer] = withTimeout(background(), 5, timeUp);
      cancelTimer();
      expect([t2.err(), context.cause(t2)]).toEqual([canceled, canceled]);
      const [t3] = withDeadline(background(), time.now() + 5, timeUp);
      await time.sleep(5);
      expect(context.cause(t3)).toBe(timeUp);
      expect(context.cause(context.withoutCancel(c1))).toBeUndefined();
    }),
  );

  test(
    'TestCauseRace',
    underSchedules(async () => {
      const [ctx, cancel] = withCancelCause(background());
      const wg = new WaitGroup();
      for (let i = 0; i < 4; i++) wg.go(() => cancel(new Error(`cause ${i}`)));
      await ctx.done().recv();
      expect(context.cause(ctx)?.message).toMatch(/^cause \d$/);
      await wg.wait();
    }),
  );

  test(
    'TestErrDoneRace',
    underSchedules(async () => {
      const [ctx, cancel] = withTimeout(background(), 1);
      const wg = new WaitGroup();
      wg.go(async () => {
        while (ctx.err() === undefined) await time.sleep(0.5);
        expect(ctx.done().tryRecv()?.ok).toBe(false);
      });
      await wg.wait();
      cancel();
    }),
  );

  test('TestWithoutCancel', () => {
    const key = {};
    const [parent, cancel] = withCancel(withValue(background(), key, 'value'));
    const ctx = context.withoutCancel(parent);
    cancel();
    expect(ctx.done()).toBe(Chan.nil());
    expect([ctx.err(), ctx.cause(), ctx.deadline(), ctx.value(key)]).toEqual([
      undefined,
      undefined,
      undefined,
      'value',
    ]);
    expect(String(ctx)).toBe('context.Background.WithValue.WithCancel.WithoutCancel');
  });
});

describe('context: AfterFunc', () => {
  test(
    'TestAfterFuncCalledAfterCancel',
    underSchedules(async () => {
      const [ctx, cancel] = withCancel(background());
      const called = new Chan<never>();
      const stop = context.afterFunc(ctx, () => called.close());
      await settle();
      expect(called.tryRecv()).toBeUndefined();
      cancel();
      await called.recv();
      expect(stop()).toBe(false);
    }),
  );

  test(
    'TestAfterFuncCalledAfterTimeout',
    underSchedules(async () => {
      const [ctx] = withTimeout(background(), 10);
      const called = new Chan<never>();
      context.afterFunc(ctx, () => called.close());
      const start = time.now();
      await called.recv();
      expect(time.now() - start).toBe(10);
    }),
  );

  test(
    'TestAfterFuncCalledImmediately',
    underSchedules(async () => {
      const [ctx, cancel] = withCancel(background());
      cancel();
      const called = new Chan<never>();
      context.afterFunc(ctx, () => called.close());
      await called.recv();
    }),
  );

  test(
    'TestAfterFuncNotCalledAfterStop',
    underSchedules(async () => {
      const [ctx, cancel] = withCancel(background());
      const stop = context.afterFunc(ctx, () => expect.unreachable('stopped'));
      expect([stop(), stop()]).toEqual([true, false]);
      cancel();
      await settle();
    }),
  );

  test(
    'TestAfterFuncCalledAsynchronously',
    underSchedules(async () => {
      // The function may wait for whoever cancels.
      const [ctx, cancel] = withCancel(background());
      const meeting = new Chan<number>();
      context.afterFunc(ctx, () => meeting.send(1));
      cancel();
      expect((await select([recv(meeting), recv(time.after(1000))])).index).toBe(0);
    }),
  );
});

async function expectDeadline([ctx]: [Context, CancelFunc], afterMs: number): Promise<void> {
  const start = time.now();
  expect((ctx.deadline() as number) - start).toBe(afterMs);
  const it = await select([recv(ctx.done()), recv(time.after(afterMs * 2))]);
  expect([it.index, time.now() - start]).toEqual([0, afterMs]);
  expect(ctx.err()).toBe(deadlineExceeded);
}

/** A context of somebody else's making. */
function opaque(inner: Context, beforeOnEnd?: () => void): Context {
  return {
    done: (): RecvChan<never> => inner.done(),
    err: () => inner.err(),
    cause: () => inner.cause(),
    deadline: () => inner.deadline(),
    value: (key) => inner.value(key),
    onEnd: (callback) => {
      beforeOnEnd?.();
      return inner.onEnd(callback);
    },
    toString: () => 'opaque',
  };
}

function counting(inner: Context): Context & { listeners: number } {
  const counted = {
    ...opaque(inner),
    listeners: 0,
    onEnd: (callback: () => void): (() => void) => {
      counted.listeners++;
      const leave = inner.onEnd(callback);
      return () => {
        counted.listeners--;
        leave();
      };
    },
  };
  return counted;
}
