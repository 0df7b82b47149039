import { MessageQueue, QueueClosedError } from '#solution';
import { looksLike, test } from '@katas/kata/suite';
import { time, WaitGroup } from '@katas/goroutine';
import { expect } from 'vitest';
import { alone } from './alone.ts';
import { Gate } from './gate.ts';
import { Ledger } from './ledger.ts';
import { inManyOrders } from './order.ts';
import { counts, opened } from './opened.ts';
import { outcomeOf, thrownBy } from './outcome.ts';

test(
  {
    en: 'a message is delivered with its topic, the very same body, an id of its own and attempt 1',
    zh: '消息送达时带着它的主题、原样的 body、唯一的 id，且 attempt 为 1',
  },
  () =>
    alone("publish('t', a); publish('u', b); publish('t', c); consumers of 't' and 'u'", async () => {
      const { queue, ledger } = opened<object>();
      const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
      queue.subscribe('t', 'g', ledger.handler('t'));
      queue.subscribe('u', 'g', ledger.handler('u'));
      await queue.publish('t', a);
      await queue.publish('u', b);
      await queue.publish('t', c);
      await queue.close();
      expect(ledger.entries.length, 'calls of the handlers').toBe(3);
      expect(
        ledger.bodies('t')[0] === a && ledger.bodies('t')[1] === c,
        "the bodies that 't' got are a and c",
      ).toBe(true);
      expect(ledger.bodies('u')[0] === b, "the body that 'u' got is b").toBe(true);
      for (const { by, message } of ledger.entries) {
        expect(message.topic, 'message.topic').toBe(by);
        expect(message.attempt, 'message.attempt of a first delivery').toBe(1);
      }
      const ids = ledger.entries.map(({ id }) => id);
      for (const id of ids) expect(typeof id, 'typeof message.id').toBe('number');
      expect(new Set(ids).size, `different ids among the three messages (${ids.join(', ')})`).toBe(3);
    }),
);

test(
  {
    en: 'a topic delivers in the order of the calls of publish, whether each was awaited or not',
    zh: '同一主题按 publish 的调用顺序送达，不管调用之间有没有 await',
  },
  () =>
    alone("publish('t', 1) … publish('t', 6), the last three not awaited one by one", async () => {
      const { queue, ledger } = opened<number>();
      queue.subscribe('t', 'g', ledger.handler('C'));
      for (const n of [1, 2, 3]) await queue.publish('t', n);
      await Promise.all([4, 5, 6].map((n) => queue.publish('t', n)));
      await queue.close();
      expect(ledger.bodies(), 'the bodies in the order of their deliveries').toEqual([1, 2, 3, 4, 5, 6]);
    }),
);

test(
  {
    en: 'what is published before anybody subscribes is kept for the first group, in order',
    zh: '还没有人订阅时发布的消息会为第一个组保留，顺序不变',
  },
  () =>
    alone("publish('t', 1); publish('t', 2); subscribe('t', …); publish('t', 3)", async () => {
      const { queue, ledger } = opened<number>();
      await queue.publish('t', 1);
      await queue.publish('t', 2);
      expect(queue.stats('t'), "stats('t') with two messages and no group").toMatchObject(counts(2, 0, 0));
      queue.subscribe('t', 'g', ledger.handler('C'));
      await queue.publish('t', 3);
      await queue.close();
      expect(ledger.bodies(), 'the bodies in the order of their deliveries').toEqual([1, 2, 3]);
    }),
);

