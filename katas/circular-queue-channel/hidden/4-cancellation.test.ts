import { ChanQueue } from '#solution';
import { context, type Context } from '@katas/goroutine';
import { sized, test, withInput } from '@katas/kata/suite';
import { expect } from 'vitest';
import { Call, rest, shown } from './call.ts';
import { CountingContext } from './counting-context.ts';
import { heldOf, HeapMark } from './garbage.ts';
import { race } from './race.ts';
import { named } from './named.ts';

const background = context.background();

test(
  { en: 'a context that has ended lets nothing happen', zh: '已经结束的 context 不让任何事发生' },
  async () => {
    const [canceled, cancel] = context.withCancel(background);
    cancel();
    const [late] = context.withTimeout(background, 0);
    const [caused, cancelFor] = context.withCancelCause(background);
    cancelFor(new Error('a reason, which is not the error'));
    for (const [name, ctx] of [
      ['cancelled', canceled],
      ['past its deadline', late],
      ['cancelled for a reason', caused],
    ] as const) {
      for (const inside of [0, 1, 2]) {
        const queue = new ChanQueue<number>(2);
        for (let i = 0; i < inside; i += 1) queue.tryPush(i);
        const calls = { push: new Call(queue.push(9, ctx)), pop: new Call(queue.pop(ctx)) };
        await rest();
        for (const [call, { now, error }] of Object.entries(calls)) {
          const what = `${call} with a context that is ${name}, ${inside} values in a queue of 2`;
          expect(now, what).toMatch(/^failed/);
          expect(error === ctx.err(), `${what}: the error is ctx.err()`).toBe(true);
        }
        expect(queue.length, `length after push and pop with a context that is ${name}`).toBe(inside);
        const next = new Call(inside === 0 ? queue.push(5) : queue.pop());
        await rest();
        expect(next.now, 'the next call, without a context').toBe(
          inside === 0 ? 'returned' : '{ value: 0, ok: true }',
        );
        queue.close();
      }
    }
  },
);

test({ en: 'the end of its context ends a wait', zh: 'context 结束，等待就结束' }, async () => {
  const queue = new ChanQueue<number>(1);
  const [ctx, cancel] = context.withCancelCause(background);
  const pop = new Call(queue.pop(ctx));
  const other = new Call(queue.pop());
  await rest();
  expect(pop.now, 'pop(ctx) before the end of ctx').toBe('waits');
  cancel(new Error('a reason, which is not the error'));
  await rest();
  expect(pop.now, 'pop(ctx) after cancel()').toMatch(/^failed/);
  expect(pop.error === ctx.err(), 'pop(ctx) fails with ctx.err()').toBe(true);
  expect(other.now, 'a pop without a context').toBe('waits');
  queue.tryPush(1);
  await rest();
  queue.tryPush(2);
  await rest();
  expect([other.now, queue.length], 'the other pop, and the length, after tryPush(1) and tryPush(2)').toEqual(
    ['{ value: 1, ok: true }', 1],
  );
  const [ctx2, cancel2] = context.withCancel(background);
  const push = new Call(queue.push(3, ctx2));
  await rest();
  expect(push.now, 'push(3, ctx) into a full queue').toBe('waits');
  cancel2();
  await rest();
  expect(push.now, 'push(3, ctx) after cancel()').toMatch(/^failed/);
  expect(push.error === ctx2.err(), 'push(3, ctx) fails with ctx.err()').toBe(true);
  expect(queue.length, 'length after a push was cancelled').toBe(1);
  expect(queue.tryPush(9), 'tryPush(9) into the queue that is still full').toBe(false);
  expect(shown(queue.tryPop()), 'tryPop() after a push was cancelled').toBe('{ value: 2, ok: true }');
  await named('ghost-push', async () => {
    await rest();
    expect(queue.tryPop(), 'tryPop() of the queue that only the cancelled push(3) has come to').toBe(
      undefined,
    );
  });
  expect(queue.tryPush(4), 'tryPush(4) after that').toBe(true);
  queue.close();
});

