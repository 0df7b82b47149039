import { isPending, type Operation } from '../operation.ts';
import { kindOf, type Spec, type Vocabulary } from '../spec.ts';
import { valueKey } from '../value.ts';

/**
 * What a method of a register does: `compareAndSet(expected, value)` answers whether it has set the value,
 * `compareExchange(expected, value)` and `exchange(value)` answer the value before.
 */
export type RegisterKind = 'read' | 'write' | 'compareAndSet' | 'compareExchange' | 'exchange';

const VOCABULARY: Vocabulary<RegisterKind> = {
  read: 'read',
  get: 'read',
  load: 'read',
  write: 'write',
  set: 'write',
  store: 'write',
  cas: 'compareAndSet',
  compareAndSet: 'compareAndSet',
  compareExchange: 'compareExchange',
  exchange: 'exchange',
  swap: 'exchange',
};

export interface RegisterOptions {
  /** What it holds at first; default undefined. */
  readonly initial?: unknown;
  readonly operations?: Vocabulary<RegisterKind>;
}

/** The value that it holds, as a key. */
export type RegisterState = string;

/** One value that is read, written, and compared and exchanged. Calls that ended with an error have had no effect. */
export function register(options: RegisterOptions = {}): Spec<RegisterState> {
  const vocabulary = { ...VOCABULARY, ...options.operations };
  const kind = (operation: Operation): RegisterKind => kindOf(operation, vocabulary, 'register');
  return {
    name: 'register',
    initial: valueKey(options.initial),
    key: (state) => state,
    step: (state, operation) => {
      const what = kind(operation);
      if (operation.error !== undefined) return state;
      const answer = answerOf(state, what, operation);
      if (answer !== undefined && !isPending(operation) && valueKey(operation.result) !== answer) {
        return undefined;
      }
      return after(state, what, operation);
    },
    describe: (state) => state,
    expect: (state, operation) => answerOf(state, kind(operation), operation) ?? 'done',
    observes: (operation) => {
      const what = kind(operation);
      return (
        what === 'read' ||
        operation.error !== undefined ||
        (what === 'compareAndSet' && operation.result === false)
      );
    },
    removable: (history) => removable(history, kind),
  };
}

/** The key of the answer; undefined where it is not looked at. */
function answerOf(state: RegisterState, kind: RegisterKind, { args }: Operation): string | undefined {
  if (kind === 'write') return undefined;
  return kind === 'compareAndSet' ? String(valueKey(args[0]) === state) : state;
}

function after(state: RegisterState, kind: RegisterKind, { args }: Operation): RegisterState {
  switch (kind) {
    case 'read':
      return state;
    case 'write':
    case 'exchange':
      return valueKey(args[0]);
    case 'compareAndSet':
    case 'compareExchange':
      return valueKey(args[0]) === state ? valueKey(args[1]) : state;
  }
}

/** Without comparisons, all that concerns one value can go. */
function removable(
  history: readonly Operation[],
  kind: (operation: Operation) => RegisterKind,
): readonly Operation[][] {
  if (history.some((operation) => !/read|write/u.test(kind(operation)))) return [];
  const valueOf = (operation: Operation): string =>
    valueKey(kind(operation) === 'write' ? operation.args[0] : operation.result);
  return [...Map.groupBy(history, valueOf).values()];
}
