import { stripVTControlCharacters } from 'node:util';
import { placeText } from './place.ts';
import type { TasksReport } from './tasks.ts';
import type { TraceStep } from './trace.ts';

/** An exploration that did not end with a pass; the message is its story, the report is all that is known. */
export class ExploreError extends Error {
  override readonly name = 'ExploreError';
  readonly report: TasksReport;

  constructor(report: TasksReport) {
    super(taskStory(report));
    this.report = report;
    // The place of the call is in the test; where things went wrong is in the message.
    this.stack = `${this.name}: ${this.message}`;
  }
}

/**
 * For a test: no failure was found, and what had to be explored was.
 * @throws {ExploreError} otherwise
 */
export function expectNoFailure(report: TasksReport): void {
  if (report.outcome !== 'pass') throw new ExploreError(report);
}

/** What an exploration came to, as text for a person. */
export function taskStory(report: TasksReport): string {
  const { name, outcome, explored, failure, token, reason } = report;
  if (outcome === 'pass') return `✓ ${name}: ${extent(report)}`;
  if (outcome === 'unknown') return `? ${name}: no failure found, but ${reason}\n  ${extent(report)}`;
  if (outcome === 'refused') return `? ${name}: not judged, because ${reason}`;
  const head = failure?.message ?? '';
  const said = failure === undefined || head.startsWith(failure.kind) ? head : `${failure.kind}: ${head}`;
  return [
    `✗ ${name}: ${stripVTControlCharacters(said)}`,
    `  ${size(report)}`,
    ...lines(report).map((line) => `    ${line}`),
    `  replay: ${token}   seed: ${explored.seed}`,
  ].join('\n');
}

function extent({ explored }: TasksReport): string {
  const { schedules, completeBound, isExhausted, seed } = explored;
  const complete = isExhausted
    ? 'every schedule there is'
    : completeBound < 0
      ? 'no bound completely'
      : `every one with at most ${deviations(completeBound)}`;
  return `${schedules} schedules, ${complete} (seed ${seed})`;
}

function size({ token = '-', isMinimal, explored }: TasksReport): string {
  if (token === '-') return 'it fails with the default schedule: nobody is interrupted';
  const minimal =
    isMinimal === true ? 'the smallest failing schedule' : 'a failing schedule, maybe not the smallest';
  const count = token.split(',').length;
  return `${minimal} takes ${count} choice${count === 1 ? '' : 's'} other than the default (${explored.schedules} schedules run):`;
}

function deviations(count: number): string {
  return count === 1 ? '1 deviation' : `${count} deviations`;
}

function lines({ trace, omittedSteps }: TasksReport): string[] {
  const width = Math.min(16, Math.max(5, ...trace.map(({ task }) => task.length)));
  const told: string[] = [];
  let last: string | undefined;
  for (const [index, step] of trace.entries()) {
    if (omittedSteps > 0 && index === KEPT) told.push(`… ${omittedSteps} steps …`);
    const change = changeOf(step);
    if (change !== undefined) told.push(`── ${change} ──`);
    const who = step.task === last ? '' : step.task;
    last = step.task;
    told.push(`${who.padEnd(width)} ${sentence(step)}`.trimEnd());
  }
  return told;
}

/** Steps before the gap of a long trace. */
const KEPT = 150;

function changeOf({ deviation, task, instead }: TraceStep): string | undefined {
  if (deviation === undefined) return undefined;
  if (deviation === 'same turn')
    return `${task} in the same turn of the event loop, before anybody else goes on`;
  if (deviation === 'early timer') return 'time passes although somebody could go on';
  return instead === undefined ? `${task} goes on` : `${task} goes on although ${instead} could`;
}

function sentence(step: TraceStep): string {
  const { op, on, value, state } = step;
  const what = [op, on, value === undefined ? '' : `${state === 'goes on' ? '→' : '·'} ${value}`];
  if (state === 'waits') what.push('… waits');
  if (state === 'goes on') what.push('(goes on)');
  const place = step.file === undefined ? '' : `   ${shortPlace(step)}`;
  return `${what.filter((part) => part !== '').join(' ')}${place}`;
}

function shortPlace(step: TraceStep): string {
  const { file = '', line = 0, column = 0 } = step;
  return placeText({ file: file.split(/[\\/]/).at(-1) ?? file, line, column });
}
