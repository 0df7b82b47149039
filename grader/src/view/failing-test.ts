import { inOwnWords } from '../i18n/own-words.ts';
import type { TestVerdict } from '@katas/kata';
import type { Place } from '@katas/structure';
import { bound, indent, item, narrower, stack } from './block.ts';
import { highlight } from './code.ts';
import { renderFrame } from './frame.ts';
import { type Look, say } from './look.ts';
import { sanitize, sanitizeLine } from './sanitize.ts';
import { renderMistake, renderTestStory } from './story.ts';
import { wrap } from './wrap.ts';

/** What a failing test may be told with. */
export interface FailureContext {
  /** The solution's text, as it was judged. */
  readonly source: string;
  /** The solution's path as the user would type it. */
  readonly file: string;
  /** Hints still to be taken before the input is shown; 0 shows it. */
  readonly hintsBeforeInput: number;
  /** Whole: with diff, input, frame and output. Short: what fits on a few lines. */
  readonly detail: 'whole' | 'short';
}

const MESSAGE = { head: 10, tail: 2 };
const DIFF = { head: 16, tail: 8 };
const INPUT = { head: 12, tail: 2 };
const OUTPUT = { head: 6, tail: 6 };
/** Learners can print megabytes; no more than this is even looked at. */
const MOST_TEXT = 20_000;

/** One test that does not hold: its sentence, what went wrong, and the learner's own line. */
export function renderFailingTest(test: TestVerdict, context: FailureContext, look: Look): string[] {
  const { paint, marks } = look;
  const mark = test.outcome === 'limit' ? paint.warn(marks.limit) : paint.bad(marks.fail);
  const title = item(mark, paint.strong(sanitizeLine(say(test.sentence, look))), look);
  const inner = narrower(look, 2);
  if (context.detail === 'short') return [...title, ...indent(shortDetail(test, context, inner), 2)];
  // The order in which a small screen should run out: what broke, on what, where; then the rest.
  const isHidden = context.hintsBeforeInput > 0;
  const input = inputOf(test, context, inner);
  const story = renderTestStory(test, inner);
  const blocks = [
    // A story begins with what the message says.
    story.length > 0 ? [] : messageOf(test, inner),
    renderMistake(test.mistake, inner),
    story,
    isHidden ? [] : input,
    diffOf(test, inner),
    placeOf(test.place, context, inner),
    isHidden ? input : [],
    renderOutput(test.output, look.messages.printedDuring, inner),
  ];
  return [...title, ...indent(stack(blocks), 2)];
}

function shortDetail(test: TestVerdict, context: FailureContext, look: Look): string[] {
  const message =
    test.message === undefined
      ? []
      : wrap(clean(inOwnWords(test.message, look.language), look).trim(), { width: look.width });
  const shown =
    message.length > 2 ? [message[0] ?? '', `${message[1] ?? ''} ${look.marks.ellipsis}`] : message;
  const place = test.place === undefined ? [] : [look.paint.quiet(placeName(context.file, test.place))];
  return [...shown.map((line) => look.paint.quiet(line)), ...place].flatMap((line) =>
    wrap(line, { width: look.width }),
  );
}

function clean(text: string, look: Look): string {
  return sanitize(text.slice(0, MOST_TEXT), { ascii: look.ascii });
}

function messageOf(test: TestVerdict, look: Look): string[] {
  if (test.message === undefined || test.message.trim() === '') {
    return test.outcome === 'limit' ? wrap(look.messages.testStopped, { width: look.width }) : [];
  }
  return bound(
    wrap(clean(inOwnWords(test.message, look.language), look).trim(), { width: look.width }),
    MESSAGE,
    look,
  );
}

/** Lines that begin with `-` were expected, ones with `+` received: coloured the way vitest does it. */
function diffOf(test: TestVerdict, look: Look): string[] {
  if (test.diff === undefined || test.diff.trim() === '') return [];
  // vitest's head takes three lines of a small screen; one says the same.
  const diff = clean(test.diff, look)
    .replace(/^\s*- Expected[^\n]*\n\s*\+ Received[^\n]*\n+/u, '')
    .replace(/^\n+|\s+$/gu, '');
  const head = `${paintDiff(`- ${look.messages.expected}`, look)}  ${paintDiff(`+ ${look.messages.received}`, look)}`;
  const lines = diff
    .split('\n')
    .flatMap((line) =>
      wrap(line, { width: look.width, rest: `${line.slice(0, 1)} ` }).map((part) => paintDiff(part, look)),
    );
  return [...wrap(head, { width: look.width }), ...bound(lines, DIFF, look)];
}

function paintDiff(line: string, look: Look): string {
  if (line.startsWith('-')) return look.paint.good(line);
  if (line.startsWith('+')) return look.paint.bad(line);
  return line.startsWith('@@') ? look.paint.accent(line) : look.paint.quiet(line);
}

function inputOf(test: TestVerdict, context: FailureContext, look: Look): string[] {
  if (test.input === undefined || test.input.trim() === '') return [];
  if (context.hintsBeforeInput > 0) {
    return wrap(look.paint.quiet(look.messages.inputAfterHints(context.hintsBeforeInput)), {
      width: look.width,
    });
  }
  const code = highlight(clean(test.input, look).trimEnd(), look.paint);
  const lines = wrap(code, { width: look.width - 2 });
  return [
    ...wrap(look.paint.quiet(look.messages.input), { width: look.width }),
    ...indent(bound(lines, INPUT, narrower(look, 2)), 2),
  ];
}

/** A place with the lines around it. */
export function placeOf(
  place: Place | undefined,
  context: Pick<FailureContext, 'source' | 'file'>,
  look: Look,
): string[] {
  if (place === undefined) return [];
  const name = wrap(look.paint.accent(placeName(context.file, place)), { width: look.width });
  return [...name, ...renderFrame(context.source, place, look)];
}

export function placeName(file: string, place: Place): string {
  return `${sanitizeLine(file)}:${place.line}:${place.column}`;
}

/** What the solution printed, behind a bar, so that nobody takes it for the grader's words. */
export function renderOutput(output: string | undefined, title: string, look: Look): string[] {
  if (output === undefined || output.trim() === '') return [];
  const { paint, marks } = look;
  const isCut = output.length > MOST_TEXT;
  const lines = sanitize(output.slice(0, MOST_TEXT), { ascii: look.ascii, tab: 4 })
    .replace(/\s+$/u, '')
    .split('\n')
    .flatMap((line) => wrap(line, { width: look.width - 2 }));
  const shown = bound(lines, OUTPUT, narrower(look, 2));
  if (isCut) shown.push(paint.quiet(marks.ellipsis));
  return [
    ...wrap(paint.quiet(title), { width: look.width }),
    ...shown.map((line) => `${paint.quiet(marks.bar)} ${line}`.trimEnd()),
  ];
}
