import { MessageQueue } from '#solution';
import { looksLike, test } from '@katas/kata/suite';
import { time } from '@katas/goroutine';
import { expect } from 'vitest';
import { alone, START_MS } from './alone.ts';
import { Gate } from './gate.ts';
import { keep, Ledger } from './ledger.ts';
import { inManyOrders } from './order.ts';
import { counts, opened } from './opened.ts';
import { outcomeOf, thrownBy } from './outcome.ts';

test(
  {
    en: 'nack() brings the message again, with attempt one higher, in a Message object of its own',
    zh: 'nack() 使消息重新投递，attempt 加一，且是一个新的 Message 对象',
  },
  () =>
    alone("publish('t', 'a'); nack(), nack(), ack()", async () => {
      const { queue, ledger } = opened<string>();
      queue.subscribe(
        't',
        'g',
        ledger.handler('C', (message) => (message.attempt < 3 ? message.nack() : message.ack())),
      );
      await queue.publish('t', 'a');
      await time.sleep(1);
      expect(ledger.deliveries(), 'the deliveries, as body#attempt').toEqual(['a#1', 'a#2', 'a#3']);
      expect(
        new Set(ledger.entries.map(({ id }) => id)).size,
        'ids of the three deliveries of one message',
      ).toBe(1);
      expect(
        new Set(ledger.entries.map(({ message }) => message)).size,
        'Message objects of three deliveries',
      ).toBe(3);
      expect(
        ledger.entries.map(({ message }) => message.attempt),
        'attempt of each, read again at the end',
      ).toEqual([1, 2, 3]);
      expect(ledger.message(2).topic, 'topic of the last one').toBe('t');
      expect(queue.stats('t'), 'stats after ack()').toMatchObject(counts(0, 0, 0));
      await queue.close();
    }),
);

test(
  {
    en: 'a handler that throws, at once or later, whatever it throws, brings the message again and harms nothing else',
    zh: '处理函数无论同步还是异步抛错、抛什么，消息都会重新投递，且不影响其他',
  },
  () =>
    alone(
      '1 throws at once, 2 rejects after 5 ms, 3 rejects with undefined, 4 is acknowledged; each fails once',
      async () => {
        const { queue, ledger } = opened<number>();
        const record = ledger.handler('C', async (message) => {
          if (message.attempt > 1 || message.body === 4) return message.ack();
          if (message.body === 2) await time.sleep(5);
          throw message.body === 3 ? undefined : new Error(`the handler of ${message.body}`);
        });
        const handler = (message: Parameters<typeof record>[0]): Promise<void> => {
          if (message.body !== 1 || message.attempt > 1) return record(message);
          throw new Error('the handler of 1, at once');
        };
        queue.subscribe('t', 'g', handler);
        for (const n of [1, 2, 3, 4]) await queue.publish('t', n);
        expect(await queue.close(), 'close()').toMatchObject({ undelivered: 0 });
        expect(ledger.sorted(), 'the deliveries but the first one, as body#attempt, sorted').toBe(
          '1#2 2#1 2#2 3#1 3#2 4#1',
        );
        expect(queue.stats('t'), 'stats').toMatchObject(counts(0, 0, 0));
      },
    ),
);

test(
  {
    en: 'what nobody settles comes again when ackTimeoutMs have passed since the handler was called, and not before',
    zh: '没有了结的消息在处理函数被调用 ackTimeoutMs 之后重新投递，不早不晚',
  },
  () =>
    alone(
      'ackTimeoutMs 43: 1 is never settled the first time; publish 2 and 3; 2 is acknowledged after 30 ms, then 3 after 42 ms',
      async () => {
        const { queue, ledger } = opened<number>({ ackTimeoutMs: 43 });
        const again = ledger.handler('C', (message) => message.attempt === 2 && message.ack());
        queue.subscribe('t', 'g', again);
        await queue.publish('t', 1);
        await time.sleep(42);
        expect(ledger.deliveries(), 'the deliveries after 42 ms').toEqual(['1#1']);
        expect(queue.stats('t'), 'stats after 42 ms').toMatchObject(counts(0, 1, 0));
        await time.sleep(2);
        expect(ledger.deliveries(), 'the deliveries after 44 ms').toEqual(['1#1', '1#2']);
        expect(times(ledger), 'when the handler was called, in ms').toEqual([0, 43]);
        await queue.publish('t', 2);
        await queue.publish('t', 3);
        await time.sleep(30);
        ledger.message(2).ack();
        await time.sleep(42);
        expect(ledger.deliveries(), 'the deliveries 42 ms after that of 3').toEqual([
          '1#1',
          '1#2',
          '2#1',
          '3#1',
        ]);
        ledger.message(3).ack();
        await time.sleep(50);
        expect(ledger.deliveries(), 'the deliveries in the end').toEqual(['1#1', '1#2', '2#1', '3#1']);
        await queue.close();
      },
    ),
);

