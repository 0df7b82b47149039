import { QueueClosedError } from '#solution';
import { looksLike, test } from '@katas/kata/suite';
import { context, go, time, WaitGroup } from '@katas/goroutine';
import { expect } from 'vitest';
import { alone } from './alone.ts';
import { Gate } from './gate.ts';
import { acknowledge, keep } from './ledger.ts';
import { inManyOrders } from './order.ts';
import { counts, opened } from './opened.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

test(
  {
    en: 'every group gets every message, and in each group exactly one consumer gets it',
    zh: '每个组都得到每条消息，组内恰好一个消费者得到它',
  },
  () =>
    alone("groups 'mail' (A, B) and 'log' (C); publish('t', 1) … publish('t', 5)", async () => {
      const { queue, ledger } = opened<number>();
      queue.subscribe('t', 'mail', ledger.handler('mail/A'));
      queue.subscribe('t', 'mail', ledger.handler('mail/B'));
      queue.subscribe('t', 'log', ledger.handler('log/C'));
      for (const n of [1, 2, 3, 4, 5]) await queue.publish('t', n);
      await queue.close();
      for (const group of ['mail', 'log'])
        expect(ledger.onceEach([1, 2, 3, 4, 5], group) ?? 'once each').toBe('once each');
      for (const n of [1, 2, 3, 4, 5]) {
        const [one, other] = ledger.entries.filter(({ body }) => body === n);
        expect(one?.id, `the id of message ${n} is the same in both groups`).toBe(other?.id);
        expect(one?.message === other?.message, `both groups share one Message object for ${n}`).toBe(false);
      }
    }),
);

test(
  {
    en: 'two groups in whatever order things happen: no message is lost or doubled, and none is delivered before its turn',
    zh: '两个组、无论次序如何：消息不丢、不重，先后不乱',
  },
  () =>
    inManyOrders({
      program: "P: publish 1, 2 (capacity 1) | group 'mail': A, B | group 'log': C | close()",
      lanes: ['main'],
      run: async () => {
        const { queue, ledger } = opened<number>({ capacity: 1 });
        for (const by of ['mail/A', 'mail/B', 'log/C'])
          queue.subscribe('t', by.slice(0, -2), ledger.handler(by));
        await queue.publish('t', 1);
        await queue.publish('t', 2);
        const { undelivered } = await queue.close();
        return () =>
          ledger.onceEach([1, 2], 'mail') ??
          ledger.onceEach([1, 2], 'log') ??
          ledger.inOrder([1, 2], ['mail/A', 'mail/B', 'log/C']) ??
          (undelivered === 0 || `close() says undelivered: ${undelivered}, and all were delivered`);
      },
      looksLike: ({ kind }) => (kind === 'deadlock' ? 'lost-wake-up' : undefined),
    }),
);

test(
  {
    en: 'a later group sees what is published from then on; the first one also what was there before',
    zh: '后来的组只看到此后发布的消息；第一个组还能看到之前积压的',
  },
  () =>
    alone("publish 1; subscribe 'first'; publish 2; subscribe 'later'; publish 3", async () => {
      const { queue, ledger } = opened<number>();
      await queue.publish('t', 1);
      queue.subscribe(
        't',
        'first',
        ledger.handler('first', (message) => time.sleep(100).then(() => message.ack())),
      );
      await queue.publish('t', 2);
      queue.subscribe('t', 'later', ledger.handler('later'));
      await queue.publish('t', 3);
      await queue.close();
      expect(ledger.bodies('first'), "what 'first' got").toEqual([1, 2, 3]);
      expect(ledger.bodies('later'), "what 'later' got").toEqual([3]);
    }),
);

