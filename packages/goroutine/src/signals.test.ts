import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { Chan, context, signalNotify, time } from './index.ts';
import { bubble } from './steered/index.ts';

describe('context.withSignal', () => {
  test('ends the context with the signal’s reason', () => {
    const controller = new AbortController();
    const [ctx] = context.withSignal(context.background(), controller.signal);
    const why = new Error('user left');
    controller.abort(why);
    expect([ctx.err(), ctx.cause()]).toEqual([context.canceled, why]);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  test('takes its listener off when the context ends otherwise', () => {
    const controller = new AbortController();
    const [, cancel] = context.withSignal(context.background(), controller.signal);
    const [parent, cancelParent] = context.withCancel(context.background());
    const [child] = context.withSignal(parent, controller.signal);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(2);
    cancel();
    cancelParent();
    expect(child.err()).toBe(context.canceled);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  test('of an aborted signal, and of an ended parent, has ended', () => {
    const aborted = new AbortController();
    aborted.abort('no error');
    const [ctx] = context.withSignal(context.background(), aborted.signal);
    expect([ctx.err(), ctx.cause()?.message, ctx.cause()?.cause]).toEqual([
      context.canceled,
      'no error',
      'no error',
    ]);
    const [parent, cancel] = context.withCancel(context.background());
    cancel();
    const { signal } = new AbortController();
    const [child, cancelChild] = context.withSignal(parent, signal);
    expect(child.err()).toBe(context.canceled);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    using _ = cancelChild;
  });
});

describe('context.signalOf', () => {
  test('aborts with the context’s cause, and is the same each time', () => {
    const [ctx, cancel] = context.withCancelCause(context.background());
    const signal = context.signalOf(ctx);
    expect(context.signalOf(ctx)).toBe(signal);
    expect(signal.aborted).toBe(false);
    const why = new Error('enough');
    cancel(why);
    expect([signal.aborted, signal.reason]).toEqual([true, why]);
    expect(context.signalOf(ctx).aborted).toBe(true);
    const [other, cancelOther] = context.withCancel(context.background());
    cancelOther();
    expect(context.signalOf(other).reason).toBe(context.canceled);
  });

  test('aborts at the deadline', async () => {
    await bubble(async () => {
      const [ctx, cancel] = context.withTimeout(context.background(), 5);
      const signal = context.signalOf(ctx);
      await time.sleep(5);
      expect(signal.reason).toBe(context.deadlineExceeded);
      cancel();
    });
  });
});

describe('cancel functions', () => {
  test('end their context with the scope', () => {
    const made = [];
    {
      const [a, cancelA] = context.withCancel(context.background());
      const [b, cancelB] = context.withCancelCause(a);
      using _a = cancelA;
      using _b = cancelB;
      made.push(a, b);
      expect(made.map((ctx) => ctx.err())).toEqual([undefined, undefined]);
    }
    expect(made.map((ctx) => ctx.err())).toEqual([context.canceled, context.canceled]);
  });

  test('a deadline that is no number is refused', () => {
    expect(() => context.withTimeout(context.background(), Number.NaN)).toThrow(
      'context: the deadline is not a number',
    );
  });
});

describe('signalNotify', () => {
  test('drops a signal that nobody can take, and takes its listeners off', () => {
    const listeners = (): number => process.listenerCount('SIGUSR2') + process.listenerCount('SIGWINCH');
    const before = listeners();
    const c = new Chan<NodeJS.Signals>(1);
    const stop = signalNotify(c, 'SIGUSR2', 'SIGWINCH');
    expect(listeners()).toBe(before + 2);
    process.emit('SIGWINCH', 'SIGWINCH');
    process.emit('SIGUSR2', 'SIGUSR2');
    expect([c.tryRecv()?.value, c.tryRecv()]).toEqual(['SIGWINCH', undefined]);
    stop();
    stop[Symbol.dispose]();
    expect(listeners()).toBe(before);
  });
});