test(
  {
    en: 'a handler that hangs keeps its place only until the timeout',
    zh: '卡住的处理函数最多占用位置到超时为止',
  },
  () =>
    alone('ackTimeoutMs 40, one consumer: the handler of 1 hangs the first time; publish 1, 2', async () => {
      const { queue, ledger } = opened<number>({ ackTimeoutMs: 40 });
      const gate = new Gate();
      queue.subscribe(
        't',
        'g',
        ledger.handler('C', async (message) => {
          if (message.body === 1 && message.attempt === 1) await gate.pass();
          message.ack();
        }),
      );
      await queue.publish('t', 1);
      await queue.publish('t', 2);
      expect(await queue.close(), 'close()').toMatchObject({ undelivered: 0 });
      expect(ledger.sorted(), 'the deliveries, sorted').toBe('1#1 1#2 2#1');
      expect(Math.max(...times(ledger)), 'when the handler was called last, in ms').toBe(40);
      gate.open();
      await time.sleep(1);
      expect(ledger.entries.length, 'deliveries after the hanging handler has gone on').toBe(3);
    }),
);

test(
  {
    en: 'an ack that comes after the timeout is ignored, and takes nothing from the delivery that replaced it',
    zh: '超时之后才来的 ack 被忽略，对取代它的那次投递没有影响',
  },
  () =>
    alone(
      'ackTimeoutMs 40: attempt 1 is acknowledged after 50 ms, while attempt 2 is in flight; nobody settles attempt 2',
      async () => {
        const { queue, ledger } = opened<number>({ ackTimeoutMs: 40, maxAttempts: 3 });
        queue.subscribe(
          't',
          'g',
          ledger.handler('C', (message) => message.attempt === 3 && message.ack()),
          { prefetch: 2 },
        );
        await queue.publish('t', 1);
        await time.sleep(50);
        ledger.message(0).ack();
        ledger.message(0).nack();
        expect(ledger.deliveries(), 'the deliveries after 50 ms').toEqual(['1#1', '1#2']);
        await time.sleep(1);
        await looksLike('late-ack-counts', () =>
          expect(queue.stats('t'), 'stats after the late ack(): attempt 2 is in flight').toMatchObject(
            counts(0, 1, 0),
          ),
        );
        for (const n of [2, 3, 4]) await queue.publish('t', n);
        await time.sleep(1);
        expect(queue.stats('t'), 'stats with prefetch 2: attempt 2 and one more are in flight').toMatchObject(
          counts(2, 2, 0),
        );
        await time.sleep(26);
        for (let i = 0; i < 3; i += 1) {
          for (const { message } of ledger.entries.slice(2)) message.ack();
          await time.sleep(1);
        }
        expect(
          ledger.deliveries().filter((one) => one.startsWith('1')),
          'the deliveries of 1',
        ).toEqual(['1#1', '1#2', '1#3']);
        expect(times(ledger)[ledger.deliveries().indexOf('1#3')], 'when attempt 3 came, in ms').toBe(80);
        await queue.close();
      },
    ),
);

test(
  {
    en: 'only the first of ack, nack and a throw counts',
    zh: 'ack、nack、抛错之中只有第一个算数',
  },
  () =>
    alone(
      '1: ack() then nack(); 2: nack() then ack(); 3: ack() then a throw; 4: nack(), nack(), a throw; 5: ack() twice',
      async () => {
        const { queue, ledger } = opened<number>();
        const handler = ledger.handler('C', (message) => {
          const { body, attempt } = message;
          if (attempt > 1) return message.ack();
          if (body === 2 || body === 4) message.nack();
          else message.ack();
          if (body === 1 || body === 4) message.nack();
          if (body === 2 || body === 5) message.ack();
          if (body === 3 || body === 4) throw new Error(`the handler of ${body}`);
        });
        queue.subscribe('t', 'g', handler);
        for (const n of [1, 2, 3, 4, 5]) await queue.publish('t', n);
        await time.sleep(1);
        expect(queue.stats('t'), 'stats when all is done').toMatchObject(counts(0, 0, 0));
        await queue.close();
        expect(ledger.sorted(), 'the deliveries, sorted').toBe('1#1 2#1 2#2 3#1 4#1 4#2 5#1');
      },
    ),
);

