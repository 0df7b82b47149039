import type { Operation } from '../operation.ts';
import type { Prepared, Spec } from '../spec.ts';
import { type ContainerOptions, type Move, MoveReader, NOTHING } from './container.ts';

/** A letter that says whether it is closed, then a character for each value, in the order in which they were put. */
export type ContainerState = string;

const OPEN = 'o';
const CLOSED = 'c';

/** Which value is taken next. */
export type Discipline = 'first-in' | 'last-in';

/** What one history tells before it is searched. */
export interface Insight {
  /** Operations that contradict each other whatever the order of the others. */
  readonly contradiction?: readonly Operation[] | undefined;
  /** Whether the value can be put behind the others that are there, as far as the history tells. */
  readonly mayPut?: (state: ContainerState, move: Move) => boolean;
}

export function containerSpec(
  name: string,
  discipline: Discipline,
  options: ContainerOptions,
  insightOf: (moves: readonly Move[]) => Insight,
): Spec<ContainerState> {
  const model = new ContainerModel(name, discipline, options);
  return {
    ...model.spec(),
    prepare: (history): Prepared<ContainerState> => {
      const own = new ContainerModel(name, discipline, options);
      const { contradiction, mayPut } = insightOf(own.reader.readAll(history));
      const spec = own.spec(mayPut);
      return contradiction === undefined ? { spec } : { spec, contradiction };
    },
  };
}

class ContainerModel {
  readonly reader: MoveReader;
  readonly #name: string;
  readonly #discipline: Discipline;
  readonly #capacity: number;

  constructor(name: string, discipline: Discipline, options: ContainerOptions) {
    this.#name = name;
    this.#discipline = discipline;
    this.#capacity = options.capacity ?? Infinity;
    this.reader = new MoveReader(name, options);
  }

  spec(mayPut?: (state: ContainerState, move: Move) => boolean): Spec<ContainerState> {
    return {
      name: this.#name,
      initial: OPEN,
      key: (state) => state,
      step: (state, operation) => this.#step(state, this.reader.read(operation), mayPut),
      describe: (state) => this.#describe(state),
      expect: (state, operation) => this.#expect(state, this.reader.read(operation)),
      observes: (operation) => observes(this.reader.read(operation)),
      removable: (history) => removable(history.map((operation) => this.reader.read(operation))),
    };
  }

  #step(
    state: ContainerState,
    move: Move,
    mayPut: ((state: ContainerState, move: Move) => boolean) | undefined,
  ): ContainerState | undefined {
    if (move.error !== undefined) return this.#isRightError(state, move) ? state : undefined;
    switch (move.kind) {
      case 'put':
      case 'tryPut':
        if (move.isRefused) return this.#isFull(state) ? state : undefined;
        if (isClosed(state) || this.#isFull(state)) return undefined;
        return mayPut && !mayPut(state, move) ? undefined : state + String.fromCharCode(move.value);
      case 'take':
      case 'tryTake':
        return this.#take(state, move);
      case 'peek':
        return move.isPending || this.#next(state) === move.value ? state : undefined;
      case 'size':
        return move.isPending || move.size === sizeOf(state) ? state : undefined;
      case 'close':
        return isClosed(state) ? state : CLOSED + state.slice(1);
    }
  }

  #take(state: ContainerState, move: Move): ContainerState | undefined {
    if (sizeOf(state) === 0) {
      if (move.isPending) return state;
      if (move.value !== NOTHING) return undefined;
      return isClosed(state) || (move.kind === 'tryTake' && !move.isRefused) ? state : undefined;
    }
    if (!move.isPending && move.value !== this.#next(state)) return undefined;
    return this.#discipline === 'first-in' ? (state[0] ?? OPEN) + state.slice(2) : state.slice(0, -1);
  }

  #isRightError(state: ContainerState, move: Move): boolean {
    if (move.error === 'other') return true;
    return isClosed(state) && (!isTake(move) || sizeOf(state) === 0);
  }

  #isFull(state: ContainerState): boolean {
    return sizeOf(state) >= this.#capacity;
  }

  /** The value that would be taken; NOTHING of an empty container. */
  #next(state: ContainerState): number {
    if (sizeOf(state) === 0) return NOTHING;
    return state.charCodeAt(this.#discipline === 'first-in' ? 1 : state.length - 1);
  }

  #describe(state: ContainerState): string {
    const values = Array.from({ length: sizeOf(state) }, (_, at) =>
      this.reader.text(state.charCodeAt(at + 1)),
    );
    return `[${values.join(', ')}]${isClosed(state) ? ' closed' : ''}`;
  }

  #expect(state: ContainerState, move: Move): string | undefined {
    switch (move.kind) {
      case 'take':
        return sizeOf(state) === 0 && !isClosed(state) ? undefined : this.reader.text(this.#next(state));
      case 'tryTake':
      case 'peek':
        return this.reader.text(this.#next(state));
      case 'size':
        return String(sizeOf(state));
      case 'put':
        return isClosed(state) ? 'error: closed' : this.#isFull(state) ? undefined : 'done';
      case 'tryPut':
        return isClosed(state) ? 'error: closed' : String(!this.#isFull(state));
      case 'close':
        return isClosed(state) ? 'error: closed' : 'done';
    }
  }
}

function isClosed(state: ContainerState): boolean {
  return state.startsWith(CLOSED);
}

function sizeOf(state: ContainerState): number {
  return state.length - 1;
}

function isPut({ kind }: Move): boolean {
  return kind === 'put' || kind === 'tryPut';
}

function isTake({ kind }: Move): boolean {
  return kind === 'take' || kind === 'tryTake';
}

function observes(move: Move): boolean {
  if (move.error !== undefined) return true;
  if (isPut(move)) return move.isRefused;
  if (isTake(move)) return !move.isPending && move.value === NOTHING;
  return move.kind !== 'close';
}

/** As long as nobody has seen how many values there are, all that concerns one value can go. */
function removable(moves: readonly Move[]): Operation[][] {
  const byValue = new Map<number, Operation[]>();
  for (const move of moves) {
    const { kind, value, operation } = move;
    if (kind === 'size' || (isPut(move) && move.isRefused)) return [];
    if (value === NOTHING || move.error !== undefined) continue;
    const same = byValue.get(value);
    if (same === undefined) byValue.set(value, [operation]);
    else same.push(operation);
  }
  return [...byValue.values()];
}
