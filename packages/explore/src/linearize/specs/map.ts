import type { Operation } from '../operation.ts';
import { kindOf, type Spec, type Vocabulary } from '../spec.ts';
import { valueKey } from '../value.ts';
import { agrees, hasAnswered } from './answer.ts';

/** What a method of a map does: `delete` may answer whether the key was there. */
export type MapKind = 'get' | 'set' | 'has' | 'delete' | 'size' | 'clear';

const VOCABULARY: Vocabulary<MapKind> = {
  get: 'get',
  set: 'set',
  put: 'set',
  has: 'has',
  delete: 'delete',
  remove: 'delete',
  size: 'size',
  clear: 'clear',
};

export interface MapOptions {
  readonly operations?: Vocabulary<MapKind>;
}

/** Keys of the values under the keys of the keys. */
export type MapState = ReadonlyMap<string, string>;

const ABSENT = valueKey(undefined);

/**
 * A map; each key is judged by itself, unless the history has `size` or `clear`. Calls that ended with an error have had
 * no effect.
 */
export function map(options: MapOptions = {}): Spec<MapState> {
  const vocabulary = { ...VOCABULARY, ...options.operations };
  const kind = (operation: Operation): MapKind => kindOf(operation, vocabulary, 'map');
  return {
    name: 'map',
    initial: new Map(),
    key: (state) => entriesOf(state).join('\n'),
    step: (state, operation) => {
      const what = kind(operation);
      return operation.error === undefined ? step(state, what, operation) : state;
    },
    partition: (operation) => {
      const what = kind(operation);
      return what === 'size' || what === 'clear' ? undefined : valueKey(operation.args[0]);
    },
    describe: (state) => `{${entriesOf(state).join(', ')}}`,
    expect: (state, operation) => expect(state, kind(operation), operation),
    observes: (operation) => isObserver(kind(operation), operation),
  };
}

function entriesOf(state: MapState): string[] {
  return [...state].map(([key, value]) => `${key}: ${value}`).sort();
}

function isObserver(kind: MapKind, { result, error }: Operation): boolean {
  const looks = kind === 'get' || kind === 'has' || kind === 'size';
  return error !== undefined || looks || (kind === 'delete' && result === false);
}

function step(state: MapState, kind: MapKind, operation: Operation): MapState | undefined {
  const key = valueKey(operation.args[0]);
  switch (kind) {
    case 'set': {
      const value = valueKey(operation.args[1]);
      return state.get(key) === value ? state : new Map(state).set(key, value);
    }
    case 'delete': {
      if (!agrees(operation, state.has(key))) return undefined;
      return state.has(key) ? new Map([...state].filter(([one]) => one !== key)) : state;
    }
    case 'get': {
      const isOpen = operation.return === Infinity;
      return isOpen || valueKey(operation.result) === (state.get(key) ?? ABSENT) ? state : undefined;
    }
    case 'has':
      return hasAnswered(operation, state.has(key)) ? state : undefined;
    case 'size':
      return hasAnswered(operation, state.size) ? state : undefined;
    case 'clear':
      return state.size === 0 ? state : new Map();
  }
}

function expect(state: MapState, kind: MapKind, operation: Operation): string {
  const key = valueKey(operation.args[0]);
  switch (kind) {
    case 'get':
      return state.get(key) ?? ABSENT;
    case 'has':
    case 'delete':
      return String(state.has(key));
    case 'size':
      return String(state.size);
    case 'set':
    case 'clear':
      return 'done';
  }
}