test(
  {
    en: 'a call that was served before the end of its context does not fail',
    zh: '在 context 结束前已得到服务的调用不会失败',
  },
  async () => {
    const queue = new ChanQueue<number>(1);
    const [ctx, cancel] = context.withCancel(background);
    const pop = new Call(queue.pop(ctx));
    await rest();
    queue.tryPush(1);
    cancel();
    await rest();
    await named('swallowed-value', () => {
      withInput('a pop(ctx) waits; then, without an await in between: tryPush(1); cancel()', () => {
        expect(pop.now, 'pop(ctx), to which 1 belonged when its context ended').toBe(
          '{ value: 1, ok: true }',
        );
      });
    });
    expect(queue.length, 'length after that').toBe(0);
    queue.tryPush(2);
    const [ctx2, cancel2] = context.withCancel(background);
    const push = new Call(queue.push(3, ctx2));
    await rest();
    queue.tryPop();
    cancel2();
    await rest();
    withInput(
      '2 is in a queue of 1 and push(3, ctx) waits; then, without an await in between: tryPop(); cancel()',
      () => {
        expect(push.now, 'push(3, ctx), to which the place belonged when its context ended').toBe('returned');
        expect(shown(queue.tryPop()), 'tryPop()').toBe('{ value: 3, ok: true }');
      },
    );
    queue.close();
  },
);

test(
  {
    en: 'who gives up leaves the line, and the others keep their order',
    zh: '放弃者离开队伍，其余的顺序不变',
  },
  async () => {
    for (const gone of [[0], [1], [2], [0, 1], [1, 2], [0, 2]]) {
      const queue = new ChanQueue<number>(1);
      const pops = await lineOf(3, (ctx) => queue.pop(ctx));
      for (const one of gone) pops[one]?.cancel();
      await rest();
      for (const one of gone)
        expect(pops[one]?.call.now, `pop(ctx) number ${one + 1} after its cancel()`).toMatch(/^failed/);
      for (let i = 0; i < 3 - gone.length; i += 1) {
        expect(queue.tryPush(i), `tryPush(${i}) while pops wait`).toBe(true);
        await rest();
      }
      const what = `of three that waited, numbers ${gone.map((one) => one + 1).join(' and ')} gave up`;
      await named('swallowed-value', () => {
        expect(
          pops.map(({ call }) => call.now),
          `pops: ${what}`,
        ).toEqual(ends(gone, (at) => `{ value: ${at}, ok: true }`));
      });
      expect(queue.length, `length after as many values as pops were left`).toBe(0);

      queue.tryPush(-1);
      const pushes = await lineOf(3, (ctx, at) => queue.push(at, ctx));
      for (const one of gone) pushes[one]?.cancel();
      await rest();
      const taken: unknown[] = [];
      for (let recv = queue.tryPop(); recv?.ok === true; recv = queue.tryPop()) {
        taken.push(recv.value);
        await rest();
      }
      expect(
        pushes.map(({ call }) => call.now),
        `pushes: ${what}`,
      ).toEqual(ends(gone, () => 'returned'));
      expect(taken, `what came out: ${what}`).toEqual([-1, ...[0, 1, 2].filter((at) => !gone.includes(at))]);
      queue.close();
    }
  },
);

interface Waiting {
  readonly call: Call;
  cancel(): void;
}

/** So many calls that wait, in this order, each with its own context. */
async function lineOf(
  count: number,
  begin: (ctx: Context, at: number) => Promise<unknown>,
): Promise<Waiting[]> {
  const line: Waiting[] = [];
  for (let at = 0; at < count; at += 1) {
    const [ctx, cancel] = context.withCancel(background);
    line.push({ call: new Call(begin(ctx, at)), cancel });
    await rest();
  }
  return line;
}

function ends(gone: readonly number[], served: (at: number) => string): string[] {
  let at = -1;
  return [0, 1, 2].map((one) => {
    if (gone.includes(one)) return `failed: CanceledError: ${context.canceled.message}`;
    at += 1;
    return served(at);
  });
}

test(
  { en: 'a call that has ended leaves nothing on its context', zh: '结束的调用不在 context 上留下任何东西' },
  async () => {
    for (const [name, begin] of ENDINGS) {
      const queue = new ChanQueue<number>(1);
      const ctx = new CountingContext();
      const calls = await begin(queue, ctx);
      await rest();
      expect(
        calls.map((call) => call.now),
        name,
      ).not.toContain('waits');
      await named('left-behind', () => {
        expect(ctx.wishes, `callbacks left on the context after ${name}`).toBe(0);
      });
      queue.close();
    }
  },
);

type Begin = (queue: ChanQueue<number>, ctx: Context) => Promise<Call[]>;