test(
  {
    en: 'exactly capacity messages are queued; the next publish waits until one is delivered',
    zh: '恰好能排 capacity 条消息；再发布就要等到有一条被送出',
  },
  () =>
    alone(
      'capacity 3: publish 1 … 4 without a consumer; then one consumer, which keeps what it gets; publish 5',
      async () => {
        const { queue, ledger } = opened<number>({ capacity: 3 });
        const calls = [1, 2, 3, 4].map((n) => outcomeOf(() => queue.publish('t', n)));
        await time.sleep(1);
        expect(states(calls), 'publish 1, 2, 3, 4 with capacity 3 and nobody to take them').toBe(
          'resolved resolved resolved waits',
        );
        expect(queue.stats('t'), 'stats: what waits for its place is not queued').toMatchObject(
          counts(3, 0, 0),
        );
        queue.subscribe('t', 'g', ledger.handler('C', keep));
        await time.sleep(1);
        expect(ledger.bodies(), 'delivered to a consumer that does not settle').toEqual([1]);
        expect(calls[3]?.state, 'publish 4, after 1 was delivered').toBe('resolved');
        const fifth = outcomeOf(() => queue.publish('t', 5));
        await time.sleep(1);
        await looksLike('one-too-many', () =>
          expect(fifth.state, 'publish 5, with 2, 3 and 4 queued').toBe(undefined),
        );
        expect(queue.stats('t'), 'stats, with 1 in the hands of the handler').toMatchObject(counts(3, 1, 0));
        ledger.message(0).ack();
        await time.sleep(1);
        expect(fifth.state, 'publish 5, after ack() of 1 and the delivery of 2').toBe('resolved');
        for (const i of [1, 2, 3, 4]) {
          ledger.message(i).ack();
          await time.sleep(1);
        }
        await queue.close();
        expect(ledger.bodies(), 'all deliveries').toEqual([1, 2, 3, 4, 5]);
      },
    ),
);

test(
  {
    en: 'publish waits for the slowest group; until then no group has the message, and all go on with theirs',
    zh: 'publish 等待最慢的组；在那之前没有任何组拿到这条消息，各组照常处理已有的',
  },
  () =>
    alone(
      "capacity 2: group 'slow' keeps its first message, 'fast' acknowledges; publish 1 … 5; a message in another topic",
      async () => {
        const { queue, ledger } = opened<number>({ capacity: 2 });
        queue.subscribe(
          't',
          'slow',
          ledger.handler('slow', (message) => message.body > 1 && message.ack()),
        );
        queue.subscribe('t', 'fast', ledger.handler('fast'));
        const calls = [1, 2, 3, 4, 5].map((n) => outcomeOf(() => queue.publish('t', n)));
        await time.sleep(1);
        expect(states(calls), "publish 1 … 5, while 'slow' keeps 1").toBe(
          'resolved resolved resolved waits waits',
        );
        await looksLike('half-published', () =>
          expect(ledger.bodies('fast'), "what 'fast' got, while publish 4 waits for 'slow'").toEqual([
            1, 2, 3,
          ]),
        );
        expect(queue.stats('t'), 'stats: 2 and 3 wait in slow, which has 1 in hand').toMatchObject(
          counts(2, 1, 0),
        );
        await queue.publish('other', 1);
        ledger.of('slow')[0]?.message.ack();
        await time.sleep(1);
        expect(states(calls), "publish 1 … 5, after 'slow' has acknowledged all it got").toBe(
          'resolved resolved resolved resolved resolved',
        );
        await queue.close();
        for (const group of ['slow', 'fast'])
          expect(ledger.bodies(group), `what '${group}' got in the end`).toEqual([1, 2, 3, 4, 5]);
      },
    ),
);

test(
  {
    en: 'stats sums over the groups of a topic',
    zh: 'stats 对主题的各个组求和',
  },
  () =>
    alone(
      "groups 'a' (keeps its first message) and 'b' (no free consumer) of 't'; publish 1, 2, 3; one message in 'u'",
      async () => {
        const { queue, ledger } = opened<number>({ capacity: 5 });
        queue.subscribe('t', 'a', ledger.handler('a', keep), { prefetch: 1 });
        queue.subscribe('t', 'b', ledger.handler('b', keep), { prefetch: 2 });
        for (const n of [1, 2, 3]) await queue.publish('t', n);
        await queue.publish('u', 1);
        await time.sleep(1);
        expect(queue.stats('t'), "stats('t')").toMatchObject(counts(3, 3, 0));
        expect(queue.stats('u'), "stats('u')").toMatchObject(counts(1, 0, 0));
        expect(queue.stats('v'), "stats('v'), which nobody has used").toMatchObject(counts(0, 0, 0));
        for (let i = 0; i < 6; i += 1) {
          ledger.message(i).ack();
          await time.sleep(1);
        }
        expect(queue.stats('t'), "stats('t') when all is done").toMatchObject(counts(0, 0, 0));
        expect(await queue.close(), 'close(), with one message that nobody subscribed to').toEqual({
          undelivered: 1,
        });
      },
    ),
);

