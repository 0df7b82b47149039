import type { Operation } from '../operation.ts';
import type { Spec } from '../spec.ts';
import { type Journey, journeysOf, withoutSource } from './conservation.ts';
import type { ContainerOptions, Move } from './container.ts';
import { type ContainerState, containerSpec } from './container-spec.ts';

/**
 * A queue: values are taken in the order in which they were put; with a capacity, puts wait (or answer `false`) while
 * it is full. Different values make judging much faster than equal ones.
 */
export function fifoQueue(options: ContainerOptions = {}): Spec<ContainerState> {
  return containerSpec('queue', 'first-in', options, (moves) => {
    const journeys = journeysOf(moves);
    const passages = passagesOf(journeys);
    const openTake = firstOpenTake(moves);
    return {
      contradiction: withoutSource(journeys) ?? overtaking(passages, openTake),
      mayPut: lookAhead(passages, openTake),
    };
  });
}

/** When a value that was put once and taken at most once came and went. */
interface Passage {
  readonly value: number;
  readonly put: Operation;
  readonly take: Operation | undefined;
}

function passagesOf(journeys: ReadonlyMap<number, Journey>): Passage[] {
  const passages: Passage[] = [];
  for (const [value, { puts, takes }] of journeys) {
    const [put] = puts;
    if (put === undefined || puts.length > 1 || takes.length > 1) continue;
    passages.push({ value, put: put.operation, take: takes[0]?.operation });
  }
  return passages;
}

/** When the first take was called that never returned: it may have taken any value. Infinity: there is none. */
function firstOpenTake(moves: readonly Move[]): number {
  let first = Infinity;
  for (const { kind, isPending, operation } of moves) {
    if (isPending && (kind === 'take' || kind === 'tryTake')) first = Math.min(first, operation.call);
  }
  return first;
}

/**
 * Two values that were put one after the other, and the later one was taken first.
 * @see Bouajjani, Emmi, Enea and Hamza, "On reducing linearizability to state reachability" (2015): the violations of
 *   a queue come in few shapes
 */
function overtaking(passages: readonly Passage[], openTake: number): readonly Operation[] | undefined {
  for (const late of passages) {
    if (late.take === undefined) continue;
    for (const early of passages) {
      const isOvertaken =
        early.put.return < late.put.call && late.take.return < (early.take?.call ?? openTake);
      if (isOvertaken) return [early.put, late.put, late.take, ...(early.take ? [early.take] : [])];
    }
  }
  return undefined;
}

/**
 * A value must not be put behind one that was still there when the value had been taken. This looks ahead in the history,
 * and cuts off most orders that could only fail much later. Only values that were put once are looked at.
 */
function lookAhead(
  passages: readonly Passage[],
  openTake: number,
): (state: ContainerState, move: Move) => boolean {
  const takenBy: number[] = [];
  const takenFrom: number[] = [];
  for (const { value, take } of passages) {
    takenBy[value] = take?.return ?? Infinity;
    takenFrom[value] = take?.call ?? openTake;
  }
  return (state, { value }) => {
    const by = takenBy[value] ?? Infinity;
    if (by === Infinity) return true;
    for (let at = 1; at < state.length; at += 1) {
      if ((takenFrom[state.charCodeAt(at)] ?? -Infinity) > by) return false;
    }
    return true;
  };
}
