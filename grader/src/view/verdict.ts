import type { FindingVerdict, KataDefinition, StageDefinition, StageVerdict, Verdict } from '@katas/kata';
import { beside } from './columns.ts';
import { indent, item, narrower, stack } from './block.ts';
import { placeOf } from './failing-test.ts';
import { renderFindings } from './findings.ts';
import { type Look, say } from './look.ts';
import { type Overall, renderProgressBar } from './progress-bar.ts';
import { sanitizeLine } from './sanitize.ts';
import {
  failing,
  holding,
  renderFailingStage,
  renderSentences,
  renderStageLine,
  stageMark,
} from './stage.ts';
import { renderTypes } from './types.ts';
import { wrap } from './wrap.ts';

/** What of a verdict is shown; a run that is still going on has the same shape. */
export type ShownVerdict = Pick<
  Verdict,
  'outcome' | 'problem' | 'stages' | 'findings' | 'types' | 'explored' | 'seed' | 'durationMs'
>;

export interface VerdictContext {
  readonly definition: KataDefinition;
  /** The solution's text, as it was judged. */
  readonly source: string;
  /** The solution's path as the user would type it. */
  readonly file: string;
  /** Hints taken, by stage. */
  readonly hintsTaken: Readonly<Record<string, number>>;
  /** `first`: the first failing test whole, the others short; `all`: every one whole. */
  readonly detail: 'first' | 'all';
  /** Whether broken rules come with reason, lines and advice; default: where no test fails before them, or in `all`. */
  readonly structureDetail?: boolean;
  /** The run goes on: what is missing is not known yet. */
  readonly isRunning?: boolean;
  /** The bar over all katas, and the last line that names the file to edit. */
  readonly overall?: Overall;
}

/**
 * The stage that the learner works on: the first that was judged and does not hold, or breaks a rule of its own; where
 * all that were judged hold, the first that was not.
 */
export function focusOf(definition: KataDefinition, verdict: ShownVerdict): StageDefinition | undefined {
  const judged = (stage: StageDefinition): StageVerdict | undefined =>
    verdict.stages.find((one) => one.slug === stage.slug);
  const breaksRule = (stage: StageDefinition): boolean =>
    verdict.findings.some((finding) => finding.stage === stage.slug);
  const fails = definition.stages.find((stage) => {
    const outcome = judged(stage)?.outcome;
    return outcome !== undefined && (outcome !== 'pass' || breaksRule(stage));
  });
  return fails ?? definition.stages.find((stage) => judged(stage) === undefined);
}

/** Findings that concern the learner now: those of the kata, and of stages up to the one worked on. */
export function findingsNow(definition: KataDefinition, verdict: ShownVerdict): readonly FindingVerdict[] {
  const focus = focusOf(definition, verdict);
  const last = focus === undefined ? definition.stages.length : definition.stages.indexOf(focus);
  return verdict.findings.filter((finding) => {
    const at = definition.stages.findIndex((stage) => stage.slug === finding.stage);
    return finding.stage === undefined || at <= last;
  });
}

/**
 * A verdict as lines for the terminal: what matters most first, nothing of the hidden tests but their sentences.
 * No line is wider than the look.
 */
export function renderVerdict(verdict: ShownVerdict, look: Look, context: VerdictContext): string[] {
  const body =
    verdict.outcome === 'error' && verdict.problem !== undefined
      ? renderProblem(verdict, look, context)
      : renderJudged(verdict, look, context);
  if (context.overall === undefined) return body;
  return [...body, '', renderProgressBar(context.overall, look), ...renderClosing(verdict, look, context)];
}

function renderClosing(verdict: ShownVerdict, look: Look, context: VerdictContext): string[] {
  const { messages, paint } = look;
  const file = paint.accent(sanitizeLine(context.file));
  const text = verdict.outcome === 'pass' ? messages.passedFile(file) : messages.editFile(file);
  return wrap(text, { width: look.width });
}

/** A file that can't be judged. */
function renderProblem(verdict: ShownVerdict, look: Look, context: VerdictContext): string[] {
  const { problem } = verdict;
  if (problem === undefined) return [];
  const { paint, marks, messages } = look;
  const inner = narrower(look, 2);
  return stack([
    item(paint.bad(marks.fail), paint.strong(messages.notJudged), look),
    indent(wrap(sanitizeLine(say(problem.text, look)), { width: inner.width }), 2),
    indent(placeOf(problem.place, context, inner), 2),
    indent(wrap(paint.quiet(messages.noAttempt), { width: inner.width }), 2),
  ]);
}

/** From here on the stages stand beside what went wrong, not below it. */
const TWO_COLUMNS = 116;
const STAGES_WIDTH = 44;

