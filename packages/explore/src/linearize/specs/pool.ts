import { isPending, type Operation } from '../operation.ts';
import { kindOf, type Spec, type Vocabulary } from '../spec.ts';
import { identityKey, showValue } from '../value.ts';

/** What a method of a pool does; `tryAcquire` answers undefined when none is free, `acquire` waits. */
export type PoolKind = 'acquire' | 'tryAcquire' | 'release';

const VOCABULARY: Vocabulary<PoolKind> = {
  acquire: 'acquire',
  get: 'acquire',
  borrow: 'acquire',
  tryAcquire: 'tryAcquire',
  tryGet: 'tryAcquire',
  release: 'release',
  put: 'release',
  giveBack: 'release',
};

export interface PoolOptions {
  readonly operations?: Vocabulary<PoolKind>;
}

/** Who is out. */
export interface PoolState {
  /** The keys of the members that are out, in ascending order. */
  readonly out: readonly string[];
  /** How many members more are out, to callers that never got an answer. */
  readonly unknown: number;
}

/**
 * A pool of at most `size` members (connections): no member is out twice at a time, and never more than `size` are. An
 * object is a member by its identity. A call that ended with an error has had no effect; an error of `release` is right
 * only where the member was not out.
 */
export function pool(size: number, options: PoolOptions = {}): Spec<PoolState> {
  const vocabulary = { ...VOCABULARY, ...options.operations };
  const kind = (operation: Operation): PoolKind => kindOf(operation, vocabulary, 'pool');
  const texts = new Map<string, string>();
  const read = (member: unknown): string => {
    const key = identityKey(member);
    if (!texts.has(key)) texts.set(key, showValue(member));
    return key;
  };
  const isFull = ({ out, unknown }: PoolState): boolean => out.length + unknown >= size;
  return {
    name: 'pool',
    initial: { out: [], unknown: 0 },
    key: ({ out, unknown }) => `${unknown} ${out.join(' ')}`,
    step: (state, operation) => {
      const what = kind(operation);
      const member = read(what === 'release' ? operation.args[0] : operation.result);
      const isOut = state.out.includes(member);
      if (what === 'release') {
        if (operation.error !== undefined) return isOut ? undefined : state;
        return isOut ? { ...state, out: state.out.filter((one) => one !== member) } : undefined;
      }
      if (operation.error !== undefined) return state;
      if (isPending(operation)) return isFull(state) ? undefined : { ...state, unknown: state.unknown + 1 };
      if (what === 'tryAcquire' && operation.result === undefined) return isFull(state) ? state : undefined;
      return isFull(state) || isOut ? undefined : { ...state, out: [...state.out, member].sort() };
    },
    describe: ({ out, unknown }) => {
      const names = out.map((key) => texts.get(key) ?? key);
      return `${out.length + unknown}/${size}: ${[...names, ...Array<string>(unknown).fill('?')].join(', ')}`;
    },
    expect: (state, operation) => {
      switch (kind(operation)) {
        case 'release':
          return state.out.includes(read(operation.args[0])) ? 'done' : 'error';
        case 'tryAcquire':
          return isFull(state) ? 'undefined' : 'a free one';
        case 'acquire':
          return isFull(state) ? undefined : 'a free one';
      }
    },
    observes: (operation) => isRefused(kind(operation), operation),
    removable: (history) => removable(history, kind),
  };
}

function isRefused(kind: PoolKind, operation: Operation): boolean {
  if (operation.error !== undefined) return true;
  return kind === 'tryAcquire' && !isPending(operation) && operation.result === undefined;
}

/** If none was refused and each acquire has its own release, an acquire can go together with the release that follows. */
function removable(history: readonly Operation[], kind: (operation: Operation) => PoolKind): Operation[][] {
  const groups: Operation[][] = [];
  const out = new Map<string, Operation>();
  for (const operation of [...history].sort((a, b) => a.call - b.call)) {
    const what = kind(operation);
    const isRelease = what === 'release';
    const member = identityKey(isRelease ? operation.args[0] : operation.result);
    const acquire = out.get(member);
    if (isPending(operation) && !isRelease) continue;
    if (isPending(operation) || isRefused(what, operation) || (acquire === undefined) === isRelease)
      return [];
    if (!isRelease) {
      out.set(member, operation);
      continue;
    }
    if (acquire !== undefined) groups.push([acquire, operation]);
    out.delete(member);
  }
  return groups;
}
