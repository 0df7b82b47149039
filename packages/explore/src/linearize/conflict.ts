import type { Limit } from './limit.ts';
import type { Operation } from './operation.ts';
import { decide } from './decide.ts';
import type { Spec } from './spec.ts';

/**
 * Few operations of a history without an order that have none either. Leaves out, in halves, quarters, … single ones,
 * what the specification says can be left out of every legal order: so no contradiction is made up on the way.
 */
export function conflictOf<State>(
  history: readonly Operation[],
  spec: Spec<State>,
  limit: Limit,
): readonly Operation[] {
  const first = decide(history, spec, limit);
  let conflict = 'contradiction' in first ? inOrder(history, first.contradiction) : history;
  let chunk = Math.ceil(removableOf(conflict, spec).length / 2);
  while (chunk >= 1 && !limit.exceeded) {
    let at = 0;
    let hasShrunk = false;
    for (let groups = removableOf(conflict, spec); at < groups.length && !limit.exceeded;) {
      const without = new Set(groups.slice(at, at + chunk).flat());
      const rest = conflict.filter((one) => !without.has(one));
      if (rest.length < conflict.length && decide(rest, spec, limit).outcome === 'not-linearizable') {
        conflict = rest;
        groups = removableOf(conflict, spec);
        hasShrunk = true;
      } else at += chunk;
    }
    // What could not be left out may be once something else is gone: single ones are tried until none can go.
    if (chunk > 1) chunk = Math.ceil(chunk / 2);
    else if (!hasShrunk) chunk = 0;
  }
  return conflict;
}

function removableOf<State>(
  history: readonly Operation[],
  spec: Spec<State>,
): readonly (readonly Operation[])[] {
  const reads = history.filter((operation) => spec.observes?.(operation)).map((one) => [one]);
  return [...reads, ...(spec.removable?.(history) ?? [])];
}

function inOrder(history: readonly Operation[], some: readonly Operation[]): readonly Operation[] {
  const wanted = new Set(some);
  return history.filter((operation) => wanted.has(operation));
}
