import type { RuleSpec, Text } from '@katas/structure';

/** What one run of one stage's suite may use before it is stopped. */
export interface Limits {
  /** Time of one test, in ms of processor time; a test that only waits is stopped after the same time on the clock. */
  readonly testMs: number;
  /** Time of a whole stage, in ms on the clock. */
  readonly stageMs: number;
  /** Resident memory beyond what the empty runner uses, in MB. */
  readonly memoryMb: number;
  /** What the solution may print, in kB. */
  readonly outputKb: number;
}

export interface StageDefinition {
  /** Short name, unique in the kata: `membership`. */
  readonly slug: string;
  readonly title: Text;
  /** The hidden suite, relative to the kata's folder: `hidden/1-membership.test.ts`. */
  readonly suite: string;
  /** How many tests the suite has. A verdict that ran another number is not a pass. */
  readonly tests: number;
  /** Rules that hold from this stage on, beside the kata's own. */
  readonly structure?: readonly RuleSpec[];
  /** A ladder: each one says more than the one before; the last one nearly gives it away. */
  readonly hints: readonly Text[];
  /** Hints that must have been taken before a failing test's input is shown on the screen; 0 shows it at once. */
  readonly inputAfterHints?: number;
}

/** A mistake that is known to be made, by the name under which one finds more about it. */
export interface KnownMistake {
  /** As it follows "this behaves like": `a lost wake-up`. */
  readonly name: Text;
  /** What it is and where to look, in a sentence or two, without the way out. */
  readonly says: Text;
  /** The hint that says more: a stage's slug and the number of its hint, from 1. */
  readonly hint: { readonly stage: string; readonly number: number };
}

export interface KataDefinition {
  readonly title: Text;
  /** The heading of the interview notes that this kata answers, as it stands there. */
  readonly heading: string;
  /** 1: an evening's warm-up; 4: takes days. */
  readonly level: 1 | 2 | 3 | 4;
  /** Position among the katas: the watch mode opens them in this order. */
  readonly order: number;
  /** What the solution must export. */
  readonly exports: readonly string[];
  /** Rules that hold in every stage. */
  readonly structure: readonly RuleSpec[];
  readonly stages: readonly [StageDefinition, ...StageDefinition[]];
  /** Known mistakes by slug; a suite names one where a failure has its signature. */
  readonly mistakes?: Readonly<Record<string, KnownMistake>>;
  /** Overrides of {@link DEFAULT_LIMITS}. */
  readonly limits?: Partial<Limits>;
}

/** Limits of a kata that says nothing about them. */
export const DEFAULT_LIMITS: Limits = { testMs: 1500, stageMs: 10_000, memoryMb: 256, outputKb: 512 };

/**
 * Declares a kata; the default export of `katas/<slug>/kata.ts`.
 *
 * The folder around the file is the rest of the declaration: `stub.ts`, `README.md`, `README.zh.md`,
 * `hidden/`, `accepted/` and `rejected/`. `kata verify` proves that they fit together.
 */
export function defineKata(definition: KataDefinition): KataDefinition {
  return definition;
}