test(
  {
    en: 'after maxAttempts deliveries a message is dead, however the last one failed, and only in its group',
    zh: '投递 maxAttempts 次之后消息进入死信，不论最后一次怎样失败，且只在它所在的组',
  },
  () =>
    alone(
      "maxAttempts 2, ackTimeoutMs 40, group 'bad': 1 is given nack(1000), 2 throws, 3 is never settled; group 'good' acknowledges",
      async () => {
        const { queue, ledger } = opened<number>({ maxAttempts: 2, ackTimeoutMs: 40 });
        queue.subscribe(
          't',
          'bad',
          ledger.handler('bad', (message) => {
            if (message.body === 1) message.nack(message.attempt === 1 ? 0 : 1000);
            if (message.body === 2) throw new Error('the handler of 2');
          }),
        );
        queue.subscribe('t', 'good', ledger.handler('good'));
        for (const n of [1, 2, 3]) await queue.publish('t', n);
        await time.sleep(200);
        expect(ledger.sorted('bad'), "the deliveries to 'bad', sorted").toBe('1#1 1#2 2#1 2#2 3#1 3#2');
        expect(ledger.deliveries('good'), "the deliveries to 'good'").toEqual(['1#1', '2#1', '3#1']);
        expect(queue.stats('t'), 'stats').toMatchObject(counts(0, 0, 3));
        expect(await queue.close(), 'close(): the dead are not undelivered').toMatchObject({
          undelivered: 0,
        });
        expect(queue.stats('t').dead, 'dead, after close()').toBe(3);
      },
    ),
);

test(
  {
    en: 'maxAttempts is 5 and ackTimeoutMs is 30 000 unless said otherwise; with maxAttempts 1 there is no second delivery',
    zh: 'maxAttempts 默认 5，ackTimeoutMs 默认 30 000；maxAttempts 为 1 时没有第二次投递',
  },
  () =>
    alone(
      'new MessageQueue({ capacity: 10 }), 1 is never settled; new MessageQueue({ capacity: 10, maxAttempts: 1 }), nack()',
      async () => {
        const queue = new MessageQueue<number>({ capacity: 10 });
        const ledger = new Ledger<number>();
        queue.subscribe('t', 'g', ledger.handler('C', keep));
        await queue.publish('t', 1);
        await queue.close();
        expect(times(ledger), 'when the handler was called, in ms').toEqual([
          0, 30_000, 60_000, 90_000, 120_000,
        ]);
        expect(time.now() - START_MS, 'when close() resolved: the fifth delivery timed out').toBe(150_000);
        expect(queue.stats('t'), 'stats').toMatchObject(counts(0, 0, 1));

        const once = new MessageQueue<number>({ capacity: 10, maxAttempts: 1 });
        const other = new Ledger<number>();
        once.subscribe(
          't',
          'g',
          other.handler('C', (message) => message.nack()),
        );
        await once.publish('t', 1);
        await once.close();
        expect(other.deliveries(), 'the deliveries with maxAttempts 1').toEqual(['1#1']);
        expect(once.stats('t').dead, 'dead, with maxAttempts 1').toBe(1);
      },
    ),
);

