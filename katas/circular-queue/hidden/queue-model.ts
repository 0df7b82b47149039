import { fifoQueue, type Operation, type Prepared, type Spec } from '@katas/explore';

/** Names of calls that may give up: they answer that there is no room, or no item, at some moment of theirs. */
const IN_TIME = { push: 'pushInTime', pop: 'popInTime' } as const;

/**
 * The queue that one thread alone would see: a call with a timeout may give up when there is no room or no item, one
 * without may not, and a push ends with true, false, or an error that says "closed".
 * @param items - what is in it at the beginning
 */
export function ringModel(capacity: number, items: readonly number[] = []): Spec<unknown> {
  const spec = fifoQueue({ capacity, operations: { pushInTime: 'tryPut', popInTime: 'tryTake' } });
  const before = items.map((item, at) => {
    const call = 2 * (at - items.length);
    return { task: 'at the beginning', name: 'push', args: [item], result: true, call, return: call + 1 };
  });
  return ruled(spec, { before, names: new Renamed() });
}

interface Ruling {
  /** Pushes that came before the history. */
  readonly before: readonly Operation[];
  readonly names: Renamed;
}

function ruled(spec: Spec<unknown>, ruling: Ruling): Spec<unknown> {
  const { before, names } = ruling;
  const { prepare, expect, observes } = spec;
  return {
    name: spec.name,
    initial: before.reduce((state, push) => spec.step(state, push), spec.initial),
    key: spec.key,
    step: (state, operation) => (isPossible(operation) ? spec.step(state, names.of(operation)) : undefined),
    ...(spec.describe && { describe: spec.describe }),
    ...(expect && { expect: (state, operation) => expect(state, names.of(operation)) }),
    ...(observes && { observes: (operation) => observes(names.of(operation)) }),
    ...(prepare && {
      prepare: (history): Prepared<unknown> => {
        const whole = [...before, ...history.map((operation) => names.of(operation))];
        const { spec: own, contradiction } = prepare(whole);
        const told = contradiction
          ?.filter((operation) => !before.includes(operation))
          .map((operation) => names.back(operation));
        return { spec: ruled(own, ruling), ...(told && { contradiction: told }) };
      },
    }),
  };
}

/** Operations under the names that say whether they may give up. */
class Renamed {
  readonly #renamed = new WeakMap<Operation, Operation>();
  readonly #original = new WeakMap<Operation, Operation>();

  of(operation: Operation): Operation {
    const known = this.#renamed.get(operation);
    if (known !== undefined) return known;
    const { name, args } = operation;
    const isInTime = (name === 'push' && args.length > 1) || (name === 'pop' && args.length > 0);
    const made = isInTime ? { ...operation, name: IN_TIME[name] } : operation;
    this.#renamed.set(operation, made);
    this.#original.set(made, operation);
    return made;
  }

  back(operation: Operation): Operation {
    return this.#original.get(operation) ?? operation;
  }
}

/** Whether the queue answers so in any state at all. */
function isPossible({ name, args, result, error, return: end }: Operation): boolean {
  if (end === Infinity) return true;
  if (name !== 'push' && name !== 'tryPush') return error === undefined;
  if (error !== undefined) return /closed/iu.test(error);
  return result === true || (result === false && (name === 'tryPush' || args.length > 1));
}
