import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLinearizableByDefinition, isLinearization } from './by-definition.ts';
import { checkHistory, decideHistory } from './check.ts';
import type { Operation } from './operation.ts';
import { type Call, histories } from './random-history.ts';
import type { Spec } from './spec.ts';
import { combine } from './specs/combine.ts';
import { counter } from './specs/counter.ts';
import { fifoQueue } from './specs/fifo-queue.ts';
import { map } from './specs/map.ts';
import { mutex } from './specs/mutex.ts';
import { pool } from './specs/pool.ts';
import { register } from './specs/register.ts';
import { set } from './specs/set.ts';
import { stack } from './specs/stack.ts';

const RUNS = 1500;
const value = fc.integer({ min: 1, max: 3 });
const key = fc.constantFrom('a', 'b');

function call(
  name: string,
  args: fc.Arbitrary<unknown>[],
  result: fc.Arbitrary<unknown>,
): fc.Arbitrary<Call> {
  return fc.record({ name: fc.constant(name), args: fc.tuple(...args), result });
}

const none = fc.constant(undefined);
const containerCalls = fc.oneof(
  { weight: 4, arbitrary: call('push', [value], none) },
  { weight: 4, arbitrary: call('pop', [], value) },
  { weight: 2, arbitrary: call('tryPop', [], fc.option(value, { nil: undefined })) },
  { weight: 1, arbitrary: call('tryPush', [value], fc.boolean()) },
  { weight: 1, arbitrary: call('length', [], fc.integer({ min: 0, max: 2 })) },
  { weight: 1, arbitrary: call('peek', [], fc.option(value, { nil: undefined })) },
  { weight: 1, arbitrary: call('close', [], none) },
  { weight: 1, arbitrary: fc.record({ name: fc.constantFrom('push', 'pop'), error: fc.constant('closed') }) },
);
const registerCalls = fc.oneof(
  call('read', [], fc.option(value, { nil: undefined })),
  call('write', [value], none),
  call('cas', [value, value], fc.boolean()),
  call('exchange', [value], fc.option(value, { nil: undefined })),
);
const setCalls = fc.oneof(
  call('add', [key], fc.option(fc.boolean(), { nil: undefined })),
  call('has', [key], fc.boolean()),
  call('delete', [key], fc.boolean()),
);
const mapCalls = fc.oneof(
  call('set', [key, value], none),
  call('get', [key], fc.option(value, { nil: undefined })),
  call('delete', [key], fc.boolean()),
  call('has', [key], fc.boolean()),
);
const counterCalls = fc.oneof(
  call('add', [value], none),
  call('decrement', [], none),
  call('incrementAndGet', [], fc.integer({ min: 0, max: 5 })),
  call('read', [], fc.integer({ min: 0, max: 5 })),
);
const mutexCalls = fc.oneof(
  call('lock', [], none),
  call('unlock', [], none),
  call('tryLock', [], fc.boolean()),
  call('rLock', [], none),
  call('rUnlock', [], none),
);
const poolCalls = fc.oneof(
  call('acquire', [], value),
  call('release', [value], none),
  call('tryAcquire', [], fc.option(value, { nil: undefined })),
);
const wholeSetCalls = fc.oneof(
  setCalls,
  call('size', [], fc.integer({ min: 0, max: 2 })),
  call('clear', [], none),
);

interface Subject {
  readonly name: string;
  readonly spec: Spec<unknown>;
  readonly calls: fc.Arbitrary<Call>;
}

const subjects: Subject[] = [
  { name: 'queue', spec: fifoQueue(), calls: containerCalls },
  { name: 'bounded queue', spec: fifoQueue({ capacity: 1 }), calls: containerCalls },
  { name: 'stack', spec: stack({ capacity: 2 }), calls: containerCalls },
  { name: 'register', spec: register(), calls: registerCalls },
  { name: 'set', spec: set(), calls: setCalls },
  { name: 'set with size', spec: set(), calls: wholeSetCalls },
  { name: 'map', spec: map(), calls: mapCalls },
  { name: 'counter', spec: counter(), calls: counterCalls },
  { name: 'mutex', spec: mutex(), calls: mutexCalls },
  { name: 'owned mutex', spec: mutex({ unlockBy: 'holder' }), calls: mutexCalls },
  { name: 'pool', spec: pool(2), calls: poolCalls },
  {
    name: 'queue and set',
    spec: combine({ queue: fifoQueue(), seen: set() }),
    calls: fc.oneof(
      containerCalls.map((one) => ({ ...one, name: `queue.${one.name}` })),
      setCalls.map((one) => ({ ...one, name: `seen.${one.name}` })),
    ),
  },
];