test(
  {
    en: 'nack(delayMs) brings the message again after that time; meanwhile it is queued and others are delivered',
    zh: 'nack(delayMs) 在该时间之后重新投递；其间它算在排队中，其他消息照常送达',
  },
  () =>
    alone('1: nack(100), then nack(0), then ack(); 2: nack(20), then ack(); 3: ack()', async () => {
      const { queue, ledger } = opened<number>();
      const handler = ledger.handler('C', (message) => {
        const { body, attempt } = message;
        if (body === 1 && attempt < 3) message.nack(attempt === 1 ? 100 : 0);
        else if (body === 2 && attempt === 1) message.nack(20);
        else message.ack();
      });
      queue.subscribe('t', 'g', handler);
      await queue.publish('t', 1);
      await queue.publish('t', 2);
      await time.sleep(50);
      expect(ledger.deliveries(), 'the deliveries after 50 ms').toEqual(['1#1', '2#1', '2#2']);
      expect(queue.stats('t'), 'stats after 50 ms').toMatchObject(counts(1, 0, 0));
      await queue.publish('t', 3);
      await time.sleep(100);
      expect(ledger.deliveries(), 'the deliveries in the end').toEqual([
        '1#1',
        '2#1',
        '2#2',
        '3#1',
        '1#2',
        '1#3',
      ]);
      expect(times(ledger), 'when, in ms').toEqual([0, 0, 20, 50, 100, 100]);
      await queue.close();
    }),
);

test(
  {
    en: 'a message that waits for its next delivery takes a place, and gets it back however full the topic is',
    zh: '等待重投的消息占一个位置；主题再满，它也能回到队列',
  },
  () =>
    alone(
      'capacity 1: 1 is delivered, 2 is queued, publish 3 waits; nack(100) of 1; then everything is acknowledged',
      async () => {
        const { queue, ledger } = opened<number>({ capacity: 1 });
        const gate = new Gate();
        queue.subscribe(
          't',
          'g',
          ledger.handler('C', async (message) => {
            if (message.body === 1 && message.attempt === 1) {
              await gate.pass();
              return message.nack(100);
            }
            message.ack();
          }),
        );
        await queue.publish('t', 1);
        await queue.publish('t', 2);
        const third = outcomeOf(() => queue.publish('t', 3));
        await time.sleep(1);
        gate.open();
        await time.sleep(50);
        expect(ledger.deliveries(), 'the deliveries while 1 waits for its time').toEqual(['1#1', '2#1']);
        expect(third.state, 'publish 3 while 1 waits for its time, in the only place').toBe(undefined);
        expect(queue.stats('t'), 'stats').toMatchObject(counts(1, 0, 0));
        await time.sleep(60);
        expect(third.state, 'publish 3, after 1 was delivered again').toBe('resolved');
        expect(ledger.deliveries(), 'the deliveries in the end').toEqual(['1#1', '2#1', '1#2', '3#1']);
        await queue.close();
      },
    ),
);

test(
  {
    en: 'close waits for what has to be delivered again, delays included, and leaves no timer behind',
    zh: 'close 会等待需要重投的消息（包括延迟的），且不留下定时器',
  },
  () =>
    alone('ackTimeoutMs 60 000: 1: nack(500); 2: ack(); close() at once', async () => {
      const { queue, ledger } = opened<number>({ ackTimeoutMs: 60_000 });
      queue.subscribe(
        't',
        'g',
        ledger.handler('C', (message) => {
          if (message.body === 1 && message.attempt === 1) message.nack(500);
          else message.ack();
        }),
        { prefetch: 2 },
      );
      await queue.publish('t', 1);
      await queue.publish('t', 2);
      expect(await queue.close(), 'close()').toMatchObject({ undelivered: 0 });
      expect(ledger.sorted(), 'the deliveries when close() resolves, sorted').toBe('1#1 1#2 2#1');
      expect(time.now() - START_MS, 'when close() resolved, in ms').toBe(500);
    }),
);

test(
  {
    en: 'nack() of a number that is no delay throws a RangeError, and the delivery is as it was',
    zh: 'nack() 的延迟不合法时抛出 RangeError，这次投递保持原样',
  },
  () =>
    alone('nack(-1), nack(NaN), then ack()', async () => {
      const { queue, ledger } = opened<number>();
      queue.subscribe('t', 'g', ledger.handler('C', keep));
      await queue.publish('t', 1);
      await time.sleep(1);
      for (const delay of [-1, NaN]) {
        const error = thrownBy(() => ledger.message(0).nack(delay), `nack(${delay})`);
        expect(error instanceof RangeError, `nack(${delay}) throws a RangeError, not ${String(error)}`).toBe(
          true,
        );
      }
      await time.sleep(1);
      expect(queue.stats('t'), 'stats after the refused nacks').toMatchObject(counts(0, 1, 0));
      ledger.message(0).ack();
      await time.sleep(1);
      expect(queue.stats('t'), 'stats after ack()').toMatchObject(counts(0, 0, 0));
      expect(ledger.deliveries(), 'the deliveries').toEqual(['1#1']);
      await queue.close();
    }),
);

