import { conflictOf } from './conflict.ts';
import { cutAfter } from './cut.ts';
import { decide } from './decide.ts';
import type { Limit } from './limit.ts';
import { isPending, type Operation } from './operation.ts';
import type { Part } from './partition.ts';
import { searchOrder } from './search.ts';

/** Why there is no order. */
export interface NoOrder {
  /** When this operation returned, with this answer, no order was left. */
  readonly at: Operation;
  /** An order of everything until just before: it explains all answers up to there. */
  readonly before: readonly Operation[];
  /** False: the limits ended the search for the earliest such point; there is no order at `at`, and maybe earlier. */
  readonly isEarliest: boolean;
  /** Few operations that contradict each other; those that had not returned by then are pending. */
  readonly conflict: readonly Operation[];
  /** The dead end of the longest order of these few. */
  readonly deadEnd: DeadEndText;
  /** Of an object that was divided into parts: the part that the conflict is about. */
  readonly part?: string;
}

interface DeadEndText {
  readonly order: readonly Operation[];
  /** What the object holds after that order, as a person reads it. */
  readonly state?: string;
  /** Each could come next as far as time goes, but answered otherwise than the specification wants. */
  readonly rejected: readonly Rejected[];
}

interface Rejected {
  readonly operation: Operation;
  /** What it would have to answer in that state; absent: it could not have returned. */
  readonly expected?: string;
}

/** Different states that are met for the dead end of a conflict; few operations have fewer. */
const DEAD_END_STATES = 20_000;

/** @param part - a history that has no order */
export function explainPart<State>(part: Part<State>, limit: Limit): NoOrder {
  const { history, spec } = part;
  const returns = history.filter((one) => !isPending(one)).sort((a, b) => a.return - b.return);
  // What has an order at its end has one at every earlier instant, so the first without one is found by halving.
  let low = 0;
  let high = returns.length - 1;
  let before: readonly Operation[] = [];
  let isEarliest = true;
  while (low < high) {
    const middle = (low + high) >> 1;
    const cut = cutAfter(history, returns[middle]?.return ?? Infinity);
    const search = decide(cut.history, spec, limit);
    if (search.outcome === 'not-linearizable') {
      high = middle;
      continue;
    }
    if (search.outcome === 'linearizable') before = cut.originals(search.order);
    else isEarliest = false;
    low = middle + 1;
  }
  const at = returns[high] as Operation;
  const cut = cutAfter(history, at.return);
  const conflict = conflictOf(cut.history, spec, limit);
  const end = searchOrder(conflict, spec, limit.share(DEAD_END_STATES));
  const whole = {
    at,
    before: before.filter((one) => one.call <= at.return),
    isEarliest,
    conflict: cut.originals(conflict),
    ...(part.name === undefined ? {} : { part: part.name }),
  };
  if (end.outcome !== 'not-linearizable') return { ...whole, deadEnd: { order: [], rejected: [] } };
  const { order, state, rejected } = end.deepest;
  const deadEnd = {
    order: cut.originals(order),
    ...(spec.describe ? { state: spec.describe(state) } : {}),
    rejected: rejected.map((one): Rejected => {
      const expected = spec.expect?.(state, one);
      return { operation: cut.original(one), ...(expected === undefined ? {} : { expected }) };
    }),
  };
  return { ...whole, deadEnd };
}
