import { checkHistory } from './check.ts';
import type { CheckLimits } from './limit.ts';
import type { NoOrder } from './no-order.ts';
import type { Operation } from './operation.ts';
import type { Spec } from './spec.ts';
import { showValue } from './value.ts';

/**
 * A judge of histories, as scenarios take one: `spec: linearizable(fifoQueue({ capacity: 2 }))`.
 * @returns a function that says in a sentence why a history has no order, or nothing where it has one
 * @throws {UndecidedError} (from that function) when the limits end the search: a judge must not guess
 */
export function linearizable<State>(
  spec: Spec<State>,
  limits: CheckLimits = {},
): (history: readonly Operation[]) => string | undefined {
  return (history) => {
    const result = checkHistory(history, spec, limits);
    if (result.outcome === 'unknown') throw new UndecidedError(history.length, result.reason);
    return result.outcome === 'linearizable' ? undefined : whyText(spec.name, result.why);
  };
}

/** Why there is no order, in a sentence. */
function whyText(name: string, { deadEnd, part }: NoOrder): string {
  const { order, state, rejected } = deadEnd;
  const after = order.length === 0 ? 'at first' : `after ${order.map(operationText).join(', ')}`;
  const holds = state === undefined ? '' : ` it is ${state}`;
  const misfits = rejected.map(({ operation, expected }) =>
    expected === undefined
      ? `${operationText(operation)} by ${operation.task} can not end there`
      : `${callText(operation)} by ${operation.task} must answer ${expected}, not ${answerText(operation)}`,
  );
  const why = misfits.length === 0 ? '' : `: ${after}${holds}, where ${misfits.join(', and ')}`;
  return `no order of the calls is one of a ${name}${part === undefined ? '' : ` (${part})`}${why}`;
}

export function callText({ name, args }: Operation): string {
  return `${name}(${args.map(showValue).join(', ')})`;
}

function operationText(operation: Operation): string {
  const { result, error } = operation;
  const isSilent = result === undefined && error === undefined;
  return `${callText(operation)}${isSilent ? '' : ` → ${answerText(operation)}`}`;
}

function answerText({ result, error }: Operation): string {
  return error === undefined ? showValue(result) : `error: ${error}`;
}

/** A history was too large to be judged. */
export class UndecidedError extends Error {
  override name = 'UndecidedError';

  constructor(operations: number, reason: string) {
    super(
      `linearize: a history of ${operations} operations was not decided within the limit of ${reason}; make the scenario smaller, its values different, or the limit larger`,
    );
  }
}
