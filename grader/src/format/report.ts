import type { Kata, Verdict } from '@katas/kata';

/** One judged solution, with what is needed to show it. */
export interface Judged {
  readonly kata: Kata;
  readonly verdict: Verdict;
  /** The solution's text; empty where it could not be read. */
  readonly source: string;
}

/** Turns a report into a document; the document is all that goes to stdout. */
export type Format = (judged: readonly Judged[]) => string;

/** 0 pass, 1 fail or limit, 2 error or unknown; of several verdicts the highest. */
export function exitCode(judged: readonly Judged[]): number {
  const codes = judged.map(({ verdict }) =>
    verdict.outcome === 'pass' ? 0 : verdict.outcome === 'fail' || verdict.outcome === 'limit' ? 1 : 2,
  );
  return Math.max(0, ...codes);
}
