import type { Deviation } from './program.ts';

/**
 * A schedule as a short text: its deviations from the default, `1:0,3:2`. The empty schedule is `-`. It reproduces
 * the run on any machine, as long as program and scenario are the same.
 */
export function tokenOf(deviations: readonly Deviation[]): string {
  return deviations.length === 0 ? '-' : deviations.map(({ at, id }) => `${at}:${id}`).join(',');
}

/** @throws {TokenError} for a text that is no token */
export function parseToken(token: string): Deviation[] {
  if (token === '-') return [];
  const deviations = token.split(',').map((part): Deviation => {
    const found = /^(\d{1,9}):(\d{1,9})$/.exec(part);
    if (!found) throw new TokenError(`explore: "${token}" is no schedule; it looks like 1:0,3:2`);
    return { at: Number(found[1]), id: Number(found[2]) };
  });
  const isOrdered = deviations.every(
    ({ at }, index) => index === 0 || at > (deviations[index - 1]?.at ?? -1),
  );
  if (!isOrdered)
    throw new TokenError(`explore: the steps of schedule "${token}" are not in ascending order`);
  return deviations;
}

export class TokenError extends Error {
  override name = 'TokenError';
}
