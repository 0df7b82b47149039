import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideHistory } from '../check.ts';
import type { Operation } from '../operation.ts';
import type { Spec } from '../spec.ts';
import { counter } from './counter.ts';
import { fifoQueue } from './fifo-queue.ts';
import { map } from './map.ts';
import { mutex } from './mutex.ts';
import { pool } from './pool.ts';
import { register } from './register.ts';
import { set } from './set.ts';
import { stack } from './stack.ts';

/** An object of JavaScript, and what a call on it answers; an error that it throws is an answer as well. */
type Call = readonly [name: string, ...args: number[]];
type Answering = (name: string, args: readonly number[]) => unknown;

interface Model {
  readonly name: string;
  readonly spec: Spec<unknown>;
  readonly calls: readonly string[];
  readonly make: () => Answering;
  /** Methods whose answers say nothing. */
  readonly silent: readonly string[];
}

const CAPACITY = 2;

function container(
  take: (values: number[]) => number | undefined,
  next: (values: number[]) => number | undefined,
) {
  return (): Answering => {
    const values: number[] = [];
    let isClosed = false;
    return (name, [value = 0]) => {
      switch (name) {
        case 'tryPush':
          if (isClosed) throw new Error('it is closed');
          return values.length < CAPACITY && values.push(value) > 0;
        case 'tryPop':
          return take(values);
        case 'peek':
          return next(values);
        case 'length':
          return values.length;
        default:
          isClosed = true;
          return undefined;
      }
    };
  };
}

const models: Model[] = [
  {
    name: 'queue',
    spec: fifoQueue({ capacity: CAPACITY }),
    calls: ['tryPush', 'tryPush', 'tryPush', 'tryPop', 'tryPop', 'peek', 'length', 'close'],
    silent: ['close'],
    make: container(
      (values) => values.shift(),
      (values) => values[0],
    ),
  },
  {
    name: 'stack',
    spec: stack({ capacity: CAPACITY }),
    calls: ['tryPush', 'tryPush', 'tryPush', 'tryPop', 'tryPop', 'peek', 'length', 'close'],
    silent: ['close'],
    make: container(
      (values) => values.pop(),
      (values) => values.at(-1),
    ),
  },
  {
    name: 'set',
    spec: set(),
    calls: ['add', 'has', 'delete', 'size', 'clear'],
    silent: ['add', 'clear'],
    make: () => {
      const own = new Set<number>();
      return (name, [member = 0]) => {
        if (name === 'size') return own.size;
        if (name === 'clear') return own.clear();
        return name === 'has' ? own.has(member) : name === 'delete' ? own.delete(member) : own.add(member);
      };
    },
  },
  {
    name: 'map',
    spec: map(),
    calls: ['set', 'get', 'has', 'delete', 'size', 'clear'],
    silent: ['set', 'clear'],
    make: () => {
      const own = new Map<number, number>();
      return (name, [key = 0, value = 0]) => {
        if (name === 'size') return own.size;
        if (name === 'clear') return own.clear();
        if (name === 'set') return own.set(key, value);
        return name === 'has' ? own.has(key) : name === 'delete' ? own.delete(key) : own.get(key);
      };
    },
  },
  {
    name: 'counter',
    spec: counter({ initial: 5 }),
    calls: ['read', 'add', 'addAndGet', 'getAndAdd', 'subtract', 'subtractAndGet', 'getAndSubtract'],
    silent: ['add', 'subtract'],
    make: () => {
      let count = 5;
      return (name, [amount = 1]) => {
        const before = count;
        if (/add/iu.test(name)) count += amount;
        if (/subtract/iu.test(name)) count -= amount;
        return name.startsWith('getAnd') ? before : count;
      };
    },
  },
  {
    name: 'register',
    spec: register({ initial: 1 }),
    calls: ['read', 'write', 'cas', 'compareExchange', 'exchange'],
    silent: ['write'],
    make: () => {
      const word = new Int32Array([1]);
      return (name, [first = 0, second = 0]) => {
        if (name === 'read') return Atomics.load(word, 0);
        if (name === 'write') return Atomics.store(word, 0, first);
        if (name === 'exchange') return Atomics.exchange(word, 0, first);
        const before = Atomics.compareExchange(word, 0, first, second);
        return name === 'cas' ? before === first : before;
      };
    },
  },
  {
    name: 'mutex',
    spec: mutex(),
    calls: ['tryLock', 'unlock', 'tryRLock', 'rUnlock'],
    silent: [],
    make: () => {
      let writers = 0;
      let readers = 0;
      return (name) => {
        if (name === 'tryLock') return writers + readers === 0 && ++writers > 0;
        if (name === 'tryRLock') return writers === 0 && ++readers > 0;
        if (name === 'unlock' ? writers === 0 : readers === 0) throw new Error('it is not locked');
        return name === 'unlock' ? void (writers -= 1) : void (readers -= 1);
      };
    },
  },
  {
    name: 'pool',
    spec: pool(CAPACITY),
    calls: ['tryAcquire', 'tryAcquire', 'release'],
    silent: [],
    make: () => {
      const free = [0, 1];
      return (name, [member = 0]) => {
        if (name === 'tryAcquire') return free.shift();
        if (free.includes(member % 2) || member > 1) throw new Error('it is not out');
        free.push(member);
        return undefined;
      };
    },
  },
];

