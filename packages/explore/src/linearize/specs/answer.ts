import { isPending, type Operation } from '../operation.ts';
import { isSame } from '../value.ts';

/** Whether the operation answered so; of one that never returned any answer is right. */
export function hasAnswered(operation: Operation, expected: unknown): boolean {
  return isPending(operation) || isSame(operation.result, expected);
}

/** The same for methods that may or may not tell: any answer of another type is not looked at. */
export function agrees(operation: Operation, expected: boolean): boolean {
  return typeof operation.result !== 'boolean' || operation.result === expected;
}
