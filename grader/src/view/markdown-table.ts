import type { Tokens } from 'marked';
import type { Look } from './look.ts';
import { renderInline } from './markdown-inline.ts';
import { padEnd, widthOf } from './styled.ts';
import { wrap } from './wrap.ts';

const GAP = 2;
const NARROWEST = 6;

/** A table whose columns share the width of the screen; cells wrap inside their column. */
export function renderTable(table: Tokens.Table, look: Look): string[] {
  const header = table.header.map((cell) => look.paint.strong(renderInline(cell.tokens, look)));
  const rows = table.rows.map((row) => row.map((cell) => renderInline(cell.tokens, look)));
  const widths = fit(
    header.map((title, column) => Math.max(widthOf(title), ...rows.map((row) => longest(row[column] ?? '')))),
    look.width - GAP * (header.length - 1),
  );
  if (widths === undefined) return stacked(header, rows, look);
  const line = widths.map((width) => look.marks.rule.repeat(width)).join(' '.repeat(GAP));
  return [
    ...drawRow(header, widths, table.align),
    look.paint.quiet(line),
    ...rows.flatMap((row) => drawRow(row, widths, table.align)),
  ];
}

function longest(cell: string): number {
  return Math.max(...cell.split('\n').map(widthOf));
}

/** Takes from the widest columns until all fit; undefined where even narrow columns do not. */
function fit(wanted: readonly number[], room: number): number[] | undefined {
  const widths = wanted.map((width) => Math.max(1, width));
  let excess = widths.reduce((sum, width) => sum + width, 0) - room;
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    const width = widths[widest] ?? 0;
    if (width <= NARROWEST) return undefined;
    widths[widest] = width - 1;
    excess -= 1;
  }
  return widths;
}

function drawRow(
  cells: readonly string[],
  widths: readonly number[],
  align: Tokens.Table['align'],
): string[] {
  const columns = widths.map((width, column) => wrap(cells[column] ?? '', { width }));
  const height = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    columns
      .map((lines, column) => {
        const text = lines[row] ?? '';
        const width = widths[column] ?? 0;
        return align[column] === 'right'
          ? ' '.repeat(Math.max(0, width - widthOf(text))) + text
          : padEnd(text, width);
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

/** A table on a screen too narrow for its columns: each row as a small list. */
function stacked(header: readonly string[], rows: readonly (readonly string[])[], look: Look): string[] {
  return rows.flatMap((row, index) => [
    ...(index === 0 ? [] : ['']),
    ...row.flatMap((cell, column) =>
      wrap(`${header[column] ?? ''}: ${cell}`, { width: look.width, rest: '  ' }),
    ),
  ]);
}
