import { describe, expect, test } from 'vitest';
import {
  Chan,
  ChanError,
  close,
  type Context,
  context,
  go,
  NativeRuntime,
  recv,
  select,
  send,
  setRuntime,
  time,
  WaitGroup,
} from './index.ts';
import { bubble } from './steered/index.ts';

const sendOnClosed = new ChanError('send on closed channel');

describe('a closed channel', () => {
  test('gives what is buffered, then nothing, and keeps its capacity', async () => {
    const c = new Chan<number>(2);
    await c.send(1);
    await c.send(2);
    c.close();
    expect([await c.recv(), await c.recv()]).toEqual([
      { value: 1, ok: true },
      { value: 2, ok: true },
    ]);
    expect([await c.recv(), c.len, c.cap]).toEqual([{ value: undefined, ok: false }, 0, 2]);
  });

  test('gives what parked senders brought before it was closed only if they were taken', async () => {
    await bubble(async () => {
      const c = new Chan<number>(1);
      await c.send(1);
      const parked = c.send(2);
      const failed = expect(parked).rejects.toThrow(sendOnClosed);
      c.close();
      await failed;
      expect([await c.recv(), await c.recv()]).toEqual([
        { value: 1, ok: true },
        { value: undefined, ok: false },
      ]);
    });
  });

  test('refuses every send and a second close', async () => {
    const c = new Chan<number>(1);
    close(c);
    await expect(c.send(1)).rejects.toThrow(sendOnClosed);
    expect(() => c.trySend(1)).toThrow(sendOnClosed);
    expect(() => c.close()).toThrow(new ChanError('close of closed channel'));
    expect(sendOnClosed.message).toBe('chan: send on closed channel');
  });

  test('wakes all receivers, also those in a select and in a loop', async () => {
    await bubble(async () => {
      const c = new Chan<number>();
      const wg = new WaitGroup();
      const seen: unknown[] = [];
      wg.go(async () => seen.push(await c.recv()));
      wg.go(async () => seen.push(await select([recv(c)])));
      wg.go(async () => {
        for await (const _ of c) expect.unreachable();
        seen.push('loop');
      });
      await time.sleep(1);
      c.close();
      await wg.wait();
      expect(seen).toEqual([
        { value: undefined, ok: false },
        { index: 0, value: undefined, ok: false },
        'loop',
      ]);
    });
  });
});

describe('values', () => {
  test.each([undefined, null, 0, '', false, Number.NaN])('%s is a value like any other', async (value) => {
    const c = new Chan<unknown>(1);
    expect(c.trySend(value)).toBe(true);
    expect(await c.recv()).toEqual({ value, ok: true });
    void c.send(value);
    expect(c.tryRecv()).toEqual({ value, ok: true });
    expect(c.tryRecv()).toBeUndefined();
  });

  test('a promise is carried as it is, not waited for', async () => {
    const c = new Chan<Promise<number>>(1);
    const promise = new Promise<number>(() => undefined);
    await c.send(promise);
    expect((await c.recv()).value).toBe(promise);
  });

  test('come in order, buffered ones before those of parked senders', async () => {
    const c = new Chan<number>(2);
    const sends = [1, 2, 3, 4, 5].map((value) => c.send(value));
    expect(c.len).toBe(2);
    const got: number[] = [];
    for (let i = 0; i < 5; i++) got.push((await c.recv()).value as number);
    await Promise.all(sends);
    expect(got).toEqual([1, 2, 3, 4, 5]);
  });

  test('go to receivers in the order in which these began to wait', async () => {
    const c = new Chan<number>();
    const receivers = [c.recv(), c.recv(), c.recv()];
    for (let i = 0; i < 3; i++) await c.send(i);
    expect((await Promise.all(receivers)).map(({ value }) => value)).toEqual([0, 1, 2]);
  });

  test('loops over a channel can be left and taken up again', async () => {
    const c = new Chan<number>(4);
    for (let i = 0; i < 4; i++) await c.send(i);
    c.close();
    const seen: number[] = [];
    for await (const value of c) {
      seen.push(value);
      if (value === 1) break;
    }
    for await (const value of c) seen.push(value * 10);
    expect(seen).toEqual([0, 1, 20, 30]);
    const parked = new Chan<number>();
    const next = parked[Symbol.asyncIterator]()[Symbol.asyncIterator]().next();
    await parked.send(7);
    expect(await next).toEqual({ value: 7, done: false });
  });
});

