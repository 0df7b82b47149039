import type { Operation } from './operation.ts';

/**
 * What an object should do if its operations came one after the other. States are values: `step` never changes the one
 * that it is given, and returns the same one where nothing changes.
 */
export interface Spec<State> {
  /** What the object is called in messages: `queue`. */
  readonly name: string;
  readonly initial: State;
  /**
   * @returns the state after the operation, or undefined where the object could not have answered so in this state. Of
   *   an operation that is pending ({@link isPending}) the answer is not known: any is right.
   * @throws {SpecError} for an operation that the object does not have
   */
  step(this: void, state: State, operation: Operation): State | undefined;
  /** The same text for equal states, another for different ones. */
  key(this: void, state: State): string;
  /** Whether the operation, with this answer, changes nothing in any state: a read. Makes the search much faster. */
  observes?(this: void, operation: Operation): boolean;
  /**
   * Of objects that are made of independent parts (a map, of its entries): the part that the operation is about. A
   * history is linearizable exactly if every part's is. Undefined: it is about several; then nothing is divided.
   * @see Herlihy and Wing, "Linearizability: a correctness condition for concurrent objects" (1990), theorem 1
   * @see Horn and Kroening, "Faster linearizability checking via P-compositionality" (2015)
   */
  partition?(this: void, operation: Operation): string | undefined;
  /** Of several objects in one history: what concerns each, and how it is judged. Takes the place of `partition`. */
  divide?(this: void, history: readonly Operation[]): readonly Division[];
  /**
   * Groups of operations, beside those that only observe, each of which can be left out of a linearizable history and
   * leaves it linearizable: all that concerns one value. Lets a contradiction be told with few operations.
   */
  removable?(this: void, history: readonly Operation[]): readonly (readonly Operation[])[];
  /** The state as a person reads it: `1, 2`. */
  describe?(this: void, state: State): string;
  /** What the operation would have to answer in this state, as a person reads it; undefined: it could not end here. */
  expect?(this: void, state: State, operation: Operation): string | undefined;
  /** Prepares for one history, before it is searched. */
  prepare?(this: void, history: readonly Operation[]): Prepared<State>;
}

/** What one of several objects saw. */
export interface Division {
  readonly name: string;
  readonly history: readonly Operation[];
  readonly spec: Spec<unknown>;
}

/** What can be said of a history before any search. */
export interface Prepared<State> {
  /** Judges this history as the specification would, but may be faster and see a dead end earlier. */
  readonly spec: Spec<State>;
  /** Operations that can not have happened together: the history is not linearizable. */
  readonly contradiction?: readonly Operation[];
}

/** The history speaks of operations that the specification does not know: a mistake of whoever wrote the scenario. */
export class SpecError extends Error {
  override name = 'SpecError';

  constructor(message: string) {
    super(`linearize: ${message}`);
  }
}

/** Which of the learner's method names means what: `{ push: 'put' }`. */
export type Vocabulary<Kind extends string> = Readonly<Record<string, Kind>>;

/** @throws {SpecError} for a name that is not in the vocabulary */
export function kindOf<Kind extends string>(
  operation: Operation,
  vocabulary: Vocabulary<Kind>,
  spec: string,
): Kind {
  if (Object.hasOwn(vocabulary, operation.name)) return vocabulary[operation.name] as Kind;
  const known = Object.keys(vocabulary).join(', ');
  throw new SpecError(`a ${spec} has no operation "${operation.name}"; it has ${known}`);
}
