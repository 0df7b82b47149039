import type { Limit } from './limit.ts';
import type { Operation } from './operation.ts';
import { type Search, searchOrder } from './search.ts';
import type { Spec } from './spec.ts';

/** Different states that a single question may meet: the answers only make an explanation better. */
const STATES_PER_QUESTION = 4000;

/** The quick way to an outcome, with all that the specification sees in advance. */
export function decide<State>(
  history: readonly Operation[],
  spec: Spec<State>,
  limit: Limit,
): Search<State> | { readonly outcome: 'not-linearizable'; readonly contradiction: readonly Operation[] } {
  const prepared = spec.prepare?.(history) ?? { spec };
  if (prepared.contradiction) return { outcome: 'not-linearizable', contradiction: prepared.contradiction };
  return searchOrder(history, prepared.spec, limit.share(STATES_PER_QUESTION));
}
