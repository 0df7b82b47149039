import { isPending, type Operation, precedes } from './operation.ts';
import type { Spec } from './spec.ts';

/**
 * Whether a history is linearizable, by the definition: tries every order of every choice of pending operations. For
 * histories of up to about eight operations: the yardstick of the tests.
 */
export function isLinearizableByDefinition<State>(history: readonly Operation[], spec: Spec<State>): boolean {
  return canFinish(spec.initial, history, spec);
}

function canFinish<State>(state: State, open: readonly Operation[], spec: Spec<State>): boolean {
  if (open.every(isPending)) return true;
  return open.some((next) => {
    if (open.some((other) => precedes(other, next))) return false;
    const after = spec.step(state, next);
    if (after === undefined) return false;
    return canFinish(
      after,
      open.filter((other) => other !== next),
      spec,
    );
  });
}

/** Whether an order has what a linearization must have. */
export function isLinearization<State>(
  order: readonly Operation[],
  history: readonly Operation[],
  spec: Spec<State>,
): boolean {
  const isComplete = history.every((operation) => isPending(operation) || order.includes(operation));
  const isOnce = new Set(order).size === order.length && order.every((one) => history.includes(one));
  const isInTime = order.every((one, at) => !order.slice(at + 1).some((later) => precedes(later, one)));
  let state: State | undefined = spec.initial;
  for (const operation of order) state = state === undefined ? undefined : spec.step(state, operation);
  return isComplete && isOnce && isInTime && state !== undefined;
}