test(
  {
    en: 'a message that fails goes to one consumer again, in whatever order things happen, and nothing else is delivered twice',
    zh: '无论先后次序如何，失败的消息再次只交给一个消费者，其他消息不会重复',
  },
  () =>
    inManyOrders({
      program:
        'capacity 1 | P: publish 1, 2 | A, B: one group; attempt 1 of 1 throws, all others are acknowledged | close()',
      lanes: ['main'],
      run: async () => {
        const { queue, ledger } = opened<number>({ capacity: 1 });
        for (const name of ['A', 'B']) {
          queue.subscribe(
            't',
            'g',
            ledger.handler(name, (message) => {
              if (message.body === 1 && message.attempt === 1) throw new Error('the handler of 1');
              message.ack();
            }),
          );
        }
        await queue.publish('t', 1);
        await queue.publish('t', 2);
        const { undelivered } = await queue.close();
        return () => {
          const got = ledger.sorted();
          if (got !== '1#1 1#2 2#1') return `the deliveries were ${got}, and should have been 1#1 1#2 2#1`;
          return undelivered === 0 || `close() says undelivered: ${undelivered}, and all were delivered`;
        };
      },
      looksLike: ({ kind }) => (kind === 'deadlock' ? 'lost-wake-up' : undefined),
    }),
);

test(
  {
    en: 'ack races with the timeout: a message is delivered again or not, but never doubled, lost or left in flight',
    zh: 'ack 与超时竞争：消息要么重投要么不重投，但绝不会重复、丢失或一直悬着',
  },
  () =>
    inManyOrders({
      program: 'ackTimeoutMs 10, maxAttempts 3: the handler of 1 takes 10 ms and then calls ack() | close()',
      lanes: ['main'],
      run: async () => {
        const { queue, ledger } = opened<number>({ capacity: 1, ackTimeoutMs: 10, maxAttempts: 3 });
        queue.subscribe(
          't',
          'g',
          ledger.handler('C', async (message) => {
            if (message.attempt === 1) await time.sleep(10);
            message.ack();
          }),
        );
        await queue.publish('t', 1);
        const { undelivered } = await queue.close();
        const { queued, inFlight, dead } = queue.stats('t');
        return () => {
          const attempts = ledger.entries
            .map(({ attempt }) => attempt)
            .toSorted((a, b) => a - b)
            .join(', ');
          if (!['1', '1, 2', '1, 2, 3'].includes(attempts)) return `the attempts delivered were ${attempts}`;
          if (queued + inFlight + undelivered > 0)
            return `after close(): queued ${queued}, inFlight ${inFlight}, undelivered ${undelivered}`;
          return dead === 0 || attempts === '1, 2, 3' || `${dead} dead after ${attempts.length} attempts`;
        };
      },
    }),
);

test(
  {
    en: 'a message that fails while publishers wait blocks neither them nor itself',
    zh: '有发布者在等待时消息处理失败，既不会卡住他们，也不会卡住自己',
  },
  () =>
    inManyOrders({
      program:
        'capacity 1, 1 is queued; publish 2 and publish 3 wait | C: nack() of 1 at attempt 1, else ack() | close()',
      lanes: ['main'],
      run: async () => {
        const { queue, ledger } = opened<number>({ capacity: 1 });
        await queue.publish('t', 1);
        const waiting = [queue.publish('t', 2), queue.publish('t', 3)];
        queue.subscribe(
          't',
          'g',
          ledger.handler('C', (message) =>
            message.body * message.attempt === 1 ? message.nack() : message.ack(),
          ),
        );
        await Promise.all(waiting);
        await queue.close();
        return () => {
          const got = ledger.sorted();
          return got === '1#1 1#2 2#1 3#1' || `the deliveries were ${got}, not 1#1 1#2 2#1 3#1`;
        };
      },
      looksLike: ({ kind }) => (kind === 'deadlock' ? 'retry-waits-for-room' : undefined),
    }),
);

/** When the deliveries came, in ms since the program began. */
function times(ledger: Ledger<number>): number[] {
  return ledger.entries.map(({ atMs }) => atMs - START_MS);
}
