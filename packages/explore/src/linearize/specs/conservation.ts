import type { Operation } from '../operation.ts';
import { type Move, NOTHING } from './container.ts';

/** All that a history says of one value. */
export interface Journey {
  /** Puts that may have had an effect; pending ones included. */
  readonly puts: Move[];
  /** Takes that returned the value. */
  readonly takes: Move[];
}

/** What happened to each value. */
export function journeysOf(moves: readonly Move[]): Map<number, Journey> {
  const journeys = new Map<number, Journey>();
  for (const move of moves) {
    const isPut = move.kind === 'put' || move.kind === 'tryPut';
    const isTake = move.kind === 'take' || move.kind === 'tryTake';
    if (move.error !== undefined || (isPut && move.isRefused)) continue;
    if (!isPut && !(isTake && move.value !== NOTHING)) continue;
    let journey = journeys.get(move.value);
    if (journey === undefined) journeys.set(move.value, (journey = { puts: [], takes: [] }));
    if (isPut) journey.puts.push(move);
    else journey.takes.push(move);
  }
  return journeys;
}

/** A value that was taken more often than it was put, or before it was put. */
export function withoutSource(journeys: ReadonlyMap<number, Journey>): readonly Operation[] | undefined {
  for (const { puts, takes } of journeys.values()) {
    const isTooOften = takes.length > puts.length;
    const isTooEarly = takes.some((take) => puts.every((put) => take.operation.return < put.operation.call));
    if (isTooOften || isTooEarly) return [...puts, ...takes].map(({ operation }) => operation);
  }
  return undefined;
}