test(
  {
    en: 'two producers and two consumers: every message goes to exactly one consumer, those of a producer in order',
    zh: '两个生产者、两个消费者：每条消息恰好交给一个消费者，同一生产者的消息保持先后',
  },
  () =>
    inManyOrders({
      program: 'P1: publish a1, a2 | P2: publish b1 | C1, C2: one group, message.ack() | close()',
      lanes: ['main', 'P1', 'P2'],
      run: async () => {
        const { queue, ledger } = opened<string>({ capacity: 4 });
        for (const name of ['C1', 'C2']) queue.subscribe('t', 'g', ledger.handler(name));
        const producers = new WaitGroup();
        producers.go('P1', async () => {
          await queue.publish('t', 'a1');
          await queue.publish('t', 'a2');
        });
        producers.go('P2', () => queue.publish('t', 'b1'));
        await producers.wait();
        const { undelivered } = await queue.close();
        return () =>
          ledger.onceEach(['a1', 'a2', 'b1']) ??
          ledger.inOrder(['a1', 'a2'], ['C1', 'C2']) ??
          (undelivered === 0 || `close() says undelivered: ${undelivered}, and all were delivered`);
      },
      looksLike: ({ said }) => (said.includes('was delivered 2 times') ? 'broadcast' : undefined),
    }),
);

test(
  {
    en: 'the consumers of a group work at the same time, and a slow one holds up nobody',
    zh: '同组的消费者同时工作，慢的那个不拖累别人',
  },
  () =>
    alone(
      'A, B: whoever gets 1 keeps it, all others are acknowledged; publish 1 … 6; much later ack() of 1',
      async () => {
        const { queue, ledger } = opened<number>();
        const gate = new Gate();
        for (const name of ['A', 'B']) {
          const handler = ledger.handler(name, async (message) => {
            if (message.body === 1) await gate.pass();
            message.ack();
          });
          queue.subscribe('t', 'g', handler);
        }
        for (const n of [1, 2, 3, 4, 5, 6]) await queue.publish('t', n);
        await time.sleep(5);
        const slow = ledger.entries.find(({ body }) => body === 1)?.by ?? 'nobody';
        const others = ledger.entries.filter(({ by }) => by !== slow).length;
        const judge = (): void => expect(others, 'messages that the other one got in the meantime').toBe(5);
        await (others === 0 ? looksLike('dispatcher-waits', judge) : judge());
        expect(ledger.of(slow).length, 'messages that the consumer got that keeps 1').toBe(1);
        gate.open();
        await queue.close();
        expect(ledger.onceEach([1, 2, 3, 4, 5, 6]) ?? 'each was delivered once').toBe(
          'each was delivered once',
        );
      },
    ),
);

test(
  {
    en: 'by default a consumer gets its next message when the one before is settled, not when its handler returns',
    zh: '默认情况下，消费者在上一条消息了结之后才得到下一条，而不是在处理函数返回时',
  },
  () =>
    alone(
      '1 is acknowledged 50 ms after its handler has returned; 2 is acknowledged while its handler goes on',
      async () => {
        const { queue, ledger } = opened<number>();
        const gate = new Gate();
        const handler = ledger.handler('C', async (message) => {
          if (message.body === 1) return;
          message.ack();
          await gate.pass();
        });
        queue.subscribe('t', 'g', handler);
        for (const n of [1, 2, 3]) await queue.publish('t', n);
        await time.sleep(50);
        await looksLike('return-settles', () =>
          expect(
            ledger.bodies(),
            'delivered, while the handler of 1 has returned and 1 is not acknowledged',
          ).toEqual([1]),
        );
        ledger.message(0).ack();
        await time.sleep(1);
        await looksLike('return-settles', () =>
          expect(
            ledger.bodies(),
            'delivered, after ack() of 1 and of 2, while the handler of 2 still runs',
          ).toEqual([1, 2, 3]),
        );
        gate.open();
        await queue.close();
      },
    ),
);

test(
  {
    en: 'topics and groups are told apart, whatever their names are',
    zh: '主题和组只按名字区分，名字可以是任何字符串',
  },
  () =>
    alone("topics '', '__proto__', 'constructor', 'a', 'a:b'; groups 'g', 'b:c', 'c'", async () => {
      const { queue, ledger } = opened<string>({ capacity: 2 });
      const pairs = [
        ['', 'g'],
        ['__proto__', 'g'],
        ['constructor', '__proto__'],
        ['a', 'b:c'],
        ['a:b', 'c'],
        ['a/b', 'c'],
      ] as const;
      for (const [topic, group] of pairs) queue.subscribe(topic, group, ledger.handler(`${topic}|${group}`));
      for (const [topic] of pairs) await queue.publish(topic, `to ${topic}`);
      await queue.close();
      for (const [topic, group] of pairs) {
        expect(ledger.bodies(`${topic}|${group}`), `what group '${group}' of topic '${topic}' got`).toEqual([
          `to ${topic}`,
        ]);
      }
    }),
);

