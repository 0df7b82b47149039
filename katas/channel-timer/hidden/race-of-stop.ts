import type { Story } from '@katas/explore';

/** A failure of a program in which `stop` or `reset` races, other than a leak or a deadlock. */
export function raceOfStop({ kind }: Story): string | undefined {
  return kind === 'invariant' ? 'race-of-stop' : undefined;
}
