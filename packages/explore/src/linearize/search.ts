import type { Limit } from './limit.ts';
import { isPending, type Operation } from './operation.ts';
import type { Spec } from './spec.ts';
import { Taken } from './taken.ts';
import { Timeline } from './timeline.ts';

/** Where an order could not go on. */
interface DeadEnd<State> {
  readonly order: readonly Operation[];
  readonly state: State;
  /** Every operation that could come next as far as time goes; the specification allows none. */
  readonly rejected: readonly Operation[];
}

export type Search<State> =
  /** The order has every operation that returned, and those pending ones that took effect. */
  | { readonly outcome: 'linearizable'; readonly order: readonly Operation[] }
  | { readonly outcome: 'not-linearizable'; readonly deepest: DeadEnd<State> }
  | { readonly outcome: 'unknown'; readonly longest: readonly Operation[] };

/** An operation that could come next, and what it leads to. */
interface Option<State> {
  readonly operation: number;
  readonly state: State;
}

/** A partial order of the search: what led to it and how it could go on. */
interface Frame<State> {
  /** The operation that was taken last; −1: none. */
  readonly taken: number;
  readonly state: State;
  /** The highest operation in the order. */
  readonly last: number;
  readonly options: readonly Option<State>[];
  /** The option that is tried next. */
  at: number;
}

/** Orders of more operations than this are not searched: their keys would not fit the memory's. */
const MOST_OPERATIONS = 60_000;

/**
 * Looks for an order of the operations that respects time and the specification: depth first, each time taking one of
 * the operations that could come next, and never twice into the same set of operations with the same state.
 * @see Wing and Gong, "Testing and verifying concurrent objects" (1993)
 * @see Lowe, "Testing for linearizability" (2017)
 */
export function searchOrder<State>(
  history: readonly Operation[],
  spec: Spec<State>,
  limit: Limit,
): Search<State> {
  if (history.length > MOST_OPERATIONS) return { outcome: 'unknown', longest: [] };
  return new OrderSearch(history, spec, limit).run();
}

class OrderSearch<State> {
  readonly #timeline: Timeline;
  readonly #taken: Taken;
  readonly #spec: Spec<State>;
  readonly #limit: Limit;
  readonly #seen = new Set<string>();
  readonly #frames: Frame<State>[] = [];
  readonly #candidates: number[] = [];
  /** Operations that returned and are not in the order yet. */
  #left: number;
  #deepest: DeadEnd<State> | undefined;

  constructor(history: readonly Operation[], spec: Spec<State>, limit: Limit) {
    this.#timeline = new Timeline(history);
    this.#taken = new Taken(history.length);
    this.#spec = spec;
    this.#limit = limit;
    this.#left = history.filter((operation) => !isPending(operation)).length;
  }

  run(): Search<State> {
    if (this.#left === 0) return { outcome: 'linearizable', order: [] };
    this.#enter(-1, this.#spec.initial, -1);
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      const option = frame.options[frame.at];
      if (option === undefined) {
        this.#leave(frame);
        continue;
      }
      frame.at += 1;
      this.#follow(option, frame);
      if (this.#left === 0) return { outcome: 'linearizable', order: this.#order() };
      if (this.#limit.exceeded) return { outcome: 'unknown', longest: this.#longest() };
    }
    return this.#deepest
      ? { outcome: 'not-linearizable', deepest: this.#deepest }
      : { outcome: 'unknown', longest: [] };
  }

  #follow({ operation, state }: Option<State>, from: Frame<State>): void {
    this.#timeline.take(operation);
    this.#taken.flip(operation);
    const last = Math.max(from.last, operation);
    const first = this.#timeline.first ?? this.#timeline.operations.length;
    const key = this.#taken.key(first, last) + this.#spec.key(state);
    const size = this.#seen.size;
    if (this.#seen.add(key).size === size) {
      this.#taken.flip(operation);
      this.#timeline.putBack(operation);
      return;
    }
    this.#limit.state();
    if (!isPending(this.#operation(operation))) this.#left -= 1;
    this.#enter(operation, state, last);
  }

  #enter(taken: number, state: State, last: number): void {
    const options = this.#options(state);
    const frame = { taken, state, last, options, at: 0 };
    this.#frames.push(frame);
    if (options.length === 0 && this.#left > 0) this.#note(state);
  }

  #leave({ taken }: Frame<State>): void {
    this.#frames.pop();
    if (taken < 0) return;
    if (!isPending(this.#operation(taken))) this.#left += 1;
    this.#taken.flip(taken);
    this.#timeline.putBack(taken);
  }

  #options(state: State): Option<State>[] {
    const candidates = this.#candidates;
    this.#timeline.fill(candidates);
    const options: Option<State>[] = [];
    for (const operation of candidates) {
      this.#limit.step();
      const one = this.#operation(operation);
      const after = this.#spec.step(state, one);
      if (after === undefined) continue;
      if (Object.is(after, state)) {
        // What need not have happened and changes nothing may as well not have.
        if (isPending(one)) continue;
        // A read may as well come now: every order in which it comes later is legal with it moved here.
        if (this.#spec.observes?.(one)) return [{ operation, state }];
      }
      options.push({ operation, state: after });
    }
    if (options.length > 1) options.sort((a, b) => this.#returnOf(a) - this.#returnOf(b) || 0);
    return options;
  }

  /** What must come first is tried first. */
  #returnOf({ operation }: Option<State>): number {
    return Math.min(this.#operation(operation).return, Number.MAX_VALUE);
  }

  #note(state: State): void {
    if (this.#deepest && this.#frames.length <= this.#deepest.order.length + 1) return;
    const rejected = this.#candidates
      .map((operation) => this.#operation(operation))
      .filter((operation) => !isPending(operation));
    this.#deepest = { order: this.#order(), state, rejected };
  }

  #longest(): readonly Operation[] {
    const order = this.#order();
    return this.#deepest && this.#deepest.order.length > order.length ? this.#deepest.order : order;
  }

  #order(): Operation[] {
    return this.#frames.filter(({ taken }) => taken >= 0).map(({ taken }) => this.#operation(taken));
  }

  #operation(index: number): Operation {
    return this.#timeline.operations[index] as Operation;
  }
}
