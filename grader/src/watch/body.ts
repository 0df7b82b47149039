import { indent, item, narrower, stack } from '../view/block.ts';
import { renderCompare } from '../view/compare.ts';
import { renderHints } from '../view/hint.ts';
import { type KataRow, renderBroken, renderKataList } from '../view/kata-list.ts';
import { type Look, say } from '../view/look.ts';
import { renderMarkdown } from '../view/markdown.ts';
import { sanitize, sanitizeLine } from '../view/sanitize.ts';
import { padEnd } from '../view/styled.ts';
import { renderVerdict, type ShownVerdict } from '../view/verdict.ts';
import { wrap } from '../view/wrap.ts';
import { currentStage, hasFailing, isDone, listed, type Model, shownRun } from './model.ts';

/** What stands between header and footer, whole: the screen shows a part of it. */
export function renderBody(model: Model, look: Look): string[] {
  const inner = narrower(look, 2);
  return indent(renderPage(model, inner), 1);
}

function renderPage(model: Model, look: Look): string[] {
  switch (model.page) {
    case 'verdict':
      return renderVerdictPage(model, look);
    case 'list':
      return renderListPage(model, look);
    case 'prompt':
      return renderMarkdown(model.prompt, look);
    case 'compare':
      return renderComparePage(model, look);
    case 'hint': {
      const stage = currentStage(model);
      return renderHints(stage, model.progressOf(model.kata.slug).hints[stage.slug] ?? 0, look);
    }
    case 'help':
      break;
  }
  return renderHelp(look);
}

function renderVerdictPage(model: Model, look: Look): string[] {
  const { messages, paint, marks } = look;
  if (model.broke !== undefined) {
    const why = wrap(sanitize(model.broke), { width: look.width - 2 }).slice(0, 30);
    return stack([item(paint.bad(marks.fail), paint.strong(messages.judgeBroke), look), indent(why, 2)]);
  }
  if (model.problem !== undefined) {
    const text = wrap(sanitizeLine(say(model.problem.text, look)), { width: look.width - 2 });
    return stack([
      item(paint.bad(marks.fail), paint.strong(messages.notJudged), look),
      indent(text, 2),
      indent(wrap(paint.quiet(messages.noAttempt), { width: look.width - 2 }), 2),
    ]);
  }
  const { run, last } = model;
  if (run !== undefined && (last === undefined || hasFailing(run))) {
    return drawVerdict(model, look, {
      verdict: shownRun(run, model.kata),
      source: run.candidate.text,
      isRunning: true,
    });
  }
  if (last === undefined) return [paint.quiet(messages.starting)];
  return drawVerdict(model, look, { verdict: last.verdict, source: last.candidate.text, isRunning: false });
}

interface Shown {
  readonly verdict: ShownVerdict;
  readonly source: string;
  readonly isRunning: boolean;
}

function drawVerdict(model: Model, look: Look, shown: Shown): string[] {
  return renderVerdict(shown.verdict, look, {
    definition: model.kata.definition,
    source: shown.source,
    file: model.path.shownAs,
    hintsTaken: model.progressOf(model.kata.slug).hints,
    detail: model.detail,
    isRunning: shown.isRunning,
    ...(model.structureDetail === undefined ? {} : { structureDetail: model.structureDetail }),
  });
}

function renderListPage(model: Model, look: Look): string[] {
  const { messages, paint } = look;
  const { list } = model;
  const katas = listed(model);
  const rows = katas.map((kata): KataRow => {
    const progress = model.progressOf(kata.slug);
    const { stages, level, title } = kata.definition;
    return {
      slug: kata.slug,
      title: say(title, look),
      state: isDone(kata, progress) ? 'done' : progress.attempts > 0 ? 'started' : 'new',
      level,
      passed: stages.filter((stage) => progress.passed.includes(stage.slug)).length,
      stages: stages.length,
      attempts: progress.attempts,
      hints: Object.values(progress.hints).reduce((sum, n) => sum + n, 0),
    };
  });
  const filters = (['all', 'todo', 'done'] as const).map((name) =>
    name === list.filter
      ? paint.strong(`[${messages.filters[name]}]`)
      : paint.quiet(` ${messages.filters[name]} `),
  );
  const cursor = list.isSearching ? paint.inverse(' ') : '';
  const search =
    list.isSearching || list.search !== ''
      ? [`${paint.accent(messages.search)} ${sanitizeLine(list.search)}${cursor}`]
      : [];
  return stack([
    [filters.join(' '), ...search],
    rows.length === 0 ? [paint.quiet(messages.nothingFound)] : renderKataList(rows, look, list.selected),
    renderBroken(model.broken, look),
  ]);
}

function renderComparePage(model: Model, look: Look): string[] {
  const { comparison } = model;
  if (comparison === undefined) return [];
  const { messages } = look;
  return renderCompare(
    { title: messages.mine, source: comparison.mine },
    { title: messages.accepted(sanitizeLine(comparison.name)), source: comparison.accepted },
    look,
  );
}

function renderHelp(look: Look): string[] {
  const { keyHelp } = look.messages;
  const { marks, paint } = look;
  const rows = [
    ['h', keyHelp.hint],
    ['p', keyHelp.prompt],
    ['l', keyHelp.list],
    ['n', keyHelp.next],
    ['c', keyHelp.compare],
    ['r', keyHelp.rerun],
    ['o', keyHelp.open],
    ['d', keyHelp.detail],
    ['s', keyHelp.structure],
    [`${marks.up} ${marks.down} j k`, keyHelp.scroll],
    ['esc', keyHelp.back],
    ['?', keyHelp.help],
    ['q', keyHelp.quit],
  ] as const;
  return rows.flatMap(([key, text]) =>
    wrap(text, { width: look.width, first: padEnd(paint.strong(key), 9) }),
  );
}