test(
  {
    en: 'a handler is never called inside of a call to the queue',
    zh: '处理函数绝不会在对队列的调用之内被调用',
  },
  () =>
    alone("publish('t', 1); subscribe('t', …); publish('t', 2); message.ack()", async () => {
      const queue = new MessageQueue<number>({ capacity: 10, ackTimeoutMs: Infinity });
      let inside = '';
      const found: string[] = [];
      const within = <R>(name: string, call: () => R): R => {
        inside = name;
        try {
          return call();
        } finally {
          inside = '';
        }
      };
      const handler = async (message: { body: number; ack(): void }): Promise<void> => {
        if (inside !== '') found.push(`the handler of ${message.body} was called inside of ${inside}`);
        within(`ack() of ${message.body}`, () => message.ack());
      };
      await within('publish', () => queue.publish('t', 1));
      within('subscribe', () => queue.subscribe('t', 'g', handler));
      await within('publish', () => queue.publish('t', 2));
      await within('publish', () => queue.publish('t', 3));
      await queue.close();
      expect(found, 'calls inside of calls').toEqual([]);
    }),
);

test(
  {
    en: 'a handler that throws after ack() hurts neither its message nor those after it',
    zh: '处理函数在 ack() 之后抛错，既不影响这条消息，也不影响后面的消息',
  },
  () =>
    alone('1: ack() and throw at once; 2: ack() and throw later; 3: ack()', async () => {
      const { queue, ledger } = opened<number>();
      const later = ledger.handler('C', async (message) => {
        message.ack();
        if (message.body === 3) return;
        await time.sleep(5);
        throw new Error(`after ack() of ${message.body}`);
      });
      const handler = (message: Parameters<typeof later>[0]): Promise<void> => {
        if (message.body !== 1) return later(message);
        message.ack();
        throw new Error('after ack() of 1, at once');
      };
      queue.subscribe('t', 'g', handler);
      for (const n of [1, 2, 3]) await queue.publish('t', n);
      await queue.close();
      await time.sleep(10);
      expect(ledger.deliveries(), 'the deliveries after that of 1').toEqual(['2#1', '3#1']);
    }),
);

test(
  {
    en: 'close resolves when everything queued is delivered and settled, and again for whoever calls it again',
    zh: 'close 在已排队的消息全部送达并了结之后才完成，重复调用也一样',
  },
  () =>
    alone('publish 1, 2, 3; the handler takes 10 ms for each; close() twice', async () => {
      const { queue, ledger } = opened<number>();
      let settled = 0;
      const handler = ledger.handler('C', async (message) => {
        await time.sleep(10);
        message.ack();
        settled += 1;
      });
      queue.subscribe('t', 'g', handler);
      for (const n of [1, 2, 3]) await queue.publish('t', n);
      const first = outcomeOf(async () => ({ result: await queue.close(), settled }));
      await time.sleep(15);
      const second = outcomeOf(async () => ({ result: await queue.close(), settled }));
      expect(first.state, 'close() while the second message is being handled').toBe(undefined);
      await time.sleep(100);
      const expected = { result: { undelivered: 0 }, settled: 3 };
      expect(first.value, 'the first close(), and how many were settled when it resolved').toMatchObject(
        expected,
      );
      expect(second.value, 'the second close(), and how many were settled when it resolved').toEqual(
        expected,
      );
      expect(await queue.close(), 'close() of a closed queue').toMatchObject({ undelivered: 0 });
    }),
);