function record(calls: readonly Call[], call: Answering): Operation[] {
  return calls.map(([name, ...args], at): Operation => {
    const operation = { task: 'A', name, args, call: 2 * at, return: 2 * at + 1 };
    try {
      return { ...operation, result: call(name, args) };
    } catch (error) {
      return { ...operation, error: (error as Error).message };
    }
  });
}

function programsOf(calls: readonly string[]): fc.Arbitrary<Call[]> {
  const number = fc.integer({ min: 0, max: 2 });
  return fc.array(fc.tuple(fc.constantFrom(...calls), number, number), { minLength: 1, maxLength: 25 });
}

describe.each(models)('the specification of a $name', ({ spec, calls, make, silent }) => {
  const programs = programsOf(calls);

  test('allows what the object does', () => {
    fc.assert(
      fc.property(programs, (program) => {
        expect(decideHistory(record(program, make()), spec)).toBe('linearizable');
      }),
      { numRuns: 500 },
    );
  });

  test('forbids every other answer', () => {
    fc.assert(
      fc.property(
        programs,
        fc.nat(),
        fc.constantFrom(-1, true, false, undefined, 7),
        (program, pick, answer) => {
          const history = record(program, make());
          const at = pick % history.length;
          const operation = history[at] as Operation;
          fc.pre(!silent.includes(operation.name) && !('error' in operation));
          fc.pre(typeof operation.result === typeof answer || typeof operation.result === 'number');
          fc.pre(operation.result !== answer && !(operation.name === 'tryAcquire' && answer !== undefined));
          expect(decideHistory(history.with(at, { ...operation, result: answer }), spec)).toBe(
            'not-linearizable',
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

const failing = models.filter(({ calls }) =>
  calls.some((name) => /^(?:tryPush|unlock|release)$/u.test(name)),
);

test.each(failing)('a $name must not fail without a reason, nor fail to fail', ({ spec, calls, make }) => {
  fc.assert(
    fc.property(programsOf(calls), fc.nat(), (program, pick) => {
      const history = record(program, make());
      const at = pick % history.length;
      const operation = history[at] as Operation;
      fc.pre(/^(?:tryPush|unlock|rUnlock|release)$/u.test(operation.name));
      fc.pre(history.every(({ name }) => name !== 'close'));
      const { error, result, ...rest } = operation;
      const other = error === undefined ? { ...rest, error: 'it is closed' } : { ...rest, result };
      expect(decideHistory(history.with(at, other), spec)).toBe('not-linearizable');
    }),
    { numRuns: 300 },
  );
});
