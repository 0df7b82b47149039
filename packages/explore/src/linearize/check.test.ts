import { describe, expect, test } from 'vitest';
import { checkHistory, decideHistory } from './check.ts';
import { drawn } from './drawn-history.ts';
import { linearizable, UndecidedError } from './judge-history.ts';
import { HistoryError, type Operation } from './operation.ts';
import { type Spec, SpecError } from './spec.ts';
import { combine } from './specs/combine.ts';
import { counter } from './specs/counter.ts';
import { fifoQueue } from './specs/fifo-queue.ts';
import { map } from './specs/map.ts';
import { mutex } from './specs/mutex.ts';
import { pool } from './specs/pool.ts';
import { register } from './specs/register.ts';
import { set } from './specs/set.ts';
import { stack } from './specs/stack.ts';

interface Example {
  readonly says: string;
  readonly spec: Spec<unknown>;
  readonly drawing: string;
}

const withOrder: Example[] = [
  {
    says: 'overlapping enqueues may take effect in either order (Herlihy and Wing 1990, figure 1a)',
    spec: fifoQueue(),
    drawing: `
      A  [enqueue("x")      ]    [dequeue():"y"]
      B     [enqueue("y")]          [dequeue():"x"]`,
  },
  {
    says: 'a pending enqueue may have taken effect (Herlihy and Wing 1990, figure 1d)',
    spec: fifoQueue(),
    drawing: `
      A  [enqueue("x")                                    ~
      B                  [dequeue():"x"]`,
  },
  {
    says: 'a pending enqueue may have had no effect',
    spec: fifoQueue(),
    drawing: `
      A  [enqueue("x")                                    ~
      B                  [tryDequeue():undefined]`,
  },
  {
    says: 'a pending dequeue may have swallowed a value',
    spec: fifoQueue(),
    drawing: `
      A  [push(1)]  [push(2)]
      B    [pop()                                    ~
      C                         [pop():2]`,
  },
  {
    says: 'a write that overlaps a read may come before or after it',
    spec: register({ initial: 0 }),
    drawing: `
      A  [write(1)         ]
      B     [read():1]
      C     [read():0]`,
  },
  {
    says: 'the one compare-and-set that wins is any of those that overlap',
    spec: register({ initial: 0 }),
    drawing: `
      A  [cas(0,1):false]
      B  [cas(0,2):true]
      C                   [read():2]`,
  },
  {
    says: 'a full queue may refuse, and a push after a pop may not',
    spec: fifoQueue({ capacity: 1 }),
    drawing: `
      A  [tryPush(1):true]  [tryPush(2):false]               [tryPush(3):true]
      B                                         [tryPop():1]`,
  },
  {
    says: 'what was put before it was closed can still be taken',
    spec: fifoQueue(),
    drawing: `
      A  [push(1)]  [close()]  [push(2):!queue is closed]
      B                          [pop():1]     [pop():undefined]`,
  },
  {
    says: 'a stack gives back the last first',
    spec: stack(),
    drawing: `A  [push(1)]  [push(2)]  [pop():2]  [pop():1]  [tryPop():undefined]`,
  },
  {
    says: 'a lock goes from one to the next',
    spec: mutex(),
    drawing: `
      A  [lock()]             [unlock()]
      B     [lock()                         ]  [unlock()]
      C           [tryLock():false]`,
  },
  {
    says: 'a connection may go out again when it is back',
    spec: pool(1),
    drawing: `
      A  [acquire():1]               [release(1)]
      B               [acquire():1                  ]`,
  },
  {
    says: 'increments add up',
    spec: counter(),
    drawing: `
      A  [increment()]  [read():2]
      B  [increment()]`,
  },
];

