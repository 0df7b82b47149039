import { widthOf } from '../columns.ts';
import type { StoryOperation } from '../story.ts';
import { rowsOf } from '../history-rows.ts';
import { type Markup, markup } from './markup.ts';
import type { PageContext } from './run.ts';

/** Pixels of one column of text, at the size that the style gives it. */
const COLUMN = 7.9;
const ROW = 40;
const BAR = 26;
const TOP = 30;
const GAP = 10;

/** The calls as bars on lanes, and the instant from which no order is left. */
export function historyMarkup(context: PageContext): Markup | undefined {
  const { story, labels } = context;
  if (story.history === undefined) return undefined;
  const { operations, order, state, misfits, part } = story.history;
  const rows = rowsOf(operations);
  const left = Math.max(0, ...rows.map(({ who }) => widthOf(who))) * COLUMN + 20;
  const at = instants(operations);
  const xOf = (instant: number): number => left + (at.get(instant) ?? 0);
  const right = left + Math.max(0, ...at.values()) + 10;
  const height = TOP + rows.length * ROW;
  const breaking = operations.find(({ isBreaking }) => isBreaking);
  const fromHere = breaking?.to === undefined ? undefined : xOf(breaking.to);
  const bars = operations.map((operation) => {
    const y = TOP + rows.findIndex((row) => row.operations.includes(operation)) * ROW + (ROW - BAR) / 2;
    const x = xOf(operation.from);
    const end = operation.to === undefined ? right + GAP : xOf(operation.to);
    return barMarkup(operation, { x, y, width: end - x }, labels.pending);
  });
  const width = Math.max(right + 20, (fromHere ?? 0) + widthOf(labels.noOrderFrom) * COLUMN + 20);
  const names = rows.map(({ who, isMore }, lane) => {
    const y = TOP + lane * ROW + ROW / 2;
    return markup`<text class="name" x="0" y="${y + 4}">${isMore ? '' : who}</text
      ><line class="lane" x1="${left - 8}" x2="${width}" y1="${y}" y2="${y}" />`;
  });
  const mark =
    fromHere === undefined
      ? undefined
      : markup`<line class="from-here" x1="${fromHere}" x2="${fromHere}" y1="14" y2="${height}" /><text
            class="told"
            x="${fromHere + 6}"
            y="18"
            >${labels.noOrderFrom}</text
          >`;
  const separator = context.language === 'zh' ? '；' : '; ';
  const start = order.length === 0 ? labels.atFirst(state) : labels.after(order, state);
  const told = [start, ...misfits.map(({ call, answer, expected }) => labels.misfit(call, answer, expected))];
  const about = part === undefined ? '' : ` (${part})`;
  return markup`<section aria-labelledby="history-title">
    <h2 id="history-title">${labels.history}</h2>
    <div class="calls" tabindex="0" role="group" aria-labelledby="history-title">
      <svg width="${round(width)}" height="${height + 6}" role="img" aria-label="${labels.history}">
        ${names}${bars}${mark}
      </svg>
    </div>
    ${misfits.length === 0 ? undefined : markup`<p class="why">${labels.noOrder}${about}${labels.colon}${told.join(separator)}</p>`}
  </section>`;
}

function barMarkup(
  operation: StoryOperation,
  { x, y, width }: { x: number; y: number; width: number },
  pending: string,
): Markup {
  const { isBreaking, isConflict, to } = operation;
  const name = `${isBreaking ? 'breaking' : isConflict ? 'conflict' : ''}${to === undefined ? ' open' : ''}`;
  const text = textOf(operation);
  const title = `${operation.who}: ${text}${to === undefined ? ` (${pending})` : ''}`;
  return markup`<g class="${name.trim()}"
    ><title>${title}</title
    ><rect class="call" x="${round(x)}" y="${y}" width="${round(width)}" height="${BAR}" rx="5" /><text
      x="${round(x + 7)}"
      y="${y + 18}"
      >${text}</text
    ></g
  >`;
}

function textOf({ call, answer }: StoryOperation): string {
  return answer === undefined ? call : `${call} → ${answer}`;
}

/** Gives every instant a place, so that each bar is wide enough for its text. */
function instants(operations: readonly StoryOperation[]): Map<number, number> {
  const all = [...new Set(operations.flatMap(({ from, to }) => (to === undefined ? [from] : [from, to])))];
  all.sort((a, b) => a - b);
  const places = new Map<number, number>();
  let x = 0;
  for (const instant of all) {
    x += GAP;
    for (const operation of operations) {
      const from = places.get(operation.from) ?? x;
      if (operation.to === instant) x = Math.max(x, from + widthOf(textOf(operation)) * COLUMN + 16);
    }
    places.set(instant, x);
  }
  return places;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
