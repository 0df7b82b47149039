import { isPending, type Operation } from '../operation.ts';
import { kindOf, SpecError, type Vocabulary } from '../spec.ts';
import { showValue, valueKey } from '../value.ts';

/**
 * What a method of a queue or a stack does.
 * - `put` waits for room; `tryPut` does not. Either answers `false` only when it is full.
 * - `take` waits for a value, and answers "nothing" only when the container is closed and drained; `tryTake` whenever it
 *   is empty (so does a `take` that gave up after a time: record it under the name of a `tryTake`).
 * - `peek` answers the value that would be taken next, `size` how many there are, `close` forbids further puts.
 *
 * A call that ended with an error has had no effect. One whose error speaks of "closed" is right only when it is closed;
 * any other error (cancelled, timed out) is right at any time.
 */
export type ContainerKind = 'put' | 'tryPut' | 'take' | 'tryTake' | 'peek' | 'size' | 'close';

const VOCABULARY: Vocabulary<ContainerKind> = {
  put: 'put',
  push: 'put',
  send: 'put',
  enqueue: 'put',
  tryPut: 'tryPut',
  tryPush: 'tryPut',
  trySend: 'tryPut',
  tryEnqueue: 'tryPut',
  offer: 'tryPut',
  take: 'take',
  pop: 'take',
  recv: 'take',
  dequeue: 'take',
  tryTake: 'tryTake',
  tryPop: 'tryTake',
  tryRecv: 'tryTake',
  tryDequeue: 'tryTake',
  poll: 'tryTake',
  peek: 'peek',
  size: 'size',
  length: 'size',
  len: 'size',
  close: 'close',
};

export interface ContainerOptions {
  /** How many values it holds at most; default: no limit. */
  readonly capacity?: number;
  /** What other method names mean, beside `push`, `pop`, `tryPush`, `tryPop`, `length`, `close` and their like. */
  readonly operations?: Vocabulary<ContainerKind>;
  /**
   * How a take answers: `value` (default): the value, or undefined for nothing; `recv`: `{ value, ok }` as goroutines
   * do, where `ok: false` says closed and drained, and undefined says empty.
   */
  readonly answers?: 'value' | 'recv';
}

/** An operation on a container, read once. Values are small numbers; 0 stands for nothing. */
export interface Move {
  readonly kind: ContainerKind;
  readonly operation: Operation;
  readonly isPending: boolean;
  /** The value that is put, taken or seen. */
  readonly value: number;
  /** Of a put: it answered that there is no room. Of a take: it answered that there is nothing at all any more. */
  readonly isRefused: boolean;
  /** It ended with an error: because it is closed, or for a reason that does not concern the container. */
  readonly error: 'closed' | 'other' | undefined;
  /** Of `size`: the answer. */
  readonly size: number;
}

/** The value of an operation that took or saw none. */
export const NOTHING = 0;
const MOST_VALUES = 0xfffe;

/** Reads the operations of one container. */
export class MoveReader {
  readonly #name: string;
  readonly #vocabulary: Vocabulary<ContainerKind>;
  readonly #isRecv: boolean;
  readonly #codes = new Map<unknown, number>();
  readonly #values: unknown[] = [undefined];
  readonly #moves = new Map<Operation, Move>();

  constructor(name: string, options: ContainerOptions) {
    this.#name = name;
    this.#vocabulary = options.operations ? { ...VOCABULARY, ...options.operations } : VOCABULARY;
    this.#isRecv = options.answers === 'recv';
  }

  /** @throws {SpecError} for an operation that a container does not have */
  read(operation: Operation): Move {
    return this.#moves.get(operation) ?? this.#read(operation);
  }

  /** Reads the whole history at once, and remembers. */
  readAll(history: readonly Operation[]): Move[] {
    return history.map((operation) => {
      const move = this.#read(operation);
      this.#moves.set(operation, move);
      return move;
    });
  }

  text(code: number): string {
    return showValue(this.#values[code]);
  }

  #read(operation: Operation): Move {
    const kind = kindOf(operation, this.#vocabulary, this.#name);
    const { args, result, error } = operation;
    const pending = isPending(operation);
    let value = NOTHING;
    let isRefused = false;
    if (kind === 'put' || kind === 'tryPut') {
      value = this.#codeOf(args[0]);
      isRefused = !pending && result === false;
    } else if (kind === 'take' || kind === 'tryTake' || kind === 'peek') {
      const answer: Answer = this.#isRecv
        ? readRecv(result)
        : { hasValue: result !== undefined, value: result };
      isRefused = answer.isEnd === true;
      if (!pending && error === undefined && answer.hasValue) value = this.#codeOf(answer.value);
    }
    return {
      kind,
      operation,
      isPending: pending,
      value,
      isRefused,
      error: error === undefined ? undefined : /clos/iu.test(error) ? 'closed' : 'other',
      size: kind === 'size' && typeof result === 'number' ? result : -1,
    };
  }

  #codeOf(value: unknown): number {
    // Small numbers are their own key: most values are.
    const key = typeof value === 'number' ? value : valueKey(value);
    const known = this.#codes.get(key);
    if (known !== undefined) return known;
    const code = this.#values.length;
    if (code > MOST_VALUES) {
      throw new SpecError(`a ${this.#name} is judged with up to ${MOST_VALUES} different values`);
    }
    this.#codes.set(key, code);
    this.#values.push(value);
    return code;
  }
}

interface Answer {
  readonly hasValue: boolean;
  readonly value?: unknown;
  /** There will never be a value again. */
  readonly isEnd?: true;
}

function readRecv(result: unknown): Answer {
  if (typeof result !== 'object' || result === null || !('ok' in result)) return { hasValue: false };
  if (result.ok === false) return { hasValue: false, isEnd: true };
  return { hasValue: true, value: 'value' in result ? result.value : undefined };
}