const withoutOrder: Example[] = [
  {
    says: 'the value that was enqueued first is overtaken (Herlihy and Wing 1990, figure 1b)',
    spec: fifoQueue(),
    drawing: `
      A  [enqueue("x")]                    [dequeue():"y"]
      B                 [enqueue("y")]`,
  },
  {
    says: 'one value is dequeued twice (Herlihy and Wing 1990, figure 1c)',
    spec: fifoQueue(),
    drawing: `
      A  [enqueue("x")      ]    [dequeue():"y"]
      B     [enqueue("y")]          [dequeue():"y"]`,
  },
  {
    says: 'a new value is read, and later the old one',
    spec: register({ initial: 0 }),
    drawing: `
      A  [write(1)                       ]
      B     [read():1]  [read():0]`,
  },
  {
    says: 'two compare-and-sets from the same value win',
    spec: register({ initial: 0 }),
    drawing: `
      A  [cas(0,1):true]
      B  [cas(0,2):true]`,
  },
  {
    says: 'an increment is lost',
    spec: counter(),
    drawing: `
      A  [increment()]  [read():1]
      B  [increment()]`,
  },
  {
    says: 'one more value than there is room for was put',
    spec: fifoQueue({ capacity: 1 }),
    drawing: `A  [push(1)]  [push(2)]`,
  },
  {
    says: 'a queue says it is empty and is not',
    spec: fifoQueue(),
    drawing: `
      A  [push(1)]  [tryPop():undefined]
      B                                   [pop():1]`,
  },
  {
    says: 'a blocking pop gives up although the queue was never closed',
    spec: fifoQueue(),
    drawing: `A  [pop():undefined]`,
  },
  {
    says: 'a push is refused although there is room',
    spec: fifoQueue({ capacity: 2 }),
    drawing: `A  [push(1)]  [tryPush(2):false]`,
  },
  {
    says: 'a push succeeds after the queue was closed',
    spec: fifoQueue(),
    drawing: `A  [close()]  [push(1)]`,
  },
  {
    says: 'two hold the lock',
    spec: mutex(),
    drawing: `
      A  [lock()]
      B           [lock()]`,
  },
  {
    says: 'somebody unlocks what another holds',
    spec: mutex({ unlockBy: 'holder' }),
    drawing: `
      A  [lock()]
      B           [unlock()]`,
  },
  {
    says: 'one connection is given to two',
    spec: pool(2),
    drawing: `
      A  [acquire():7]
      B  [acquire():7]`,
  },
  {
    says: 'more connections are out than the pool has',
    spec: pool(1),
    drawing: `
      A  [acquire():1]
      B  [acquire():2]`,
  },
  {
    says: 'a key loses its value although another was deleted',
    spec: map(),
    drawing: `
      A  [set("a",1)]  [delete("b"):false]
      B                                     [get("a"):undefined]`,
  },
  {
    says: 'a member was added twice, each time as new',
    spec: set(),
    drawing: `
      A  [add(1):true]
      B  [add(1):true]`,
  },
];

test.each(withOrder)('linearizable: $says', ({ spec, drawing }) => {
  expect(checkHistory(drawn(drawing), spec).outcome).toBe('linearizable');
});

test.each(withoutOrder)('not linearizable: $says', ({ spec, drawing }) => {
  expect(checkHistory(drawn(drawing), spec).outcome).toBe('not-linearizable');
});