describe.each(subjects)('the judgement of a $name', ({ spec, calls }) => {
  test('is what trying every order says, and its order is one', () => {
    const seen = { linearizable: 0, 'not-linearizable': 0 };
    fc.assert(
      fc.property(histories(calls), (history) => {
        const isLinearizable = isLinearizableByDefinition(history, spec);
        const result = checkHistory(history, spec);
        seen[isLinearizable ? 'linearizable' : 'not-linearizable'] += 1;
        expect(result.outcome).toBe(isLinearizable ? 'linearizable' : 'not-linearizable');
        if (result.outcome === 'linearizable') {
          expect(isLinearization(result.order, history, spec)).toBe(true);
        }
      }),
      { numRuns: RUNS },
    );
    // The comparison is worth something only where both happen.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(RUNS / 50);
  });

  test('is the same without division into parts and without looking ahead', () => {
    const { partition: _, divide: __, prepare: ___, ...plain } = spec;
    fc.assert(
      fc.property(histories(calls, 8), (history) => {
        expect(decideHistory(history, plain)).toBe(decideHistory(history, spec));
      }),
      { numRuns: RUNS },
    );
  });

  test('says why with a conflict that has no order, and with the earliest point', () => {
    fc.assert(
      fc.property(histories(calls), (history) => {
        const result = checkHistory(history, spec);
        if (result.outcome !== 'not-linearizable') return;
        const { at, before, conflict, isEarliest } = result.why;
        const known = asKnown(history, at.return);
        expect(isEarliest).toBe(true);
        expect(isLinearizableByDefinition(known, spec)).toBe(false);
        if (spec.partition === undefined && spec.divide === undefined) {
          const earlier = asKnown(history, justBefore(history, at));
          expect(isLinearizableByDefinition(earlier, spec)).toBe(true);
        }
        expect(before.every((operation) => history.includes(operation))).toBe(true);
        expect(conflict.every((operation) => history.includes(operation))).toBe(true);
        expect(isLinearizableByDefinition(asKnown(conflict, at.return), spec)).toBe(false);
      }),
      { numRuns: RUNS },
    );
  });

  test('leaves linearizable what is linearizable when something removable is left out', () => {
    fc.assert(
      fc.property(histories(calls), (history) => {
        if (!isLinearizableByDefinition(history, spec)) return;
        for (const group of spec.removable?.(history) ?? []) {
          const rest = history.filter((operation) => !group.includes(operation));
          expect(isLinearizableByDefinition(rest, spec)).toBe(true);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

/** Longer histories with values that are put once, where looking ahead has something to see. */
describe('looking ahead in a queue', () => {
  test.each([Infinity, 1, 2])('with capacity %d never changes the judgement', (capacity) => {
    const steps = fc.array(fc.constantFrom('push', 'pop', 'tryPop'), { minLength: 4, maxLength: 8 });
    const shape = histories(fc.constant({ name: 'x' }), 8);
    fc.assert(
      fc.property(shape, steps, fc.array(fc.nat(7)), (times, names, picks) => {
        let next = 0;
        const history = times.map((time, index): Operation => {
          const name = names[index % names.length] ?? 'push';
          if (name === 'push') return { ...time, name, args: [(next += 1)], result: undefined };
          const picked = (picks[index] ?? index) % 5;
          const result = picked === 0 && name === 'tryPop' ? undefined : Math.max(1, picked);
          return { ...time, name, args: [], ...(time.return === Infinity ? {} : { result }) };
        });
        const spec = fifoQueue({ capacity });
        expect(decideHistory(history, spec) === 'linearizable').toBe(
          isLinearizableByDefinition(history, spec),
        );
      }),
      { numRuns: 4000 },
    );
  });
});

function asKnown(history: readonly Operation[], instant: number): Operation[] {
  return history
    .filter(({ call: start }) => start <= instant)
    .map((operation) => {
      if (operation.return <= instant) return operation;
      const { task, name, args, call: start } = operation;
      return { task, name, args, call: start, return: Infinity };
    });
}

/** The return before an operation's: until then every answer could be explained. */
function justBefore(history: readonly Operation[], { return: end }: Operation): number {
  return Math.max(-1, ...history.map((one) => one.return).filter((other) => other < end));
}
