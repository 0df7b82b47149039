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
  const failed = failing(stage).map((test) => withLimit(test, stage, look));
  const [first, ...others] = failed;
  // A stub fails every test in one way: it is told once.
  const different = others.filter((test) => context.all || !failsLike(test, first));
  const same = others.length - different.length;
  return stack([
    first?.outcome === 'limit' ? [] : renderStageProblem(stage, context, look),
    first === undefined ? [] : renderFailingTest(first, { ...context, detail: 'whole' }, look),
    ...different.map((test) =>
      renderFailingTest(test, { ...context, detail: context.all ? 'whole' : 'short' }, look),
    ),
    same === 0 ? [] : wrap(look.paint.quiet(messages.sameWay(same)), { width: look.width }),
    renderOutput(stage.output, messages.printedOutside, look),
  ]);
}

/** The test that was running at the limit is told with what is known of the limit, in the learner's language. */
function withLimit(test: TestVerdict, stage: StageVerdict, look: Look): TestVerdict {
  if (test.outcome !== 'limit' || stage.limit === undefined) return test;
  const place = test.place ?? stage.place;
  return { ...test, message: limitMessage(stage, look), ...(place === undefined ? {} : { place }) };
}

function limitMessage(stage: StageVerdict, look: Look): string {
  if (stage.message !== undefined) return say(stage.message, look);
  return stage.limit === undefined ? look.messages.testStopped : look.messages.limits[stage.limit];
}

function failsLike(test: TestVerdict, other: TestVerdict | undefined): boolean {
  return (
    other !== undefined &&
    test.message === other.message &&
    test.diff === other.diff &&
    test.place?.line === other.place?.line &&
    test.place?.column === other.place?.column
  );
}

/** What is to be said of a stage as a whole. */
function renderStageProblem(stage: StageVerdict, context: FailureContext, look: Look): string[] {
  const { paint, marks, messages } = look;
  const inner = narrower(look, 2);
  if (stage.limit !== undefined || stage.message !== undefined) {
    const mark = stage.limit === undefined ? paint.bad(marks.fail) : paint.warn(marks.limit);
    const title = item(mark, paint.strong(sanitizeLine(limitMessage(stage, look))), look);
    return [...title, ...indent(placeOf(stage.place, context, inner), 2)];
  }
  const isExplained = failing(stage).length > 0 || stage.run >= stage.expected;
  return isExplained
    ? []
    : wrap(paint.warn(messages.onlyRan(stage.run, stage.expected)), { width: look.width });
}
