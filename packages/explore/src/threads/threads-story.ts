import { readFileSync } from 'node:fs';
import type { TerminalOptions } from '../report/look.ts';
import type { RunRecord } from '../report/run-record.ts';
import { storyOf, type StoryOptions } from '../report/story-of.ts';
import { renderStory } from '../report/terminal.ts';
import type { ThreadsReport } from './report.ts';

/** A failure of threads as the reports take one; undefined where there is none, or none with a schedule. */
export function threadsRecord(report: ThreadsReport): RunRecord | undefined {
  const { failure, token, trace, isMinimal = false, blocked = [], explored, confirmed } = report;
  if (failure === undefined || token === undefined || trace === undefined) return undefined;
  const isConfirmed = confirmed !== undefined && confirmed.of > 0;
  return { failure, token, isMinimal, trace, blocked, explored, ...(isConfirmed && { confirmed }) };
}

export type ThreadsStoryOptions = TerminalOptions & StoryOptions;

/** What an exploration of threads came to, as text for a person. */
export function threadsStory(report: ThreadsReport, options: ThreadsStoryOptions = {}): string {
  const { outcome, failure, reason, stress } = report;
  if (outcome === 'pass') return `✓ ${extent(report)}`;
  if (outcome === 'unknown') {
    return report.isRefused
      ? `? not judged, because ${reason}`
      : `? no failure found, but ${reason}\n  ${extent(report)}`;
  }
  const record = threadsRecord(report);
  if (record === undefined) {
    const free = stress
      ? ` (${stress.failed} of ${stress.rounds} runs on real threads that nobody steered)`
      : '';
    return `✗ ${failure?.message ?? 'a failure'}${free}`;
  }
  const story = storyOf(record, { sourceOf: textOf, ...options });
  return [renderStory(story, options), ...report.notes.map((note) => `  ${note}`)].join('\n');
}

function extent({ explored, races }: ThreadsReport): string {
  const { schedules, completeBound, isExhausted, seed } = explored;
  const complete = isExhausted
    ? 'every schedule there is'
    : completeBound < 0
      ? 'no bound completely'
      : `every one with at most ${completeBound} deviation${completeBound === 1 ? '' : 's'}`;
  return [`${schedules} schedules, ${complete} (seed ${seed})`, ...races].join('; ');
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** An exploration that did not end with a pass; the message is its story, the report is all that is known. */
export class ThreadsError extends Error {
  override readonly name = 'ThreadsError';
  readonly report: ThreadsReport;

  constructor(report: ThreadsReport, options: ThreadsStoryOptions = {}) {
    super(threadsStory(report, options));
    this.report = report;
    // The place of the call is in the test; where things went wrong is in the message.
    this.stack = `${this.name}: ${this.message}`;
  }
}

/**
 * For a test: no failure of the threads was found, and what had to be explored was.
 * @throws {ThreadsError} otherwise
 */
export function expectThreadsPass(report: ThreadsReport, options: ThreadsStoryOptions = {}): void {
  if (report.outcome !== 'pass') throw new ThreadsError(report, options);
}
