import { test } from '@katas/kata/suite';
import { time, WaitGroup } from '@katas/goroutine';
import { expect } from 'vitest';
import { alone, START_MS } from './alone.ts';
import { keep } from './ledger.ts';
import { inManyOrders } from './order.ts';
import { counts, opened } from './opened.ts';
import { outcomeOf } from './outcome.ts';

test(
  {
    en: 'a stopped consumer finishes what it has in hand and gets nothing more; the others get the rest',
    zh: '停止的消费者处理完手上的消息，不再得到新的；其余交给别人',
  },
  () =>
    alone(
      'A (prefetch 2) and B take 10 ms for each message; publish 1 … 8; A.stop() after 5 ms',
      async () => {
        const { queue, ledger } = opened<number>();
        const slowly = (message: { ack(): void }): Promise<void> => time.sleep(10).then(() => message.ack());
        const a = queue.subscribe('t', 'g', ledger.handler('A', slowly), { prefetch: 2 });
        queue.subscribe('t', 'g', ledger.handler('B', slowly));
        for (let n = 1; n <= 8; n += 1) await queue.publish('t', n);
        await time.sleep(5);
        expect(ledger.of('A').length, 'messages that A had when it was stopped').toBe(2);
        const stopped = outcomeOf(() => a.stop());
        await time.sleep(1);
        expect(stopped.state, 'A.stop() while A has two messages in hand').toBe(undefined);
        await time.sleep(5);
        expect(stopped.state, 'A.stop() after A has acknowledged both').toBe('resolved');
        expect(queue.stats('t').queued, 'queued, after A was stopped and B has had one message').toBe(4);
        await queue.close();
        expect(ledger.of('A').length, 'messages that A got in all').toBe(2);
        expect(ledger.onceEach([1, 2, 3, 4, 5, 6, 7, 8]) ?? 'once each').toBe('once each');
        expect(
          ledger.entries.every(({ attempt }) => attempt === 1),
          'every delivery was a first one',
        ).toBe(true);
      },
    ),
);

test(
  {
    en: 'once stop() is called its handler is not called any more, and nothing is lost, in whatever order things happen',
    zh: '无论先后次序如何，一旦调用 stop()，处理函数就不再被调用，也不丢任何消息',
  },
  () =>
    inManyOrders({
      program: 'A, B: one group, ack() | P: publish 1, 2 | S: A.stop() | close()',
      lanes: ['main', 'P', 'S'],
      run: async () => {
        const { queue, ledger } = opened<number>({ capacity: 2 });
        let isStopped = false;
        let late: string | undefined;
        const a = queue.subscribe(
          't',
          'g',
          ledger.handler('A', (message) => {
            if (isStopped) late ??= `${message.body} was given to A after A.stop() was called`;
            message.ack();
          }),
        );
        queue.subscribe('t', 'g', ledger.handler('B'));
        const group = new WaitGroup();
        group.go('P', async () => {
          await queue.publish('t', 1);
          await queue.publish('t', 2);
        });
        group.go('S', async () => {
          const stopping = a.stop();
          isStopped = true;
          await stopping;
        });
        await group.wait();
        await queue.close();
        return () =>
          late ??
          ledger.onceEach([1, 2]) ??
          (ledger.entries.every(({ attempt }) => attempt === 1) ||
            'a delivery that no handler saw was counted as an attempt');
      },
      looksLike: lostByStop,
    }),
);

