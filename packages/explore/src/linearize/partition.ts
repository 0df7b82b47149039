import type { Operation } from './operation.ts';
import type { Spec } from './spec.ts';

/** The operations on one part of the object, in the order of the history. */
export interface Part<State> {
  /** Undefined: the object was not divided. */
  readonly name?: string;
  readonly history: readonly Operation[];
  readonly spec: Spec<State>;
}

/** Divides a history by the parts of the object, or leaves it whole where one operation is about several parts. */
export function partsOf(history: readonly Operation[], spec: Spec<unknown>): Part<unknown>[] {
  if (spec.divide !== undefined) {
    return spec.divide(history).flatMap((division) =>
      partsOf(division.history, division.spec).map(({ name, ...part }): Part<unknown> => ({
        ...part,
        name: name === undefined ? division.name : `${division.name} ${name}`,
      })),
    );
  }
  if (spec.partition === undefined) return [{ history, spec }];
  const parts = new Map<string, Operation[]>();
  for (const operation of history) {
    const name = spec.partition(operation);
    if (name === undefined) return [{ history, spec }];
    const part = parts.get(name);
    if (part === undefined) parts.set(name, [operation]);
    else part.push(operation);
  }
  return [...parts].map(([name, operations]) => ({ name, history: operations, spec }));
}

/**
 * One order of all operations from an order of each part: every operation takes effect as early as its own call and
 * the operations before it in its part allow, and these instants are an order of the whole.
 */
export function merge(orders: readonly (readonly Operation[])[]): readonly Operation[] {
  const [only, second] = orders;
  if (second === undefined) return only ?? [];
  const effects = orders.flatMap((order) => {
    let at = -Infinity;
    return order.map((operation) => {
      at = Math.max(at, operation.call);
      return { operation, at };
    });
  });
  // The sort is stable: operations of one part that take effect in one instant stay in their order.
  return effects.sort((a, b) => a.at - b.at).map(({ operation }) => operation);
}
