import type { Outcome, StageVerdict, TestVerdict } from '@katas/kata';
import type { StageDefinition } from '@katas/kata';
import { indent, item, narrower, stack } from './block.ts';
import { type FailureContext, placeOf, renderFailingTest, renderOutput } from './failing-test.ts';
import { type Look, say } from './look.ts';
import { sanitizeLine } from './sanitize.ts';
import { clip, spread, widthOf } from './styled.ts';
import { wrap } from './wrap.ts';

/** A stage in the overview: one of a verdict, or one that was not judged. */
export type StageState = Outcome | 'not-run' | 'running';

export function stageMark(state: StageState, look: Look): string {
  const { paint, marks } = look;
  const drawn: Readonly<Record<StageState, string>> = {
    pass: paint.good(marks.pass),
    fail: paint.bad(marks.fail),
    error: paint.bad(marks.fail),
    limit: paint.warn(marks.limit),
    unknown: paint.warn('?'),
    running: paint.accent(marks.running),
    'not-run': paint.quiet(marks.notRun),
  };
  return drawn[state];
}

export function holding(stage: StageVerdict): number {
  return stage.tests.filter((test) => test.outcome === 'pass').length;
}

export function failing(stage: StageVerdict): TestVerdict[] {
  // A test that was stopped explains those that fail after it.
  const failed = stage.tests.filter((test) => test.outcome === 'fail' || test.outcome === 'limit');
  return failed.toSorted((a, b) => Number(b.outcome === 'limit') - Number(a.outcome === 'limit'));
}

/** `✓ Membership  14 tests`: one line. */
export function renderStageLine(
  row: {
    definition: StageDefinition;
    verdict: StageVerdict | undefined;
    isFocus: boolean;
    isRunning: boolean;
  },
  look: Look,
): string {
  const { definition, verdict, isFocus, isRunning } = row;
  const { paint, messages, marks } = look;
  const state = isRunning ? 'running' : (verdict?.outcome ?? 'not-run');
  const title = say(definition.title, look);
  const count =
    verdict === undefined
      ? messages.tests(definition.tests)
      : verdict.outcome === 'pass'
        ? messages.tests(verdict.run)
        : messages.testsHold(holding(verdict), verdict.expected);
  const later = !isFocus && state !== 'pass' && state !== 'running';
  const mark = later && state !== 'limit' ? paint.quiet(marks.notRun) : stageMark(state, look);
  const name = isFocus ? paint.strong(title) : later ? paint.quiet(title) : title;
  const left = `${mark} ${name}`;
  const right = paint.quiet(count);
  return widthOf(left) + widthOf(right) + 2 > look.width
    ? clip(left, look.width, marks.ellipsis)
    : spread(left, right, { width: Math.min(look.width, 72), ellipsis: marks.ellipsis });
}

/** All tests of a stage as sentences; those told in detail elsewhere are only named. */
export function renderSentences(stage: StageVerdict, look: Look): string[] {
  const { paint, marks } = look;
  return stage.tests.flatMap((test) => {
    const sentence = sanitizeLine(say(test.sentence, look));
    if (test.outcome === 'pass') return item(paint.good(marks.pass), paint.quiet(sentence), look);
    if (test.outcome === 'not-run') return item(paint.quiet(marks.notRun), paint.quiet(sentence), look);
    return item(test.outcome === 'limit' ? paint.warn(marks.limit) : paint.bad(marks.fail), sentence, look);
  });
}

/** Everything about a stage that is not passed: its limit or message, its failing tests, what it printed. */
export function renderFailingStage(
  stage: StageVerdict,
  context: FailureContext & { readonly all: boolean },
  look: Look,
): string[] {
  const { messages } = look;
  const failed = failing(stage);
  const told = failed.map((test, index) =>
    renderFailingTest(test, { ...context, detail: index === 0 || context.all ? 'whole' : 'short' }, look),
  );
  return stack([
    renderStageProblem(stage, context, look),
    ...told,
    renderOutput(stage.output, messages.printedOutside, look),
  ]);
}

function renderStageProblem(stage: StageVerdict, context: FailureContext, look: Look): string[] {
  const { paint, marks, messages } = look;
  const inner = narrower(look, 2);
  const said =
    stage.message === undefined ? [] : wrap(sanitizeLine(say(stage.message, look)), { width: inner.width });
  if (stage.limit !== undefined) {
    const title = item(paint.warn(marks.limit), paint.strong(messages.limits[stage.limit]), look);
    return [...title, ...indent(stack([said, placeOf(stage.place, context, inner)]), 2)];
  }
  if (said.length > 0) return [...said, ...placeOf(stage.place, context, look)];
  const isExplained = failing(stage).length > 0 || stage.run >= stage.expected;
  return isExplained
    ? []
    : wrap(paint.warn(messages.onlyRan(stage.run, stage.expected)), { width: look.width });
}
