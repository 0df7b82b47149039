import { isPending, type Operation } from '../operation.ts';
import { kindOf, SpecError, type Spec, type Vocabulary } from '../spec.ts';

/**
 * What a method of a counter does: `add(n)` (n is 1 where it is not given), `addAndGet` answers the new count,
 * `getAndAdd` the old one; `subtract` and `subtractAndGet` and `getAndSubtract` alike.
 */
export type CounterKind =
  | 'read'
  | 'add'
  | 'addAndGet'
  | 'getAndAdd'
  | 'subtract'
  | 'subtractAndGet'
  | 'getAndSubtract';

const VOCABULARY: Vocabulary<CounterKind> = {
  read: 'read',
  get: 'read',
  value: 'read',
  load: 'read',
  add: 'add',
  increment: 'add',
  inc: 'add',
  addAndGet: 'addAndGet',
  incrementAndGet: 'addAndGet',
  getAndAdd: 'getAndAdd',
  getAndIncrement: 'getAndAdd',
  fetchAdd: 'getAndAdd',
  subtract: 'subtract',
  sub: 'subtract',
  decrement: 'subtract',
  dec: 'subtract',
  subtractAndGet: 'subtractAndGet',
  decrementAndGet: 'subtractAndGet',
  getAndSubtract: 'getAndSubtract',
  getAndDecrement: 'getAndSubtract',
};

export interface CounterOptions {
  /** Default 0. */
  readonly initial?: number;
  readonly operations?: Vocabulary<CounterKind>;
}

/** A number that is added to and read. Calls that ended with an error have had no effect. */
export function counter(options: CounterOptions = {}): Spec<number> {
  const vocabulary = { ...VOCABULARY, ...options.operations };
  const kind = (operation: Operation): CounterKind => kindOf(operation, vocabulary, 'counter');
  return {
    name: 'counter',
    initial: options.initial ?? 0,
    key: String,
    step: (state, operation) => {
      const what = kind(operation);
      if (operation.error !== undefined) return state;
      const after = state + amountOf(what, operation);
      const answer = answerOf(what, state, after);
      return answer === undefined || isPending(operation) || operation.result === answer ? after : undefined;
    },
    describe: String,
    expect: (state, operation) => {
      const what = kind(operation);
      return String(answerOf(what, state, state + amountOf(what, operation)) ?? 'done');
    },
    observes: (operation) => kind(operation) === 'read' || operation.error !== undefined,
  };
}

function amountOf(kind: CounterKind, { name, args }: Operation): number {
  if (kind === 'read') return 0;
  const amount = args[0] ?? 1;
  if (typeof amount !== 'number') throw new SpecError(`${name} of a counter takes a number`);
  return /subtract/iu.test(kind) ? -amount : amount;
}

/** Undefined where the answer is not looked at. */
function answerOf(kind: CounterKind, before: number, after: number): number | undefined {
  if (kind === 'add' || kind === 'subtract') return undefined;
  return kind.startsWith('getAnd') ? before : after;
}