test(
  {
    en: 'stop() racing with a publisher that waits for room loses neither the message nor the publisher',
    zh: 'stop() 与等待空位的发布者竞争：消息和发布者都不会丢',
  },
  () =>
    inManyOrders({
      program:
        'capacity 1 | A: ack(), then A.stop() from its handler | P: publish 1, 2 | then B subscribes | close()',
      lanes: ['main', 'P'],
      run: async () => {
        const { queue, ledger } = opened<number>({ capacity: 1 });
        const a = queue.subscribe(
          't',
          'g',
          ledger.handler('A', async (message) => {
            message.ack();
            await a.stop();
          }),
        );
        const group = new WaitGroup();
        group.go('P', async () => {
          await queue.publish('t', 1);
          await queue.publish('t', 2);
        });
        await group.wait();
        queue.subscribe('t', 'g', ledger.handler('B'));
        const { undelivered } = await queue.close();
        return () => {
          const wrong = ledger.onceEach([1, 2]);
          if (wrong !== undefined) return wrong;
          if (ledger.of('A').length > 1) return 'A got a second message after it had called its own stop()';
          return undelivered === 0 || `close() says undelivered: ${undelivered}, and all were delivered`;
        };
      },
      looksLike: lostByStop,
    }),
);

test(
  {
    en: 'stop() races with close(): each message is delivered or counted as undelivered',
    zh: 'stop() 与 close() 竞争：每条消息要么送达，要么计入 undelivered',
  },
  () =>
    inManyOrders({
      program: 'publish 1, 2 | A: ack() | S: A.stop() | X: close()',
      lanes: ['main', 'S', 'X'],
      run: async () => {
        const { queue, ledger } = opened<number>({ capacity: 2 });
        await queue.publish('t', 1);
        await queue.publish('t', 2);
        const a = queue.subscribe('t', 'g', ledger.handler('A'));
        let undelivered = -1;
        const group = new WaitGroup();
        group.go('S', () => a.stop());
        group.go('X', async () => {
          ({ undelivered } = await queue.close());
        });
        await group.wait();
        return () => {
          const got = ledger.bodies();
          if (new Set(got).size < got.length) return `delivered: ${got.join(', ')}`;
          return (
            got.length + undelivered === 2 ||
            `published 2, delivered ${got.length}, undelivered ${undelivered}`
          );
        };
      },
      looksLike: lostByStop,
    }),
);

test(
  {
    en: 'a group without consumers keeps its messages, full means full, and the next consumer gets them in order',
    zh: '没有消费者的组会保留消息，满了照样要等；下一个消费者按顺序得到它们',
  },
  () =>
    alone(
      'capacity 2: A keeps 0, and 1 is queued; A.stop(), ack() of 0; publish 2 and 3; B subscribes',
      async () => {
        const { queue, ledger } = opened<number>({ capacity: 2 });
        const a = queue.subscribe('t', 'g', ledger.handler('A', keep));
        await queue.publish('t', 0);
        await queue.publish('t', 1);
        await time.sleep(1);
        const stopped = a.stop();
        ledger.message(0).ack();
        await stopped;
        expect(queue.stats('t'), 'stats: 1 is queued in a group without consumers').toMatchObject(
          counts(1, 0, 0),
        );
        const calls = [2, 3].map((n) => outcomeOf(() => queue.publish('t', n)));
        await time.sleep(1);
        expect(
          calls.map(({ state }) => state),
          'publish 2 and 3 with capacity 2, 1 queued and no consumer',
        ).toEqual(['resolved', undefined]);
        expect(queue.stats('t'), 'stats').toMatchObject(counts(2, 0, 0));
        queue.subscribe('t', 'g', ledger.handler('B'));
        await time.sleep(1);
        await queue.close();
        expect(ledger.bodies('A'), 'what A got').toEqual([0]);
        expect(ledger.bodies('B'), 'what B got').toEqual([1, 2, 3]);
      },
    ),
);

