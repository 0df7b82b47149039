import type { StageVerdict, TestVerdict, Verdict, FindingVerdict } from '@katas/kata';
import type { Kata } from '@katas/kata';
import type { Search } from './runner/runner.ts';

/** A solution as it was read, once: the same text is parsed, run and digested. */
export interface Candidate {
  /** Absolute path. */
  readonly path: string;
  /** The path as the user would type it. */
  readonly shownAs: string;
  readonly text: string;
}

/** What a judge says while it works; the verdict repeats all of it. */
export type JudgeEvent =
  | { readonly type: 'stage-started'; readonly stage: string }
  | { readonly type: 'test'; readonly stage: string; readonly test: TestVerdict }
  | { readonly type: 'stage'; readonly stage: StageVerdict }
  | { readonly type: 'findings'; readonly findings: readonly FindingVerdict[] }
  /** The verdict on small sizes, before the one on all of them. */
  | { readonly type: 'quick'; readonly verdict: Verdict };

export interface JudgeRequest {
  readonly kata: Kata;
  readonly candidate: Candidate;
  readonly seed: number;
  /** Slug of the stage to run first; the others follow in their order. */
  readonly first?: string;
  /** Slugs of the stages to run; default: all. */
  readonly only?: readonly string[];
  /** Time for schedules beyond the suites' bounds. */
  readonly search?: Search;
  /** Aborting kills what runs; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly on?: (event: JudgeEvent) => void;
}

export interface Judge {
  judge(request: JudgeRequest): Promise<Verdict>;
  /** Resolves when the next verdict (on this kata; else on that which was judged last) would be as fast as it can be, or when one is asked for. */
  ready(kata?: Kata): Promise<void>;
  close(): Promise<void>;
}
