import type { Look } from './look.ts';
import { sanitizeLine } from './sanitize.ts';
import { clip, padEnd, widthOf } from './styled.ts';
import { wrap } from './wrap.ts';

type KataState = 'done' | 'started' | 'new' | 'broken';

export interface KataRow {
  readonly slug: string;
  readonly title: string;
  readonly state: KataState;
  /** 1 to 4. */
  readonly level: number;
  readonly passed: number;
  readonly stages: number;
  readonly attempts: number;
  readonly hints: number;
  /** What is wrong with the kata, where its state is broken. */
  readonly problem?: string;
}

/** The katas as a table, one line each; what does not fit is left out from the right. */
export function renderKataList(rows: readonly KataRow[], look: Look, selected?: string): string[] {
  const slugWidth = Math.min(26, Math.max(0, ...rows.map((row) => widthOf(row.slug))));
  const titleWidth = Math.min(48, Math.max(0, ...rows.map((row) => widthOf(row.title))));
  return rows.map((row) =>
    renderKataRow(
      row,
      { slugWidth, titleWidth, isSelected: row.slug === selected, canSelect: selected !== undefined },
      look,
    ),
  );
}

interface RowOptions {
  readonly slugWidth: number;
  readonly titleWidth: number;
  readonly isSelected: boolean;
  readonly canSelect: boolean;
}

function renderKataRow(row: KataRow, options: RowOptions, look: Look): string {
  const { paint, marks, messages } = look;
  const pointer = options.canSelect ? `${options.isSelected ? paint.accent(marks.pointer) : ' '} ` : '';
  const slug = padEnd(clip(row.slug, options.slugWidth, marks.ellipsis), options.slugWidth);
  const name = options.isSelected ? paint.strong(slug) : slug;
  const head = `${pointer}${stateMark(row.state, look)} ${name}`;
  if (row.state === 'broken') {
    return clip(`${head}  ${paint.bad(sanitizeLine(row.problem ?? ''))}`, look.width, marks.ellipsis);
  }
  const stars = marks.star.repeat(row.level) + marks.noStar.repeat(Math.max(0, 4 - row.level));
  const tail = `  ${paint.warn(stars)}  `;
  const facts = [
    `${row.passed}/${row.stages}`.padStart(5),
    ...(row.attempts > 0 ? [messages.attempts(row.attempts)] : []),
    ...(row.hints > 0 ? [messages.hintsTaken(row.hints)] : []),
  ];
  const room = look.width - widthOf(head) - widthOf(tail);
  const titleRoom = Math.min(options.titleWidth, Math.max(room - 27, Math.floor(room * 0.6)));
  if (room < 24) return clip(`${head}  ${paint.quiet((facts[0] ?? '').trim())}`, look.width, marks.ellipsis);
  const join = (): string => facts.join(` ${marks.dot} `);
  while (facts.length > 1 && widthOf(join()) + titleRoom + 1 > room) facts.pop();
  const title = padEnd(clip(row.title, titleRoom, marks.ellipsis), titleRoom);
  return clip(`${head}${tail}${title} ${paint.quiet(join())}`, look.width, marks.ellipsis);
}

function stateMark(state: KataState, look: Look): string {
  const { paint, marks } = look;
  const drawn: Readonly<Record<KataState, string>> = {
    done: paint.good(marks.pass),
    started: paint.warn(marks.running),
    new: paint.quiet(marks.notRun),
    broken: paint.bad(marks.fail),
  };
  return drawn[state];
}

/** What is wrong with katas that can't be loaded, whole. */
export function renderBroken(
  problems: readonly { readonly slug: string; readonly problem: string }[],
  look: Look,
): string[] {
  return problems.flatMap(({ slug, problem }) =>
    wrap(`${look.paint.bad(look.marks.fail)} ${look.paint.strong(slug)}: ${sanitizeLine(problem)}`, {
      width: look.width,
      rest: '  ',
    }),
  );
}
