import type { StageVerdict } from '@katas/kata';
import { type Look, say } from '../view/look.ts';
import { sanitizeLine } from '../view/sanitize.ts';
import { type StageState, stageMark } from '../view/stage.ts';
import { clip, clipStart, spread, widthOf } from '../view/styled.ts';
import { currentStage, type Model } from './model.ts';

/** Three lines: which kata and file, its stages and what goes on, and a rule. */
export function renderHeader(model: Model, look: Look): string[] {
  const { paint, marks } = look;
  const { width } = look;
  const ellipsis = marks.ellipsis;
  const title = ` ${paint.strong(model.kata.slug)}  ${say(model.kata.definition.title, look)}`;
  const file = paint.accent(
    clipStart(sanitizeLine(model.path.shownAs), Math.max(8, Math.floor(width * 0.6)), ellipsis),
  );
  const status = clip(renderStatus(model, look), Math.max(8, width - 4), ellipsis);
  const room = width - widthOf(status) - 2;
  return [
    spread(title, file, { width, ellipsis }),
    spread(` ${renderStages(model, look, room - 1)}`, status, { width, ellipsis }),
    paint.quiet(marks.rule.repeat(width)),
  ];
}

/** All stages with their marks; where they do not fit, the current one with its number. */
function renderStages(model: Model, look: Look, room: number): string {
  const { stages } = model.kata.definition;
  const current = currentStage(model);
  const drawn = stages.map((stage) => {
    const title = say(stage.title, look);
    const state = stateOf(model, stage.slug);
    const name = stage === current ? look.paint.strong(title) : look.paint.quiet(title);
    return `${stageMark(state, look)} ${name}`;
  });
  const all = drawn.join('  ');
  if (widthOf(all) <= room) return all;
  const number = stages.indexOf(current) + 1;
  const marks = stages.map((stage) => stageMark(stateOf(model, stage.slug), look)).join('');
  const short = `${marks} ${look.messages.stageOf(number, stages.length, say(current.title, look))}`;
  return widthOf(short) <= room ? short : `${marks} ${look.messages.stage(number, stages.length)}`;
}

function stateOf(model: Model, slug: string): StageState {
  if (model.run?.stage === slug) return 'running';
  const known = model.run?.stages.get(slug);
  const live: StageVerdict | undefined = known === undefined || Array.isArray(known) ? undefined : known;
  const judged = live ?? model.last?.verdict.stages.find((stage) => stage.slug === slug);
  if (judged === undefined) {
    return model.progressOf(model.kata.slug).passed.includes(slug) ? 'pass' : 'not-run';
  }
  const { stages } = model.kata.definition;
  // A stage beyond the one worked on is not a failure yet.
  const isLater = stages.findIndex((stage) => stage.slug === slug) > stages.indexOf(currentStage(model));
  return isLater && judged.outcome !== 'pass' ? 'not-run' : judged.outcome;
}

function renderStatus(model: Model, look: Look): string {
  const { messages, paint } = look;
  const { run, last } = model;
  if (run !== undefined) {
    const stage = model.kata.definition.stages.find((one) => one.slug === run.stage) ?? currentStage(model);
    const known = run.stages.get(stage.slug);
    const ran = known === undefined ? 0 : Array.isArray(known) ? known.length : known.run;
    const title = say(stage.title, look);
    const text =
      ran === 0 ? messages.running(title, stage.tests) : messages.runningSoFar(title, ran, stage.tests);
    return paint.accent(text);
  }
  if (model.broke !== undefined || model.problem !== undefined) return paint.bad(messages.notJudgedShort);
  if (last === undefined) return paint.quiet(messages.starting);
  if (last.verdict.outcome === 'error') return paint.bad(messages.notJudgedShort);
  const passed = messages.passedAt(last.clock);
  return last.verdict.outcome === 'pass'
    ? paint.good(model.isSearching ? messages.passedSearching(passed) : passed)
    : paint.quiet(messages.judgedAt(last.clock));
}
