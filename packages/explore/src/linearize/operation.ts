/** One call on the subject, as it was observed. */
export interface Operation {
  /** Who called. */
  readonly task: string;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly result?: unknown;
  /** The message of the error that the call ended with; it then has no result. */
  readonly error?: string;
  /** When it was called: any clock, as long as all operations of a history use the same one. */
  readonly call: number;
  /** When it returned; Infinity: it had not when the history ended, so it may or may not have taken effect. */
  readonly return: number;
}

/** It never returned: it was still running, blocked or crashed when the history ended. */
export function isPending(operation: Operation): boolean {
  return operation.return === Infinity;
}

/** The first had returned before the second was called; operations that touch in one instant overlap. */
export function precedes(first: Operation, second: Operation): boolean {
  return first.return < second.call;
}

/**
 * Refuses what is no history.
 * @throws {HistoryError} for an operation without an instant of its call, or one that returns before it is called
 */
export function validateHistory(history: readonly Operation[]): void {
  for (let index = 0; index < history.length; index += 1) {
    const { name, call, return: end } = history[index] as Operation;
    if (!Number.isFinite(call)) {
      throw new HistoryError(`operation ${index} (${name}) was called at ${call}, which is no instant`);
    }
    if (!(end >= call)) {
      throw new HistoryError(`operation ${index} (${name}) was called at ${call} and returned at ${end}`);
    }
  }
}

/** The history is malformed: a mistake of whoever recorded it. */
export class HistoryError extends Error {
  override name = 'HistoryError';

  constructor(message: string) {
    super(`linearize: ${message}`);
  }
}