test(
  {
    en: 'stop() resolves when every delivery is settled, by ack, by nack or by the timeout, and not before',
    zh: 'stop() 在每次投递都以 ack、nack 或超时了结之后才完成',
  },
  () =>
    alone(
      'ackTimeoutMs 40, prefetch 3: 1 is given ack() after 10 ms, 2 nack() after 20 ms, 3 is never settled; stop() at once',
      async () => {
        const { queue, ledger } = opened<number>({ ackTimeoutMs: 40 });
        const a = queue.subscribe(
          't',
          'g',
          ledger.handler('A', async (message) => {
            await time.sleep(10 * message.body);
            if (message.body === 1) message.ack();
            if (message.body === 2) message.nack();
          }),
          { prefetch: 3 },
        );
        for (const n of [1, 2, 3]) await queue.publish('t', n);
        await time.sleep(1);
        const first = outcomeOf(() => a.stop().then(() => time.now() - START_MS));
        await time.sleep(20);
        const second = outcomeOf(() => a.stop().then(() => time.now() - START_MS));
        expect(first.state, 'stop() after 21 ms, with 3 unsettled').toBe(undefined);
        await time.sleep(20);
        expect(first.value, 'when the first stop() resolved, in ms').toBe(40);
        expect(second.value, 'when the second stop() resolved, in ms').toBe(40);
        expect(queue.stats('t'), 'stats: 2 and 3 wait in a group without consumers').toMatchObject(
          counts(2, 0, 0),
        );
        queue.subscribe('t', 'g', ledger.handler('B'));
        await queue.close();
        expect(ledger.deliveries('B').toSorted(), 'what B got').toEqual(['2#2', '3#2']);
        await a.stop();
      },
    ),
);

test(
  {
    en: 'what a stopped consumer gives back goes to the others of its group',
    zh: '停止的消费者退回的消息交给同组的其他消费者',
  },
  () =>
    alone('A keeps 1, B acknowledges; A.stop(); then nack(20) of 1', async () => {
      const { queue, ledger } = opened<number>();
      const a = queue.subscribe('t', 'g', ledger.handler('A', keep));
      await queue.publish('t', 1);
      await time.sleep(1);
      queue.subscribe('t', 'g', ledger.handler('B'));
      const stopped = outcomeOf(() => a.stop());
      await time.sleep(4);
      expect(stopped.state, 'A.stop() with 1 unsettled').toBe(undefined);
      ledger.message(0).nack(20);
      await time.sleep(5);
      expect(stopped.state, 'A.stop() after nack(20) of 1').toBe('resolved');
      expect(ledger.deliveries(), 'the deliveries 5 ms after nack(20)').toEqual(['1#1']);
      await time.sleep(20);
      expect(ledger.deliveries('A'), 'what A got').toEqual(['1#1']);
      expect(ledger.deliveries('B'), 'what B got').toEqual(['1#2']);
      await queue.close();
    }),
);

test(
  {
    en: 'a handler may settle its message and stop its own consumer, or close the queue',
    zh: '处理函数可以在了结自己的消息之后停止自己的消费者，或关闭队列',
  },
  () =>
    alone('the handler of A: ack(), await A.stop(); the handler of B: ack(), await close()', async () => {
      const { queue, ledger } = opened<number>();
      const ended: string[] = [];
      const a = queue.subscribe(
        't',
        'g',
        ledger.handler('A', async (message) => {
          message.ack();
          await a.stop();
          ended.push('A.stop()');
        }),
      );
      for (const n of [1, 2, 3]) await queue.publish('t', n);
      await time.sleep(1);
      expect(ended, 'what has resolved inside of the handler of A').toEqual(['A.stop()']);
      expect(ledger.bodies(), 'what A got').toEqual([1]);
      const result: unknown[] = [];
      queue.subscribe(
        't',
        'g',
        ledger.handler('B', async (message) => {
          message.ack();
          result.push(await queue.close());
        }),
      );
      await time.sleep(1);
      expect(result, 'what close() says inside of the handlers of B').toMatchObject([
        { undelivered: 0 },
        { undelivered: 0 },
      ]);
      expect(ledger.bodies('B'), 'what B got').toEqual([2, 3]);
    }),
);