test(
  {
    en: 'publishers that wait for a full topic go on in the order of their calls',
    zh: '等待满主题的发布者按调用顺序继续',
  },
  () =>
    alone('capacity 1: publish 1 … 5 from five goroutines; then a consumer comes', async () => {
      const { queue, ledger } = opened<number>({ capacity: 1 });
      const returned: number[] = [];
      const group = new WaitGroup();
      for (const n of [1, 2, 3, 4, 5]) {
        group.go(`P${n}`, async () => {
          await queue.publish('t', n);
          returned.push(n);
        });
      }
      await time.sleep(1);
      expect(returned, 'publishers that went on while nobody takes anything').toEqual([1]);
      queue.subscribe(
        't',
        'g',
        ledger.handler('C', (message) => time.sleep(2).then(() => message.ack())),
      );
      await group.wait();
      await queue.close();
      expect(returned, 'the order in which publish returned').toEqual([1, 2, 3, 4, 5]);
      expect(ledger.bodies(), 'the order of delivery').toEqual([1, 2, 3, 4, 5]);
    }),
);

test(
  {
    en: 'with room for one, every waiting publisher comes through in the end',
    zh: '只有一个空位时，每个等待的发布者最终都能通过',
  },
  () =>
    inManyOrders({
      program: 'capacity 1, 1 is queued | P2: publish 2 | P3: publish 3 | C: message.ack() | close()',
      lanes: ['main', 'P2', 'P3'],
      run: async () => {
        const { queue, ledger } = opened<number>({ capacity: 1 });
        await queue.publish('t', 1);
        const producers = new WaitGroup();
        for (const n of [2, 3]) producers.go(`P${n}`, () => queue.publish('t', n));
        queue.subscribe('t', 'g', ledger.handler('C'));
        await producers.wait();
        await queue.close();
        return () => ledger.onceEach([1, 2, 3]) ?? true;
      },
      looksLike: ({ kind }) => (kind === 'deadlock' ? 'lost-wake-up' : undefined),
    }),
);

test(
  {
    en: 'a publish whose context has ended fails with its error, reaches no group, and gives up its turn',
    zh: '上下文已结束的 publish 以该上下文的错误失败，不进入任何组，并让出自己的位次',
  },
  () =>
    alone(
      'capacity 1: publish 1; publish 2 with a context, cancelled while it waits; publish 3; then a consumer',
      async () => {
        const { queue, ledger } = opened<number>({ capacity: 1 });
        const [over, cancelOver] = context.withCancel(context.background());
        cancelOver();
        const zeroth = outcomeOf(() => queue.publish('t', 0, over));
        await time.sleep(1);
        expect(zeroth.error, 'what publish throws for a context that has ended, with room in the topic').toBe(
          over.err(),
        );
        expect(queue.stats('t').queued, 'queued after it').toBe(0);
        await queue.publish('t', 1, context.background());
        const [ctx, cancel] = context.withCancel(context.background());
        const [late, cancelLate] = context.withTimeout(context.background(), 20);
        const second = outcomeOf(() => queue.publish('t', 2, ctx));
        const third = outcomeOf(() => queue.publish('t', 3, late));
        const fourth = outcomeOf(() => queue.publish('t', 4));
        await time.sleep(10);
        expect(states([second, third, fourth]), 'publish 2, 3, 4, with 1 in the only place').toBe(
          'waits waits waits',
        );
        cancel();
        await time.sleep(1);
        expect(second.error, 'what publish 2 throws after cancel()').toBe(ctx.err());
        await time.sleep(20);
        expect(third.error, 'what publish 3 throws after its deadline').toBe(late.err());
        expect(states([fourth]), 'publish 4, with 1 still in its place').toBe('waits');
        queue.subscribe('t', 'g', ledger.handler('C'));
        await time.sleep(1);
        expect(states([fourth]), 'publish 4, after 1 was delivered').toBe('resolved');
        await queue.close();
        cancelLate();
        expect(ledger.bodies(), 'what was delivered').toEqual([1, 4]);
      },
    ),
);

