import type { Kata, Verdict } from '@katas/kata';

/** One judged solution, with what is needed to show it. */
export interface Judged {
  readonly kata: Kata;
  readonly verdict: Verdict;
  /** The solution's text; empty where it could not be read. */
  readonly source: string;
}

/** What a report can be printed as; it is all that goes to stdout. */
export const FORMATS = ['pretty', 'json', 'junit', 'sarif', 'github'] as const;

/** 0 pass, 1 fail or limit, 2 error or unknown; of several verdicts the highest. */
export function exitCode(judged: readonly Judged[]): number {
  const codes = judged.map(({ verdict }) =>
    verdict.outcome === 'pass' ? 0 : verdict.outcome === 'fail' || verdict.outcome === 'limit' ? 1 : 2,
  );
  return Math.max(0, ...codes);
}
