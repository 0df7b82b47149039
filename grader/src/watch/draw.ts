import type { Look } from '../view/look.ts';
import { renderProgressBar } from '../view/progress-bar.ts';
import { clip, padEnd, spread, widthOf } from '../view/styled.ts';
import { wrap } from '../view/wrap.ts';
import { renderBody } from './body.ts';
import { renderHeader } from './header.ts';
import { keysNow, type KeyHint } from './keys-now.ts';
import { isDone, type Model } from './model.ts';

/** Rows that the body keeps, however many notices there are. */
const FEWEST_BODY_ROWS = 3;

/**
 * The whole screen: header, the part of the body that is scrolled to, notices, progress bar, keys.
 * Corrects the model's scroll position to what there is to scroll.
 * @returns exactly `rows` lines, none wider than the look
 */
export function drawScreen(model: Model, look: Look, rows: number): string[] {
  const header = rows >= 10 ? renderHeader(model, look) : renderHeader(model, look).slice(0, 1);
  const bar = rows >= 8 ? [renderBar(model, look)] : [];
  const room = Math.max(1, rows - header.length - bar.length - 1);
  const notices = renderNotices(model, look).slice(0, Math.max(0, room - FEWEST_BODY_ROWS));
  const body = renderBody(model, look);
  model.pageRows = Math.max(1, room - notices.length);
  model.scrollEnd = Math.max(0, body.length - model.pageRows);
  model.scroll = Math.min(model.scroll, model.scrollEnd);
  if (model.page === 'list') keepInSight(model, body, look);
  const seen = body.slice(model.scroll, model.scroll + model.pageRows);
  while (seen.length < model.pageRows) seen.push('');
  const lines = [...header, ...seen, ...notices, ...bar, renderKeys(model, look)];
  return lines.slice(0, rows).map((line) => clip(line, look.width, look.marks.ellipsis));
}

function keepInSight(model: Model, body: readonly string[], look: Look): void {
  const row = body.findIndex(
    (line) => line.includes(look.marks.pointer) && line.includes(model.list.selected),
  );
  if (row < 0) return;
  if (row < model.scroll) model.scroll = row <= 2 ? 0 : row;
  if (row >= model.scroll + model.pageRows) model.scroll = row - model.pageRows + 1;
}

function renderNotices(model: Model, look: Look): string[] {
  const { paint } = look;
  return model.notices.flatMap((notice) =>
    wrap(paint[notice.tone](notice.text), { width: look.width - 1, first: ' ', rest: ' ' }),
  );
}

function renderBar(model: Model, look: Look): string {
  const done = model.katas.filter((kata) => isDone(kata, model.progressOf(kata.slug))).length;
  return renderProgressBar({ done, total: model.katas.length }, look);
}

/** The keys that work now, as many as fit, and how much of the body is out of sight. */
function renderKeys(model: Model, look: Look): string {
  const { paint, marks } = look;
  const above = model.scroll;
  const below = model.scrollEnd - model.scroll;
  const parts = [
    ...(above > 0 ? [`${marks.up}${above}`] : []),
    ...(below > 0 ? [`${marks.down}${below}`] : []),
  ];
  const right = paint.accent(parts.join(' '));
  const room = look.width - 1 - (parts.length > 0 ? widthOf(right) + 2 : 0);
  const left = ` ${fitKeys(keysNow(model, look), room, look)}`;
  return parts.length > 0
    ? spread(left, right, { width: look.width, ellipsis: marks.ellipsis })
    : padEnd(left, 1);
}

function fitKeys(hints: readonly KeyHint[], room: number, look: Look): string {
  const draw = (hint: KeyHint): string => `${look.paint.strong(hint.key)} ${look.paint.quiet(hint.label)}`;
  // The least needed goes first, the order on the screen stays.
  const kept = [...hints];
  const width = (): number => kept.reduce((sum, hint) => sum + widthOf(`${hint.key} ${hint.label}`) + 2, -2);
  while (kept.length > 1 && width() > room) {
    const least = kept.reduce((worst, hint) => (hint.need <= worst.need ? hint : worst));
    kept.splice(kept.indexOf(least), 1);
  }
  return kept.map(draw).join('  ');
}