test(
  {
    en: 'close races with publish: what publish has accepted is delivered, what it has refused is not',
    zh: 'close 与 publish 竞争：publish 接受的必定送达，拒绝的必定不送达',
  },
  () =>
    inManyOrders({
      program: 'P1: publish a1, a2 | X: close() | C: message.ack()',
      lanes: ['main', 'P1', 'X'],
      run: async () => {
        const { queue, ledger } = opened<string>({ capacity: 4 });
        queue.subscribe('t', 'g', ledger.handler('C'));
        const accepted: string[] = [];
        let wrong: string | undefined;
        const group = new WaitGroup();
        group.go('P1', async () => {
          for (const body of ['a1', 'a2']) {
            try {
              await queue.publish('t', body);
              accepted.push(body);
            } catch (error) {
              if (!(error instanceof QueueClosedError))
                wrong = `publish(${body}) failed with ${String(error)}`;
            }
          }
        });
        let delivered = -1;
        group.go('X', async () => {
          await queue.close();
          delivered = ledger.entries.length;
        });
        await group.wait();
        return () =>
          wrong ??
          ledger.onceEach(accepted) ??
          (delivered === accepted.length ||
            `close() resolved after ${delivered} of ${accepted.length} deliveries`);
      },
    }),
);

test(
  {
    en: 'after the call of close, publish and subscribe fail with QueueClosedError, also while it drains',
    zh: '调用 close 之后（包括还在排空时），publish 和 subscribe 以 QueueClosedError 失败',
  },
  () =>
    alone("publish('t', 1); close(); publish('t', 2); subscribe('t', …)", async () => {
      const { queue, ledger } = opened<number>();
      const gate = new Gate();
      const handler = ledger.handler('C', async (message) => {
        await gate.pass();
        message.ack();
      });
      const consumer = queue.subscribe('t', 'g', handler);
      await queue.publish('t', 1);
      const closing = outcomeOf(() => queue.close());
      for (const when of ['while close() waits', 'when close() has resolved']) {
        const late = outcomeOf(() => queue.publish('t', 2));
        await time.sleep(1);
        expect(late.state, `publish('t', 2) ${when}`).toBe('rejected');
        expect(
          late.error instanceof QueueClosedError,
          `it fails with a QueueClosedError, not ${String(late.error)}`,
        ).toBe(true);
        const refused = thrownBy(() => queue.subscribe('t', 'g', handler), `subscribe ${when}`);
        expect(
          refused instanceof QueueClosedError,
          `subscribe throws a QueueClosedError, not ${String(refused)}`,
        ).toBe(true);
        gate.open();
        await time.sleep(1);
      }
      expect(closing.state, 'close()').toBe('resolved');
      expect(queue.stats('t'), "stats('t') of the closed queue").toMatchObject(counts(0, 0, 0));
      expect(queue.stats('nothing'), "stats('nothing') of the closed queue").toMatchObject(counts(0, 0, 0));
      await consumer.stop();
      ledger.message(0).ack();
      ledger.message(0).nack();
      await time.sleep(1);
      expect(ledger.bodies(), 'what was delivered').toEqual([1]);
    }),
);

test(
  {
    en: 'close does not wait for consumers that are not there: it counts what is left',
    zh: '没有消费者时 close 不会等待，而是数出剩下的消息',
  },
  () =>
    alone("publish('t', 1); publish('t', 2); publish('u', 3); close()", async () => {
      const { queue, ledger } = opened<number>();
      queue.subscribe('v', 'g', ledger.handler('C'));
      await queue.publish('t', 1);
      await queue.publish('t', 2);
      await queue.publish('u', 3);
      await queue.publish('v', 4);
      const closing = outcomeOf(() => queue.close());
      await time.sleep(1);
      expect(closing.state, 'close() with three messages that nobody subscribed to').toBe('resolved');
      expect(closing.value, 'what close() says').toMatchObject({ undelivered: 3 });
      expect(ledger.bodies(), "what the consumer of 'v' got").toEqual([4]);
      expect(await queue.close(), 'what the second close() says').toMatchObject({ undelivered: 3 });
      const empty = new MessageQueue<number>({ capacity: 1 });
      expect(await empty.close(), 'close() of a queue that was never used').toMatchObject({ undelivered: 0 });
    }),
);