test(
  {
    en: 'a publish that is cancelled while room is made either fails and reaches nobody, or succeeds and reaches all',
    zh: '腾出空位的同时取消 publish：要么失败且谁也收不到，要么成功且每个组都收到；后面的发布者不会被卡住',
  },
  () =>
    cancelledIn(
      'capacity 1, 1 is queued; publish(2, ctx) and publish 3 wait | a consumer comes: ack() | X: cancel()',
      { isInHandler: false },
    ),
);

test(
  {
    en: 'a publish that is cancelled at the very moment its place is free: the next one gets the place it does not take',
    zh: '空位恰好腾出时 publish 被取消：它不要的位置归下一个',
  },
  () =>
    cancelledIn(
      'capacity 1, 1 is queued; publish(2, ctx) and publish 3 wait | a consumer comes: cancel(), ack()',
      { isInHandler: true },
    ),
);

test(
  {
    en: 'close refuses the publishers that wait, at once, and delivers what was accepted',
    zh: 'close 立即拒绝正在等待的发布者，并把已接受的消息送完',
  },
  () =>
    alone(
      'capacity 1: 1 is in the hands of a handler, 2 is queued, publish 3 and 4 wait; close()',
      async () => {
        const { queue, ledger } = opened<number>({ capacity: 1 });
        const gate = new Gate();
        queue.subscribe(
          't',
          'g',
          ledger.handler('C', async (message) => {
            await gate.pass();
            message.ack();
          }),
        );
        const calls = [1, 2, 3, 4].map((n) => outcomeOf(() => queue.publish('t', n)));
        await time.sleep(1);
        expect(states(calls), 'publish 1, 2, 3, 4').toBe('resolved resolved waits waits');
        const closing = outcomeOf(() => queue.close());
        await time.sleep(1);
        expect(states(calls), 'publish 1, 2, 3, 4 after close(), while the handler still works').toBe(
          'resolved resolved rejected rejected',
        );
        for (const { error } of calls.slice(2)) {
          expect(
            error instanceof QueueClosedError,
            `they fail with a QueueClosedError, not ${String(error)}`,
          ).toBe(true);
        }
        expect(closing.state, 'close() while the handler still works').toBe(undefined);
        gate.open();
        await time.sleep(1);
        expect(closing.value, 'what close() says').toMatchObject({ undelivered: 0 });
        expect(ledger.bodies(), 'what was delivered').toEqual([1, 2]);
      },
    ),
);

test(
  {
    en: 'close races with a publisher that waits for two groups: it reaches both, or none and fails',
    zh: 'close 与等待两个组的发布者竞争：要么两个组都收到，要么都收不到且失败',
  },
  () =>
    inManyOrders({
      program: "capacity 1, groups 'a' and 'b' | P: publish 1, 2 | X: close()",
      lanes: ['main', 'P', 'X'],
      run: async () => {
        const { queue, ledger } = opened<number>({ capacity: 1 });
        queue.subscribe('t', 'a', ledger.handler('a'));
        queue.subscribe('t', 'b', ledger.handler('b'));
        const accepted: number[] = [];
        const group = new WaitGroup();
        group.go('P', async () => {
          try {
            for (const n of [1, 2]) {
              await queue.publish('t', n);
              accepted.push(n);
            }
          } catch (error) {
            if (!(error instanceof QueueClosedError)) throw error;
          }
        });
        group.go('X', () => queue.close());
        await group.wait();
        return () => ledger.onceEach(accepted, 'a') ?? ledger.onceEach(accepted, 'b') ?? true;
      },
    }),
);