describe('the reason', () => {
  test('names the few operations that contradict each other, and when', () => {
    const history = drawn(`
      P0  [push(1)]          [push(3)]           [push(5)]
      P1            [push(2)]          [push(4)]
      C0                [pop():2]      [pop():3] [pop():4]
      C1                                [pop():1]          [pop():5]`);
    const result = checkHistory(history, fifoQueue());
    if (result.outcome !== 'not-linearizable') throw new Error(result.outcome);
    const { at, before, conflict, deadEnd, isEarliest } = result.why;
    const show = ({ name, args, result: answer }: Operation): string =>
      `${name}(${String(args)})→${String(answer)}`;
    expect(isEarliest).toBe(true);
    expect(show(at)).toBe('pop()→2');
    expect(before.map(show)).toEqual(['push(1)→undefined', 'push(2)→undefined']);
    expect(conflict.map(show)).toEqual(['push(1)→undefined', 'push(2)→undefined', 'pop()→2']);
    expect(deadEnd.order.map(show)).toEqual(['push(1)→undefined', 'push(2)→undefined']);
    expect(deadEnd.state).toBe('[1, 2]');
    expect(deadEnd.rejected.map(({ operation, expected }) => `${show(operation)} ${expected}`)).toEqual([
      'pop()→2 1',
    ]);
  });

  test('names the part of the object that it is about', () => {
    const history = drawn(`
      A  [queue.push(1)]  [seen.add("x"):true]
      B  [queue.pop():1]  [seen.add("x"):true]`);
    const result = checkHistory(history, combine({ queue: fifoQueue(), seen: set() }));
    if (result.outcome !== 'not-linearizable') throw new Error(result.outcome);
    expect(result.why.part).toBe('seen "x"');
    expect(result.why.conflict.map(({ name }) => name)).toEqual(['seen.add', 'seen.add']);
  });
});

describe('beyond its limits the judgement is unknown', () => {
  /** Nothing but time orders these, and the last answer fits none of the many orders. */
  const hard = [
    ...Array.from({ length: 12 }, (_, index): Operation => ({
      task: `T${index}`,
      name: 'write',
      args: [index],
      call: 0,
      return: 10,
    })),
    { task: 'R', name: 'read', args: [], result: 99, call: 11, return: 12 },
  ];

  test('of states', () => {
    const result = checkHistory(hard, register(), { maxStates: 500 });
    expect(result).toMatchObject({ outcome: 'unknown', reason: 'states' });
    expect(result.states).toBe(501);
  });

  test('of time', () => {
    expect(checkHistory(hard, register(), { maxMs: 0 })).toMatchObject({
      outcome: 'unknown',
      reason: 'time',
    });
  });

  test('and within them it is not', () => {
    expect(decideHistory(hard, register())).toBe('not-linearizable');
  });
});

test('calls that touch in one instant overlap', () => {
  const history = (start: number): Operation[] => [
    { task: 'A', name: 'push', args: [1], call: 0, return: 1 },
    { task: 'A', name: 'push', args: [2], call: 2, return: 3 },
    { task: 'B', name: 'pop', args: [], result: 2, call: 4, return: 10 },
    { task: 'C', name: 'pop', args: [], result: 1, call: start, return: 12 },
  ];
  expect(decideHistory(history(10), fifoQueue())).toBe('linearizable');
  expect(decideHistory(history(11), fifoQueue())).toBe('not-linearizable');
});

describe('a judge of histories', () => {
  const judge = linearizable(fifoQueue());

  test('says nothing of one that has an order', () => {
    expect(judge(drawn('A [push(1)] [pop():1]'))).toBeUndefined();
  });

  test('says in a sentence why another has none', () => {
    const history = drawn(`
      A  [push(1)] [push(2)]
      B                       [pop():2] [pop():1]`);
    expect(judge(history)).toBe(
      'no order of the calls is one of a queue: after push(1), push(2) it is [1, 2], where pop() by B must answer 1, not 2',
    );
    expect(linearizable(set())(drawn('A [add(1):true] [add(1):true]'))).toBe(
      'no order of the calls is one of a set (1): after add(1) → true it is {1}, where add(1) by A must answer false, not true',
    );
    expect(linearizable(mutex())(drawn('A [lock()] [lock()]'))).toBe(
      'no order of the calls is one of a mutex: after lock() it is locked by A, where lock() by A can not end there',
    );
  });

  test('does not guess', () => {
    expect(() => linearizable(fifoQueue(), { maxMs: 0 })(drawn('A [push(1)] [pop():1]'))).toThrow(
      UndecidedError,
    );
  });
});

