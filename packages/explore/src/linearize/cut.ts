import type { Operation } from './operation.ts';

/** A history as it was known at an earlier instant. */
export interface Cut {
  readonly history: readonly Operation[];
  original(this: void, operation: Operation): Operation;
  originals(this: void, operations: readonly Operation[]): Operation[];
}

/** What was known at an instant: later calls are gone, later answers are not there yet. */
export function cutAfter(history: readonly Operation[], instant: number): Cut {
  const origin = new Map<Operation, Operation>();
  const known = history
    .filter(({ call }) => call <= instant)
    .map((operation): Operation => {
      if (operation.return <= instant) return operation;
      const { task, name, args, call } = operation;
      const open = { task, name, args, call, return: Infinity };
      origin.set(open, operation);
      return open;
    });
  const original = (operation: Operation): Operation => origin.get(operation) ?? operation;
  return { history: known, original, originals: (operations) => operations.map(original) };
}