describe('capacity', () => {
  test.each([-1, 0.5, Number.NaN, Infinity, 2 ** 53])('%s is refused', (capacity) => {
    expect(() => new Chan(capacity)).toThrow(new ChanError('makechan: size out of range'));
  });

  test('a huge one costs nothing until it is used', async () => {
    const c = new Chan<number>(2 ** 52);
    for (let i = 0; i < 1000; i++) await c.send(i);
    expect([c.len, c.cap, (await c.recv()).value]).toEqual([1000, 2 ** 52, 0]);
  });
});

describe('a cancelled wait', () => {
  test('loses no value, keeps no place, and fails with the context’s error', async () => {
    await bubble(async () => {
      const c = new Chan<number>();
      const [ctx, cancel] = context.withCancel(context.background());
      const received = expect(c.recv(ctx)).rejects.toBe(context.canceled);
      const second = c.recv();
      cancel();
      await received;
      expect(c.trySend(1)).toBe(true);
      expect(await second).toEqual({ value: 1, ok: true });

      const [timed] = context.withTimeout(context.background(), 5);
      const sent = expect(c.send(2, timed)).rejects.toBe(context.deadlineExceeded);
      await sent;
      expect(c.tryRecv()).toBeUndefined();
    });
  });

  test('does not begin when the context has ended', async () => {
    const c = new Chan<number>(1);
    const [ctx, cancel] = context.withCancel(context.background());
    cancel();
    await expect(c.send(1, ctx)).rejects.toBe(context.canceled);
    expect(c.len).toBe(0);
    await c.send(2);
    await expect(c.recv(ctx)).rejects.toBe(context.canceled);
    expect(c.len).toBe(1);
  });

  test('leaves nothing in the context when it ended otherwise', async () => {
    const c = new Chan<number>();
    const watched = new Set<() => void>();
    const inner = context.withCancel(context.background())[0];
    const ctx: Context = {
      done: () => inner.done(),
      err: () => undefined,
      cause: () => undefined,
      deadline: () => undefined,
      value: () => undefined,
      onEnd: (callback) => {
        watched.add(callback);
        return () => watched.delete(callback);
      },
    };
    const pending = [c.recv(ctx), c.recv(ctx)];
    expect(watched.size).toBe(2);
    await c.send(1, ctx);
    c.close();
    await Promise.all(pending);
    expect(watched.size).toBe(0);
    expect(await c.recv(ctx)).toEqual({ value: undefined, ok: false });
    expect(watched.size).toBe(0);
  });

  test('comes with the last word when value and end fall together', async () => {
    // The value was handed over first: it must not be lost.
    await bubble(async () => {
      const c = new Chan<number>();
      const [ctx, cancel] = context.withCancel(context.background());
      const first = c.recv(ctx);
      expect(c.trySend(1)).toBe(true);
      cancel();
      expect(await first).toEqual({ value: 1, ok: true });
      // And the other way round the value goes to nobody.
      const [ctx2, cancel2] = context.withCancel(context.background());
      const second = expect(c.recv(ctx2)).rejects.toBe(context.canceled);
      cancel2();
      expect(c.trySend(2)).toBe(false);
      await second;
    });
  });
});

describe('the nil channel', () => {
  test('waits for ever, and gives up with its context', async () => {
    await bubble(async () => {
      const nil = Chan.nil<number>();
      expect([nil.trySend(1), nil.tryRecv(), nil.len, nil.cap]).toEqual([false, undefined, 0, 0]);
      const [ctx, cancel] = context.withTimeout(context.background(), 5);
      const sent = expect(nil.send(1, ctx)).rejects.toBe(context.deadlineExceeded);
      await expect(nil.recv(ctx)).rejects.toBe(context.deadlineExceeded);
      await sent;
      cancel();
      await expect(nil.recv(ctx)).rejects.toBe(context.deadlineExceeded);
      expect(nil[Symbol.asyncIterator]()[Symbol.asyncIterator]()).toBeDefined();
    });
  });

  test('is not the meeting point of two selects', async () => {
    await bubble(async () => {
      const nil = Chan.nil<number>();
      const end = new Chan<never>();
      const wg = new WaitGroup();
      wg.go(async () => expect((await select([recv(nil), recv(end)])).index).toBe(1));
      wg.go(async () => expect((await select([send(nil, 1), recv(end)])).index).toBe(1));
      await time.sleep(1);
      end.close();
      await wg.wait();
    });
  });

  test.each([undefined, null, Chan.nil<number>()])('cannot be closed', (nil) => {
    expect(() => close(nil)).toThrow(new ChanError('close of nil channel'));
  });

  test('a loop over it waits for ever', async () => {
    const runtime = new NativeRuntime();
    const before = setRuntime(runtime);
    go(async () => {
      for await (const _ of Chan.nil()) expect.unreachable();
    });
    await time.sleep(0);
    await time.sleep(0);
    setRuntime(before);
    expect(runtime.parked).toBe(1);
  });
});