test('an object that only another has touched is judged in time, whatever the others hold', () => {
  // 60 members that are written at once would be 2^60 orders, were they not judged one by one.
  const history = Array.from({ length: 60 }, (_, index): Operation => ({
    task: `T${index}`,
    name: 'add',
    args: [index],
    result: true,
    call: 0,
    return: 10,
  }));
  const { partition, ...whole } = set();
  expect(partition).toBeDefined();
  expect(checkHistory(history, set())).toMatchObject({ outcome: 'linearizable', visited: 60 });
  const again = [...history, { ...(history[0] as Operation), call: 11, return: 12 }];
  expect(decideHistory(again, set())).toBe('not-linearizable');
  expect(decideHistory(again, whole, { maxStates: 5000 })).toBe('unknown');
});

test('values are the same by content, since another thread has copies', () => {
  const history = (answer: unknown): Operation[] => [
    { task: 'A', name: 'push', args: [{ id: 1, tags: ['x'] }], call: 0, return: 1 },
    { task: 'B', name: 'pop', args: [], result: answer, call: 2, return: 3 },
  ];
  expect(decideHistory(history({ tags: ['x'], id: 1 }), fifoQueue())).toBe('linearizable');
  expect(decideHistory(history({ tags: ['y'], id: 1 }), fifoQueue())).toBe('not-linearizable');
  expect(decideHistory(history('{"id":1,"tags":["x"]}'), fifoQueue())).toBe('not-linearizable');
});

test('answers may come in the manner of goroutines', () => {
  const history = (answer: unknown): Operation[] => [
    { task: 'A', name: 'send', args: [undefined], call: 0, return: 1 },
    { task: 'A', name: 'close', args: [], call: 2, return: 3 },
    { task: 'B', name: 'recv', args: [], result: { value: undefined, ok: true }, call: 4, return: 5 },
    { task: 'B', name: 'recv', args: [], result: answer, call: 6, return: 7 },
  ];
  const spec = fifoQueue({ answers: 'recv' });
  expect(decideHistory(history({ value: undefined, ok: false }), spec)).toBe('linearizable');
  expect(decideHistory(history({ value: undefined, ok: true }), spec)).toBe('not-linearizable');
});

test('method names can be given', () => {
  const history = [
    { task: 'A', name: 'post', args: [1], call: 0, return: 1 },
    { task: 'B', name: 'fetch', args: [], result: 1, call: 2, return: 3 },
  ];
  expect(() => checkHistory(history, fifoQueue())).toThrow(
    new SpecError(
      'a queue has no operation "post"; it has put, push, send, enqueue, tryPut, tryPush, trySend, tryEnqueue, offer, take, pop, recv, dequeue, tryTake, tryPop, tryRecv, tryDequeue, poll, peek, size, length, len, close',
    ),
  );
  const spec = fifoQueue({ operations: { post: 'put', fetch: 'take' } });
  expect(decideHistory(history, spec)).toBe('linearizable');
});

test.each([
  { call: NaN, return: 1, says: /was called at NaN/u },
  { call: 2, return: 1, says: /was called at 2 and returned at 1/u },
  { call: 2, return: NaN, says: /returned at NaN/u },
])('a history that can not be is refused: $call to $return', ({ says, ...time }) => {
  const history = [{ task: 'A', name: 'pop', args: [], ...time }];
  expect(() => checkHistory(history, fifoQueue())).toThrow(HistoryError);
  expect(() => checkHistory(history, fifoQueue())).toThrow(says);
});

test('an empty history, and one that only hangs, are linearizable', () => {
  expect(checkHistory([], fifoQueue())).toMatchObject({ outcome: 'linearizable', order: [] });
  expect(decideHistory(drawn('A [pop()    ~'), fifoQueue())).toBe('linearizable');
});

test("a specification of one's own takes three lines", () => {
  const flag: Spec<boolean> = {
    name: 'flag',
    initial: false,
    step: (_, { name, result }) => (name === 'raise' ? true : result === _ ? _ : undefined),
    key: String,
  };
  expect(decideHistory(drawn('A [raise()] [isUp():true]'), flag)).toBe('linearizable');
  expect(decideHistory(drawn('A [raise()] [isUp():false]'), flag)).toBe('not-linearizable');
});
