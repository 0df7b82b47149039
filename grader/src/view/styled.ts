// Measuring and cutting text that may carry colours. A "styled" string holds printable text and SGR codes
// (`ESC [ … m`) only: what learners wrote goes through sanitize.ts first.
import stringWidth from 'string-width';

// oxlint-disable-next-line no-control-regex
const SGR = /\u001B\[([\d;]*)m/gu;
const CLOSES: Readonly<Record<string, string>> = { '1': '22', '2': '22', '3': '23', '4': '24', '7': '27' };
const graphemes = new Intl.Segmenter();
/** A screen is drawn again and again, with mostly the same lines; measuring them is most of the work. */
const widths = new Map<string, number>();
const MOST_WIDTHS = 5000;

/** Columns that the text takes on a terminal: Chinese is two a sign. */
export function widthOf(styled: string): number {
  const known = widths.get(styled);
  if (known !== undefined) return known;
  const width = stringWidth(styled);
  if (widths.size >= MOST_WIDTHS) widths.clear();
  if (styled.length <= 500) widths.set(styled, width);
  return width;
}

/** The text without its colours. */
export function unstyled(styled: string): string {
  return styled.replaceAll(SGR, '');
}

/** One user-perceived character, or one colour code. */
export interface Cell {
  readonly text: string;
  readonly width: number;
  readonly code?: string;
}

/** Cuts a styled string into what can't be cut further. */
export function* cellsOf(styled: string): Generator<Cell> {
  let from = 0;
  for (const match of styled.matchAll(SGR)) {
    yield* plainCells(styled.slice(from, match.index));
    yield { text: match[0], width: 0, code: match[1] ?? '' };
    from = match.index + match[0].length;
  }
  yield* plainCells(styled.slice(from));
}

function* plainCells(text: string): Generator<Cell> {
  // oxlint-disable-next-line no-control-regex
  if (/^[\u0020-\u007E]*$/u.test(text)) {
    for (const char of text) yield { text: char, width: 1 };
    return;
  }
  for (const { segment } of graphemes.segment(text)) yield { text: segment, width: widthOf(segment) };
}

/** The codes in force, so that a cut line ends clean and the next one goes on in the same colours. */
export class Pen {
  readonly #open = new Map<string, string>();

  take(code: string): void {
    if (code === '' || code === '0') {
      this.#open.clear();
      return;
    }
    const close = CLOSES[code] ?? (isColor(code) ? '39' : undefined);
    if (close === undefined) this.#open.delete(code);
    else this.#open.set(close, code);
  }

  get opening(): string {
    return [...this.#open.values()].map((code) => `\u001B[${code}m`).join('');
  }

  get closing(): string {
    return [...this.#open.keys()].map((code) => `\u001B[${code}m`).join('');
  }
}

function isColor(code: string): boolean {
  return /^(?:3[0-7]|9[0-7])$/u.test(code);
}

/** The text, cut to a width, with a sign of the cut at its end where something was cut. */
export function clip(styled: string, width: number, ellipsis = '…'): string {
  if (widthOf(styled) <= width) return styled;
  const room = width - widthOf(ellipsis);
  if (room <= 0) return ellipsis.slice(0, Math.max(0, width));
  const pen = new Pen();
  let out = '';
  let used = 0;
  for (const cell of cellsOf(styled)) {
    if (cell.code === undefined && used + cell.width > room) break;
    if (cell.code !== undefined) pen.take(cell.code);
    out += cell.text;
    used += cell.width;
  }
  return out + pen.closing + ellipsis;
}

/** Text without colours, cut at its start: of a path the end matters. */
export function clipStart(text: string, width: number, ellipsis = '…'): string {
  if (widthOf(text) <= width) return text;
  const room = width - widthOf(ellipsis);
  let used = 0;
  let out = '';
  for (const cell of [...cellsOf(text)].toReversed()) {
    used += cell.width;
    if (used > room) break;
    out = cell.text + out;
  }
  return ellipsis + out;
}

/** The text with blanks behind it, so that it takes at least the width. */
export function padEnd(styled: string, width: number): string {
  return styled + ' '.repeat(Math.max(0, width - widthOf(styled)));
}

/** Two texts on one line, the second at the right edge; where both do not fit, the first is cut. */
export function spread(left: string, right: string, options: { width: number; ellipsis: string }): string {
  const { width, ellipsis } = options;
  const room = width - widthOf(right) - (right === '' ? 0 : 1);
  if (room < Math.min(12, widthOf(left))) return clip(left, width, ellipsis);
  return right === '' ? clip(left, width, ellipsis) : `${padEnd(clip(left, room, ellipsis), room)} ${right}`;
}
