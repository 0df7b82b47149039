import { explainPart, type NoOrder } from './no-order.ts';
import { type CheckLimits, Limit } from './limit.ts';
import { type Operation, validateHistory } from './operation.ts';
import { merge, type Part, partsOf } from './partition.ts';
import { searchOrder } from './search.ts';
import type { Spec } from './spec.ts';

/** How much work a judgement took. */
interface CheckEffort {
  /** Steps of the specification that were tried. */
  readonly visited: number;
  /** Different states that were met. */
  readonly states: number;
}

/** Every answer is explained by this order: of all operations that returned, and the pending ones that took effect. */
export interface Linearizable extends CheckEffort {
  readonly outcome: 'linearizable';
  readonly order: readonly Operation[];
}

export interface NotLinearizable extends CheckEffort {
  readonly outcome: 'not-linearizable';
  readonly why: NoOrder;
}

/** The search ended without an answer. */
export interface Undecided extends CheckEffort {
  readonly outcome: 'unknown';
  /** Which limit ended it; `length`: more than 60 000 operations. */
  readonly reason: 'time' | 'states' | 'length';
  /** As far as the search had come. */
  readonly longest: readonly Operation[];
}

export type HistoryResult = Linearizable | NotLinearizable | Undecided;

/**
 * Judges whether a history is linearizable: whether each operation can be given one instant between its call and its
 * return so that, taking effect in that order, all answers are as the specification wants them. Operations that never
 * returned may have taken effect or not. Never guesses: beyond the limits the outcome is `unknown`.
 *
 * Where there is no order the result says why; finding that out may take as much work as the limits allow once more.
 * @throws {HistoryError} for a history that can not have been recorded
 * @throws {SpecError} for an operation that the specification does not have
 * @see Herlihy and Wing, "Linearizability: a correctness condition for concurrent objects" (1990)
 */
export function checkHistory<State>(
  history: readonly Operation[],
  spec: Spec<State>,
  limits: CheckLimits = {},
): HistoryResult {
  const limit = new Limit(limits);
  const judged = judge(history, spec, limit);
  const { visited, states } = limit;
  if (judged.outcome !== 'not-linearizable') return { ...judged, visited, states };
  const why = explainPart(judged.failing, new Limit(limits));
  return { outcome: 'not-linearizable', why, visited, states };
}

/** The outcome of {@link checkHistory} alone: for searches that judge many histories. */
export function decideHistory<State>(
  history: readonly Operation[],
  spec: Spec<State>,
  limits: CheckLimits = {},
): HistoryResult['outcome'] {
  return judge(history, spec, new Limit(limits)).outcome;
}

type Judged =
  | Omit<Linearizable, keyof CheckEffort>
  | Omit<Undecided, keyof CheckEffort>
  | { readonly outcome: 'not-linearizable'; readonly failing: Part<unknown> };

function judge<State>(history: readonly Operation[], spec: Spec<State>, limit: Limit): Judged {
  validateHistory(history);
  const orders: (readonly Operation[])[] = [];
  // Small parts first: one of them may settle the matter before a large one uses up the limits.
  const parts = partsOf(history, spec).sort((a, b) => a.history.length - b.history.length);
  for (const part of parts) {
    const prepared = part.spec.prepare?.(part.history) ?? { spec: part.spec };
    if (prepared.contradiction) return { outcome: 'not-linearizable', failing: part };
    const search = searchOrder(part.history, prepared.spec, limit);
    if (search.outcome === 'not-linearizable') return { outcome: 'not-linearizable', failing: part };
    if (search.outcome === 'unknown') {
      const longest = merge([...orders, search.longest]);
      return { outcome: 'unknown', reason: limit.exceeded ?? 'length', longest };
    }
    orders.push(search.order);
  }
  return { outcome: 'linearizable', order: merge(orders) };
}