test(
  {
    en: 'prefetch is how many deliveries to a consumer are unsettled at once, no more and no fewer',
    zh: 'prefetch 就是同一消费者同时未了结的投递数，不多也不少',
  },
  () =>
    alone('A with prefetch 3 and B with prefetch 1 keep what they get; publish 1 … 8', async () => {
      const { queue, ledger } = opened<number>();
      queue.subscribe('t', 'g', ledger.handler('A', keep), { prefetch: 3 });
      queue.subscribe('t', 'g', ledger.handler('B', keep));
      for (let n = 1; n <= 8; n += 1) await queue.publish('t', n);
      await time.sleep(1);
      expect(ledger.of('A').length, 'deliveries to A, which settles none').toBe(3);
      expect(ledger.of('B').length, 'deliveries to B, which settles none').toBe(1);
      expect(queue.stats('t'), 'stats').toMatchObject(counts(4, 4, 0));
      const [first] = ledger.of('A');
      first?.message.ack();
      first?.message.ack();
      first?.message.nack();
      await time.sleep(1);
      expect(
        ledger.of('A').length,
        'deliveries to A, after it has settled one of them (and called ack() and nack() of it again)',
      ).toBe(4);
      expect(ledger.of('B').length, 'deliveries to B').toBe(1);
      for (let i = 0; i < 8; i += 1) {
        ledger.message(i).ack();
        await time.sleep(1);
      }
      await queue.close();
      expect(ledger.onceEach([1, 2, 3, 4, 5, 6, 7, 8]) ?? 'once each').toBe('once each');
    }),
);

test(
  {
    en: 'ack in one group says nothing about the other',
    zh: '一个组的 ack 与另一个组无关',
  },
  () =>
    alone("groups 'a' and 'b'; 'a' acknowledges at once, 'b' after 50 ms; publish 1, 2", async () => {
      const { queue, ledger } = opened<number>();
      const at: number[] = [];
      queue.subscribe('t', 'a', ledger.handler('a', acknowledge));
      queue.subscribe(
        't',
        'b',
        ledger.handler('b', async (message) => {
          await time.sleep(50);
          message.ack();
          at.push(message.body);
        }),
      );
      await queue.publish('t', 1);
      await queue.publish('t', 2);
      await time.sleep(1);
      expect(ledger.bodies('a'), "what 'a' got").toEqual([1, 2]);
      expect(ledger.bodies('b'), "what 'b' got, before it has settled 1").toEqual([1]);
      expect(queue.stats('t'), 'stats: 1 is in flight in b, 2 waits in b').toMatchObject(counts(1, 1, 0));
      await queue.close();
      expect(at, "what 'b' has acknowledged when close() resolves").toEqual([1, 2]);
    }),
);

function states(outcomes: readonly Outcome[]): string {
  return outcomes.map(({ state }) => state ?? 'waits').join(' ');
}

/** A publisher is cancelled by somebody else, or by the handler of the message whose place it waits for. */
function cancelledIn(program: string, { isInHandler }: { isInHandler: boolean }): Promise<void> {
  return inManyOrders({
    program,
    lanes: isInHandler ? ['main'] : ['main', 'X'],
    run: async () => {
      const { queue, ledger } = opened<number>({ capacity: 1 });
      await queue.publish('t', 1);
      const [ctx, cancel] = context.withCancel(context.background());
      const second = outcomeOf(() => queue.publish('t', 2, ctx));
      const third = queue.publish('t', 3);
      if (!isInHandler) go('X', () => cancel());
      const handler = ledger.handler('C', (message) => {
        if (isInHandler && message.body === 1) cancel();
        message.ack();
      });
      queue.subscribe('t', 'g', handler);
      await third;
      await queue.close();
      return () => {
        if (second.state === undefined)
          return 'publish(2, ctx) has not returned, although ctx was cancelled and the queue is closed';
        if (second.state === 'rejected' && second.error !== ctx.err())
          return `publish(2, ctx) failed with ${String(second.error)}, not with the error of its context`;
        return ledger.onceEach(second.state === 'resolved' ? [1, 2, 3] : [1, 3]);
      };
    },
    looksLike: ({ kind, said }) => {
      if (kind === 'deadlock') return 'lost-wake-up';
      return said.includes('should not have been') ? 'cancelled-but-published' : undefined;
    },
  });
}
