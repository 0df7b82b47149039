import { isPending, type Operation } from '../operation.ts';
import { kindOf, type Spec, type Vocabulary } from '../spec.ts';
import { hasAnswered } from './answer.ts';

/** What a method of a lock does; `tryLock` and `tryRLock` answer whether they got it. */
export type MutexKind = 'lock' | 'tryLock' | 'unlock' | 'rLock' | 'tryRLock' | 'rUnlock';

const VOCABULARY: Vocabulary<MutexKind> = {
  lock: 'lock',
  acquire: 'lock',
  tryLock: 'tryLock',
  tryAcquire: 'tryLock',
  unlock: 'unlock',
  release: 'unlock',
  rLock: 'rLock',
  tryRLock: 'tryRLock',
  rUnlock: 'rUnlock',
};

export interface MutexOptions {
  /** Who may unlock; default `anyone`, as in Go. */
  readonly unlockBy?: 'anyone' | 'holder';
  readonly operations?: Vocabulary<MutexKind>;
}

/** Who holds it for writing, and how many hold it for reading. */
export interface MutexState {
  readonly writer: string | undefined;
  readonly readers: number;
}

const FREE: MutexState = { writer: undefined, readers: 0 };

/**
 * A lock, with or without readers. A call that ended with an error has had no effect; an error of `unlock` is right only
 * where there was nothing to unlock. The two ends of each critical section are judged, not what happens inside.
 */
export function mutex(options: MutexOptions = {}): Spec<MutexState> {
  const vocabulary = { ...VOCABULARY, ...options.operations };
  const isOwned = options.unlockBy === 'holder';
  const kind = (operation: Operation): MutexKind => kindOf(operation, vocabulary, 'mutex');
  return {
    name: 'mutex',
    initial: FREE,
    key: ({ writer, readers }) => (writer === undefined ? String(readers) : `w${isOwned ? writer : ''}`),
    step: (state, operation) => {
      const what = kind(operation);
      const after = next(state, what, operation.task, isOwned);
      if (operation.error !== undefined) {
        return /unlock/iu.test(what) && after !== undefined ? undefined : state;
      }
      if (what !== 'tryLock' && what !== 'tryRLock') return after;
      if (isPending(operation)) return after ?? state;
      return hasAnswered(operation, after !== undefined) ? (after ?? state) : undefined;
    },
    describe: ({ writer, readers }) =>
      writer === undefined ? (readers === 0 ? 'free' : `${readers} × rLock`) : `locked by ${writer}`,
    expect: (state, operation) => {
      const what = kind(operation);
      const after = next(state, what, operation.task, isOwned);
      if (what === 'tryLock' || what === 'tryRLock') return String(after !== undefined);
      if (after !== undefined) return 'done';
      return /unlock/iu.test(what) ? 'error' : undefined;
    },
    observes: isRefused,
    removable: (history) => removable(history, kind),
  };
}

/** Undefined: not possible now. */
function next(
  { writer, readers }: MutexState,
  kind: MutexKind,
  task: string,
  isOwned: boolean,
): MutexState | undefined {
  switch (kind) {
    case 'lock':
    case 'tryLock':
      return writer === undefined && readers === 0 ? { writer: task, readers } : undefined;
    case 'rLock':
    case 'tryRLock':
      return writer === undefined ? { writer, readers: readers + 1 } : undefined;
    case 'unlock':
      return writer === undefined || (isOwned && writer !== task) ? undefined : FREE;
    case 'rUnlock':
      return readers > 0 ? { writer, readers: readers - 1 } : undefined;
  }
}

function isRefused({ error, result }: Operation): boolean {
  return error !== undefined || result === false;
}

/** If none was refused and every task unlocks what it has locked, each lock can go together with its unlock. */
function removable(history: readonly Operation[], kind: (operation: Operation) => MutexKind): Operation[][] {
  const groups: Operation[][] = [];
  const open = new Map<string, Operation>();
  for (const operation of [...history].sort((a, b) => a.call - b.call)) {
    const what = kind(operation);
    const key = `${operation.task} ${/^(?:tryR|r)/u.test(what) ? 'r' : 'w'}`;
    const isUnlock = /unlock/iu.test(what);
    const lock = open.get(key);
    // Two in a row without an unlock, or the other way round: somebody else ends what this task began.
    if (isRefused(operation) || (lock === undefined) === isUnlock) return [];
    if (!isUnlock) {
      open.set(key, operation);
      continue;
    }
    if (isPending(operation)) return [];
    if (lock !== undefined) groups.push([lock, operation]);
    open.delete(key);
  }
  return groups;
}