/** Ways in which calls with a context come to an end without it. */
const ENDINGS: readonly (readonly [name: string, begin: Begin])[] = [
  [
    'push(1, ctx) and pop(ctx) that need not wait',
    async (queue, ctx) => {
      const push = new Call(queue.push(1, ctx));
      await rest();
      return [push, new Call(queue.pop(ctx))];
    },
  ],
  [
    'pop(ctx) that waited and was served',
    async (queue, ctx) => {
      const pop = new Call(queue.pop(ctx));
      await rest();
      queue.tryPush(1);
      return [pop];
    },
  ],
  [
    'push(2, ctx) that waited and was served',
    async (queue, ctx) => {
      queue.tryPush(1);
      const push = new Call(queue.push(2, ctx));
      await rest();
      queue.tryPop();
      return [push];
    },
  ],
  [
    'pop(ctx) that waited until close()',
    async (queue, ctx) => {
      const pop = new Call(queue.pop(ctx));
      await rest();
      queue.close();
      return [pop];
    },
  ],
  [
    'push(2, ctx) that waited until close()',
    async (queue, ctx) => {
      queue.tryPush(1);
      const push = new Call(queue.push(2, ctx));
      await rest();
      queue.close();
      return [push];
    },
  ],
];

const WAITS = sized(600, 10);

test(
  { en: 'waits that were given up leave nothing in the queue', zh: '放弃的等待不在队列里留下任何东西' },
  async () => {
    const empty = new ChanQueue<object>(1);
    const full = new ChanQueue<object>(1);
    full.tryPush({});
    const giveUp = async (): Promise<WeakRef<object>> => {
      const [ctx, cancel] = context.withCancel(background);
      const value = { big: 1 };
      const calls = [new Call(empty.pop(ctx)), new Call(full.push(value, ctx))];
      await rest();
      cancel();
      await rest();
      expect(
        calls.map((call) => call.now.slice(0, 6)),
        'pop(ctx) and push(value, ctx) after cancel()',
      ).toEqual(['failed', 'failed']);
      return new WeakRef(value);
    };
    const refs: WeakRef<object>[] = [];
    for (let i = 0; i < 4; i += 1) refs.push(await giveUp());
    const held = await heldOf(refs, 1);
    await named('left-behind', () => {
      // The last one may still be a variable of a goroutine that waits for the next call.
      expect(held, 'values held of 4 pushes that were given up').toBeLessThan(2);
    });
    const many = async (): Promise<void> => {
      const [ctx, cancel] = context.withCancel(background);
      const calls = Array.from({ length: WAITS }, () => new Call(empty.pop(ctx)));
      await rest();
      cancel();
      await rest();
      expect(
        calls.filter((call) => call.now === 'waits').length,
        `of ${WAITS} × pop(ctx), those that wait after cancel()`,
      ).toBe(0);
      empty.tryPush({});
      empty.tryPop();
    };
    await many();
    const mark = new HeapMark();
    await many();
    await many();
    const grown = await mark.grownByKb(150);
    await named('left-behind', () => {
      expect(
        grown,
        `kB that an empty queue has grown by with ${2 * WAITS} pops that were given up`,
      ).toBeLessThan(150);
    });
    empty.close();
    full.close();
  },
);

test({ en: 'a pop that is cancelled loses no value', zh: '被取消的 pop 不会弄丢值' }, async () => {
  await race({ capacity: 1, program: 'C1: pop(ctx) | P1: push(1) | X: cancel()', bound: 2 });
  await race({
    capacity: 2,
    program: 'C1: pop(ctx) | C2: pop() | M: tryPush(1); cancel(); tryPush(2)',
    bound: 1,
  });
});

test({ en: 'a push that is cancelled keeps no place', zh: '被取消的 push 不会占住空位' }, async () => {
  await race({
    capacity: 1,
    before: 'tryPush(1)',
    program: 'P1: push(2, ctx) | C1: pop() | X: cancel()',
    bound: 2,
  });
  await race({
    capacity: 1,
    before: 'tryPush(1)',
    program: 'P1: push(2, ctx) | P2: push(3) | M: tryPop(); cancel(); pop()',
    bound: 1,
  });
});

test(
  {
    en: 'a deadline that comes amid everything leaves the queue whole',
    zh: '期限在任何时刻到来，队列都保持完整',
  },
  async () => {
    await race({ capacity: 1, program: 'C1: pop(ctx) | C2: pop(ctx)', ctxMs: 5, bound: 2 });
    await race({
      capacity: 1,
      before: 'tryPush(1)',
      program: 'P1: push(2, ctx) | X: close()',
      ctxMs: 5,
      bound: 2,
    });
  },
);
