import type { Kata, Verdict } from '@katas/kata';
import type { Text } from '@katas/structure';
import type { Candidate, JudgeEvent } from '../judge.ts';
import type { Key } from './keys.ts';
import type { CandidateProblem, Comparison } from './watch.ts';

/** Everything that can happen, in one queue. */
export type WatchEvent =
  | { readonly type: 'key'; readonly key: Key }
  | { readonly type: 'resize' }
  /** Something happened to the file; whether its text changed is not known yet. */
  | { readonly type: 'file' }
  | { readonly type: 'polling' }
  | { readonly type: 'opened'; readonly kata: Kata }
  | {
      readonly type: 'run-started';
      readonly slug: string;
      readonly run: number;
      readonly candidate: Candidate;
      readonly first: string;
    }
  | { readonly type: 'judging'; readonly run: number; readonly event: JudgeEvent }
  | {
      readonly type: 'judged';
      readonly run: number;
      readonly verdict: Verdict;
      readonly candidate: Candidate;
    }
  /** A search goes on behind a pass, or has come to its end; the verdict counts its schedules. */
  | {
      readonly type: 'searched';
      readonly slug: string;
      readonly candidate: Candidate;
      readonly verdict: Verdict;
      readonly isOver: boolean;
    }
  /** All sizes say what the small ones said. */
  | {
      readonly type: 'confirmed';
      readonly slug: string;
      readonly candidate: Candidate;
      readonly verdict: Verdict;
    }
  /** The search behind a pass found what breaks it. */
  | {
      readonly type: 'turned';
      readonly slug: string;
      readonly candidate: Candidate;
      readonly verdict: Verdict;
    }
  /** The verdict was recorded. */
  | { readonly type: 'recorded'; readonly verdict: Verdict }
  | { readonly type: 'unreadable'; readonly slug: string; readonly problem: CandidateProblem }
  | { readonly type: 'unchanged'; readonly slug: string }
  | { readonly type: 'broke'; readonly slug: string; readonly why: string }
  | { readonly type: 'warning'; readonly text: Text }
  | { readonly type: 'katas'; readonly katas: readonly Kata[] }
  | { readonly type: 'prompt'; readonly text: string }
  | { readonly type: 'comparison'; readonly comparison: Comparison | null }
  | {
      readonly type: 'editor';
      readonly outcome: 'opened' | 'closed' | 'failed' | 'none';
      readonly text: string;
    }
  | { readonly type: 'leave'; readonly code: number };

/** What the program does in answer; the loop carries it out. */
export type Effect =
  | { readonly type: 'judge'; readonly force: boolean }
  | { readonly type: 'open'; readonly kata: Kata }
  | { readonly type: 'record-hint'; readonly stage: string }
  | { readonly type: 'record-verdict'; readonly verdict: Verdict }
  | { readonly type: 'load-katas' }
  | { readonly type: 'load-prompt' }
  | { readonly type: 'load-comparison' }
  | { readonly type: 'edit'; readonly line: number }
  | { readonly type: 'suspend' }
  | { readonly type: 'redraw' }
  | { readonly type: 'quit'; readonly code: number };