function renderJudged(verdict: ShownVerdict, look: Look, context: VerdictContext): string[] {
  const story = (inner: Look): string[] =>
    stack([
      renderHeadline(verdict, inner, context),
      tellStage(verdict, inner, context),
      tellRules(verdict, inner, context),
      renderTypes(verdict.types, context, inner),
    ]);
  const facts = context.isRunning === true ? [] : renderFacts(verdict, look);
  const width = look.width - STAGES_WIDTH - 3;
  if (look.width < TWO_COLUMNS || verdict.outcome === 'pass')
    return stack([story(look), renderStages(verdict, look, context), facts]);
  const right = {
    lines: renderStages(verdict, { ...look, width: STAGES_WIDTH }, context),
    width: STAGES_WIDTH,
  };
  return stack([beside({ lines: story({ ...look, width }), width }, right, look), facts]);
}

function tellRules(verdict: ShownVerdict, look: Look, context: VerdictContext): string[] {
  const judged = focusVerdict(verdict, context);
  const hasFailing = judged !== undefined && failing(judged).length > 0;
  const isDetailed = context.structureDetail ?? (context.detail === 'all' || !hasFailing);
  const findings = findingsNow(context.definition, verdict);
  return renderFindings(findings, { ...context, detail: isDetailed ? 'whole' : 'short' }, look);
}

function focusVerdict(verdict: ShownVerdict, context: VerdictContext): StageVerdict | undefined {
  const focus = focusOf(context.definition, verdict);
  return verdict.stages.find((stage) => stage.slug === focus?.slug);
}

function tellStage(verdict: ShownVerdict, look: Look, context: VerdictContext): string[] {
  const stage = focusVerdict(verdict, context);
  if (stage === undefined || stage.outcome === 'pass') return [];
  const definition = context.definition.stages.find((one) => one.slug === stage.slug);
  const hintsBeforeInput = (definition?.inputAfterHints ?? 0) - (context.hintsTaken[stage.slug] ?? 0);
  return renderFailingStage(
    stage,
    {
      source: context.source,
      file: context.file,
      hintsBeforeInput,
      detail: 'whole',
      all: context.detail === 'all',
    },
    look,
  );
}

function renderHeadline(verdict: ShownVerdict, look: Look, context: VerdictContext): string[] {
  const { paint, messages, marks } = look;
  const { stages } = context.definition;
  const focus = focusOf(context.definition, verdict);
  if (verdict.outcome === 'pass') {
    return item(paint.good(marks.pass), paint.strong(paint.good(messages.allHold(stages.length))), look);
  }
  if (focus === undefined) {
    const rules = new Set(verdict.findings.map((finding) => finding.rule)).size;
    const text =
      rules > 0 ? `${messages.testsHoldAll} ${paint.bad(messages.rulesBroken(rules))}` : messages.noAnswer;
    return item(context.isRunning === true ? stageMark('running', look) : paint.bad(marks.fail), text, look);
  }
  const judged = focusVerdict(verdict, context);
  const state = judged?.outcome ?? (context.isRunning === true ? 'running' : 'not-run');
  const title = paint.strong(
    messages.stageOf(stages.indexOf(focus) + 1, stages.length, say(focus.title, look)),
  );
  const rules = new Set(findingsNow(context.definition, verdict).map((finding) => finding.rule)).size;
  const facts = [
    judged === undefined ? messages.tests(focus.tests) : messages.testsHold(holding(judged), judged.expected),
    ...(rules > 0 ? [paint.bad(messages.rulesBroken(rules))] : []),
  ];
  // A stage whose tests hold can still break a rule; one that runs is neither this nor that yet.
  const broken = state === 'pass' ? 'fail' : state;
  const mark = stageMark(context.isRunning === true && broken === 'unknown' ? 'running' : broken, look);
  return item(mark, [title, ...facts].join(paint.quiet(` ${marks.dot} `)), look);
}

function renderStages(verdict: ShownVerdict, look: Look, context: VerdictContext): string[] {
  const focus = focusOf(context.definition, verdict);
  return context.definition.stages.flatMap((definition) => {
    const judged = verdict.stages.find((stage) => stage.slug === definition.slug);
    const isFocus = definition === focus;
    const isRunning = context.isRunning === true && judged?.outcome === 'unknown';
    const line = renderStageLine({ definition, verdict: judged, isFocus, isRunning }, look);
    return isFocus && judged !== undefined
      ? [line, ...indent(renderSentences(judged, narrower(look, 2)), 2)]
      : [line];
  });
}

function renderFacts(verdict: ShownVerdict, look: Look): string[] {
  const { messages, marks, paint } = look;
  const facts = [
    ...(verdict.explored === undefined
      ? []
      : [messages.explored(verdict.explored.schedules, verdict.explored.bound)]),
    messages.took(verdict.durationMs),
    messages.seed(verdict.seed),
  ];
  return wrap(paint.quiet(facts.join(` ${marks.dot} `)), { width: look.width });
}
