import type { Operation } from '../operation.ts';
import { kindOf, type Spec, type Vocabulary } from '../spec.ts';
import { valueKey } from '../value.ts';
import { agrees, hasAnswered } from './answer.ts';

/** What a method of a set does: `add` and `delete` may answer whether they changed anything. */
export type SetKind = 'add' | 'delete' | 'has' | 'size' | 'clear';

const VOCABULARY: Vocabulary<SetKind> = {
  add: 'add',
  insert: 'add',
  delete: 'delete',
  remove: 'delete',
  has: 'has',
  contains: 'has',
  size: 'size',
  clear: 'clear',
};

export interface SetOptions {
  readonly operations?: Vocabulary<SetKind>;
}

/** The keys of its members, in ascending order. */
export type SetState = readonly string[];

/**
 * A set; each member is judged by itself, unless the history has `size` or `clear`. Calls that ended with an error have
 * had no effect.
 */
export function set(options: SetOptions = {}): Spec<SetState> {
  const vocabulary = { ...VOCABULARY, ...options.operations };
  const kind = (operation: Operation): SetKind => kindOf(operation, vocabulary, 'set');
  return {
    name: 'set',
    initial: [],
    key: (state) => state.join('\n'),
    step: (state, operation) => {
      const what = kind(operation);
      return operation.error === undefined ? step(state, what, operation) : state;
    },
    partition: (operation) => (isAboutAll(kind(operation)) ? undefined : valueKey(operation.args[0])),
    describe: (state) => `{${state.join(', ')}}`,
    expect: (state, operation) => expect(state, kind(operation), operation),
    observes: (operation) => isObserver(kind(operation), operation),
  };
}

function isAboutAll(kind: SetKind): boolean {
  return kind === 'size' || kind === 'clear';
}

function isObserver(kind: SetKind, { result, error }: Operation): boolean {
  return error !== undefined || kind === 'has' || kind === 'size' || (kind !== 'clear' && result === false);
}

function step(state: SetState, kind: SetKind, operation: Operation): SetState | undefined {
  const member = valueKey(operation.args[0]);
  const has = state.includes(member);
  switch (kind) {
    case 'add':
      if (!agrees(operation, !has)) return undefined;
      return has ? state : [...state, member].sort();
    case 'delete':
      if (!agrees(operation, has)) return undefined;
      return has ? state.filter((one) => one !== member) : state;
    case 'has':
      return hasAnswered(operation, has) ? state : undefined;
    case 'size':
      return hasAnswered(operation, state.length) ? state : undefined;
    case 'clear':
      return state.length === 0 ? state : [];
  }
}

function expect(state: SetState, kind: SetKind, operation: Operation): string {
  const has = state.includes(valueKey(operation.args[0]));
  switch (kind) {
    case 'add':
      return String(!has);
    case 'delete':
    case 'has':
      return String(has);
    case 'size':
      return String(state.length);
    case 'clear':
      return 'done';
  }
}