test({ en: 'two queues know nothing of each other', zh: '两个队列互不相干' }, () =>
  alone('x and y, with topics, groups and consumers of the same names', async () => {
    const options = { capacity: 10, ackTimeoutMs: Infinity };
    const [x, y] = [new MessageQueue<string>(options), new MessageQueue<string>(options)];
    const ledger = new Ledger<string>();
    x.subscribe('t', 'g', ledger.handler('x'));
    await y.publish('t', 'y1');
    await x.publish('t', 'x1');
    expect(y.stats('t').queued, "stats('t').queued of y, which has one message and no consumer").toBe(1);
    await x.close();
    await y.publish('t', 'y2');
    y.subscribe('t', 'g', ledger.handler('y'));
    await y.close();
    expect(ledger.bodies('x'), 'what the consumer of x got').toEqual(['x1']);
    expect(ledger.bodies('y'), 'what the consumer of y got, after x was closed').toEqual(['y1', 'y2']);
  }),
);

test(
  {
    en: 'numbers out of range are refused, and nothing has happened then',
    zh: '超出范围的数会被拒绝，且什么都没有改变',
  },
  () =>
    alone("new MessageQueue({ capacity: 0 }); subscribe('t', 'h', handler, { prefetch: 0 }) …", async () => {
      for (const wrong of [0, -1, 1.5, NaN]) {
        for (const options of [{ capacity: wrong }, { capacity: 1, maxAttempts: wrong }]) {
          const error = thrownBy(() => new MessageQueue(options), `new MessageQueue(${shown(options)})`);
          expect(
            error instanceof RangeError,
            `new MessageQueue(${shown(options)}) throws a RangeError, not ${String(error)}`,
          ).toBe(true);
        }
      }
      for (const ackTimeoutMs of [0, -1, NaN]) {
        const error = thrownBy(
          () => new MessageQueue({ capacity: 1, ackTimeoutMs }),
          `new MessageQueue with ackTimeoutMs ${ackTimeoutMs}`,
        );
        expect(
          error instanceof RangeError,
          `ackTimeoutMs ${ackTimeoutMs}: a RangeError, not ${String(error)}`,
        ).toBe(true);
      }
      const { queue, ledger } = opened<number>();
      await queue.publish('t', 1);
      for (const prefetch of [0, -1, 1.5, NaN]) {
        const error = thrownBy(
          () => queue.subscribe('t', 'h', ledger.handler('H'), { prefetch }),
          `subscribe with prefetch ${prefetch}`,
        );
        expect(
          error instanceof RangeError,
          `subscribe with prefetch ${prefetch}: a RangeError, not ${String(error)}`,
        ).toBe(true);
      }
      queue.subscribe('t', 'g', ledger.handler('G'));
      expect(await queue.close(), 'close()').toMatchObject({ undelivered: 0 });
      expect(ledger.bodies('H'), "what came to 'H', whose subscribe was refused").toEqual([]);
      expect(ledger.bodies('G'), "what came to 'G', which is the first group then").toEqual([1]);
    }),
);

test(
  {
    en: 'many messages pass, with real time and no steering',
    zh: '在真实时间、无人干预的情况下，大量消息也能通过',
  },
  async () => {
    const queue = new MessageQueue<number>({ capacity: 500 });
    const ledger = new Ledger<number>();
    for (const name of ['A', 'B', 'C']) queue.subscribe('t', 'g', ledger.handler(name));
    const producers = [0, 1, 2].map(async (p) => {
      for (let i = 0; i < 100; i += 1) await queue.publish('t', p * 100 + i);
    });
    await Promise.all(producers);
    expect(await queue.close(), 'close() after 300 messages of 3 producers').toMatchObject({
      undelivered: 0,
    });
    const got = ledger.bodies().toSorted((a, b) => a - b);
    expect(got.length, 'deliveries').toBe(300);
    expect(
      got.every((body, i) => body === i),
      'each of the 300 messages was delivered once',
    ).toBe(true);
  },
);

function shown(options: object): string {
  return `{ ${Object.entries(options)
    .map(([key, value]) => `${key}: ${String(value)}`)
    .join(', ')} }`;
}