test(
  {
    en: 'when the last consumer of a group stops during close, what is left counts as undelivered',
    zh: 'close 期间某组最后一个消费者停止时，剩下的计入 undelivered',
  },
  () =>
    alone(
      "'g': A keeps 1, and 2, 3 are queued; 'h': acknowledges; close(); A.stop(); then ack() of 1",
      async () => {
        const { queue, ledger } = opened<number>();
        const a = queue.subscribe('t', 'g', ledger.handler('A', keep));
        queue.subscribe('t', 'h', ledger.handler('H'));
        for (const n of [1, 2, 3]) await queue.publish('t', n);
        const closing = outcomeOf(() => queue.close());
        await time.sleep(1);
        const stopped = outcomeOf(() => a.stop());
        await time.sleep(1);
        expect(closing.state, 'close() while A has 1 in hand').toBe(undefined);
        ledger.of('A')[0]?.message.ack();
        await time.sleep(1);
        expect(stopped.state, 'A.stop() after ack() of 1').toBe('resolved');
        expect(closing.value, 'what close() says').toMatchObject({ undelivered: 2 });
        expect(ledger.bodies('A'), 'what A got').toEqual([1]);
        expect(ledger.bodies('H'), "what 'h' got").toEqual([1, 2, 3]);
      },
    ),
);

test(
  {
    en: 'close does not wait for the delay of a message that nobody is left to get, and leaves no timer behind',
    zh: '如果消息已无人可交，close 不会等它的延迟，也不留下定时器',
  },
  () =>
    alone('1: nack(60 000); then the consumer stops; close()', async () => {
      const { queue, ledger } = opened<number>({ ackTimeoutMs: 1000 });
      const a = queue.subscribe(
        't',
        'g',
        ledger.handler('A', (message) => message.nack(60_000)),
      );
      await queue.publish('t', 1);
      await time.sleep(1);
      await a.stop();
      const closing = outcomeOf(() => queue.close());
      await time.sleep(1);
      expect(closing.value, 'what close() says, 1 ms after the call').toMatchObject({ undelivered: 1 });
      expect(time.now() - START_MS, 'ms since the program began').toBe(2);
      const other = opened<number>();
      const b = other.queue.subscribe(
        't',
        'g',
        other.ledger.handler('B', (message) => message.nack(60_000)),
      );
      await other.queue.publish('t', 1);
      await time.sleep(1);
      const waiting = outcomeOf(() => other.queue.close());
      await time.sleep(1);
      expect(waiting.state, 'close() while B is there for the delayed message').toBe(undefined);
      await b.stop();
      await time.sleep(1);
      expect(waiting.value, 'what close() says after B.stop()').toMatchObject({ undelivered: 1 });
    }),
);

test(
  {
    en: 'stopping one consumer stops no other, even one with the same handler',
    zh: '停止一个消费者不影响其他消费者，哪怕处理函数是同一个',
  },
  () =>
    alone(
      "one handler function subscribes twice to 'g' and once to 'h'; the first is stopped twice; publish 1, 2",
      async () => {
        const { queue, ledger } = opened<number>();
        const handler = ledger.handler('C');
        const first = queue.subscribe('t', 'g', handler);
        queue.subscribe('t', 'g', handler);
        queue.subscribe('t', 'h', handler);
        await first.stop();
        await first.stop();
        await queue.publish('t', 1);
        await queue.publish('t', 2);
        await time.sleep(1);
        expect(
          ledger.bodies().toSorted((a, b) => a - b),
          'deliveries to the two groups',
        ).toEqual([1, 1, 2, 2]);
        expect(await queue.close(), 'close()').toMatchObject({ undelivered: 0 });
      },
    ),
);

function lostByStop({ kind, said }: { kind: string; said: string }): string | undefined {
  if (kind === 'deadlock') return 'lost-wake-up';
  if (/after A.stop\(\) was called|after it had called/.test(said)) return 'handled-after-stop';
  return /never delivered|published 2, delivered/.test(said) ? 'stop-loses' : undefined;
}
