import type { BrokenKata, Kata, Verdict } from '@katas/kata';
import type { Text } from '@katas/structure';
import type { Language } from '../i18n/language.ts';
import type { Candidate, Judge } from '../judge.ts';
import type { KataProgress } from '../progress.ts';
import { renderBroken } from '../view/kata-list.ts';
import { lookOf } from '../view/look.ts';
import { sanitizeLine } from '../view/sanitize.ts';
import { runLoop } from './loop.ts';

/** Why a solution could not be read: missing, empty, binary, too large, a folder, unreadable … */
export interface CandidateProblem {
  readonly kind: string;
  readonly text: Text;
}

export interface SolutionPath {
  readonly absolute: string;
  /** The path as the user would type it. */
  readonly shownAs: string;
}

/** The learner's progress; where recording fails (a read-only disk), the watch goes on and shows the warning. */
interface ProgressPort {
  of(slug: string): KataProgress;
  /** Records a verdict that counts (`error` never arrives here); answers with a warning, or throws, where it can't. */
  recordVerdict(verdict: Verdict): Text | undefined | Promise<Text | undefined>;
  /** Records that one more hint of the stage was taken. */
  recordHint(slug: string, stage: string): Text | undefined | Promise<Text | undefined>;
}

export interface Comparison {
  /** The learner's text. */
  readonly mine: string;
  /** An accepted solution. */
  readonly accepted: string;
  /** Name of the accepted one: its file without `.ts`. */
  readonly name: string;
}

export interface WatchOptions {
  readonly judge: Judge;
  /** In the order in which they are offered; asked at the start and whenever the list is opened. */
  readonly katas: () => Promise<readonly Kata[]>;
  readonly broken: readonly BrokenKata[];
  /** The kata to open first. */
  readonly startSlug: string;
  readonly path: (slug: string) => SolutionPath;
  /** Reads the solution once; must not throw. */
  readonly readCandidate: (
    slug: string,
  ) =>
    | Candidate
    | { readonly problem: CandidateProblem }
    | Promise<Candidate | { readonly problem: CandidateProblem }>;
  /** Creates the solution from the stub where there is none; answers with a warning, or throws, where it can't. */
  readonly ensureSolution: (slug: string) => Text | undefined | Promise<Text | undefined>;
  readonly progress: ProgressPort;
  /** After a pass, milliseconds of search for a schedule that breaks it, in the background; 0: none. */
  readonly searchMs: number;
  /** Seed of the next run. */
  readonly seed: () => number;
  /** Asked after a pass only; null where the kata has no accepted solution to show. */
  readonly comparison: (slug: string) => Comparison | null | Promise<Comparison | null>;
  /** The prompt of a kata as Markdown. */
  readonly prompt: (slug: string, language: Language) => string | Promise<string>;
  readonly language: Language;
  readonly color: boolean;
  readonly ascii: boolean;
  /** Keys are read where it is a terminal. */
  readonly stdin: NodeJS.ReadStream;
  /** The screen where it is a terminal; plain lines elsewhere. */
  readonly stdout: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ask the disk again and again instead of waiting for its events (network drives, some containers). */
  readonly polling: boolean;
}

/**
 * Watches one solution at a time and shows a verdict after each save, until the user leaves.
 *
 * Never rejects because of what a learner wrote. Closes neither the judge nor the streams; the terminal is as it was
 * found when the promise settles, and also when the process ends in between.
 * @returns the exit code: 0 after `q`, 130 after Ctrl-C, 129 and 143 after SIGHUP and SIGTERM, 2 where there is no kata
 */
export async function watch(options: WatchOptions): Promise<number> {
  const katas = await options.katas();
  const first = katas.find((kata) => kata.slug === options.startSlug) ?? katas[0];
  const { language, color, ascii, stdout } = options;
  const look = lookOf({ width: stdout.columns || 80, language, color, ascii });
  if (first === undefined) {
    stdout.write([look.messages.noKatas, ...renderBroken(options.broken, look), ''].join('\n'));
    return 2;
  }
  const left = await runLoop(options, katas, first);
  if (stdout.isTTY) stdout.write(`${look.messages.goodbye(sanitizeLine(left.file))}\n`);
  return left.code;
}
