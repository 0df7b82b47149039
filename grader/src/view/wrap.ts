import { type Cell, cellsOf, Pen, widthOf } from './styled.ts';

export interface WrapOptions {
  /** Columns of a whole line, with its indent. */
  readonly width: number;
  /** Written before the first line. */
  readonly first?: string;
  /** Written before the others; default: as many blanks as `first` is wide. */
  readonly rest?: string;
}

/** Signs that may not begin a line, and ones that may not end one, in Chinese typesetting. */
const NO_START = /^[，。、；：？！）」』》】〉”’…—·～,.;:?!)\]}%]/u;
const NO_END = /[（「『《【〈“‘([{]$/u;

/**
 * Breaks styled text into lines of a display width: at blanks, between Chinese signs (with the rules of what may begin
 * and end a line), and inside a word only where the word is wider than a line. Colours go on over the break.
 */
export function wrap(styled: string, options: WrapOptions): string[] {
  const first = options.first ?? '';
  const rest = options.rest ?? ' '.repeat(widthOf(first));
  const room = Math.max(2, options.width - widthOf(rest));
  const out: string[] = [];
  for (const paragraph of styled.split('\n')) {
    // Most lines fit, and cutting them up would cost most of the time of a drawing.
    const lines = widthOf(paragraph) <= room ? [paragraph] : breakLine([...cellsOf(paragraph)], room);
    for (const line of lines) out.push(((out.length === 0 ? first : rest) + line).trimEnd());
  }
  return out;
}

function breakLine(cells: readonly Cell[], room: number): string[] {
  const lines: string[] = [];
  const pen = new Pen();
  let line = '';
  let used = 0;
  let blank = '';
  const flush = (): void => {
    lines.push(line + pen.closing);
    line = pen.opening;
    used = 0;
    blank = '';
  };
  for (const word of wordsOf(cells)) {
    if (word.isBlank) {
      // A blank at the start of a paragraph is an indent; one at the start of a broken line is none.
      if (used > 0 || lines.length === 0) blank += textOf(word.cells);
      continue;
    }
    if (used > 0 && used + blank.length + word.width > room) flush();
    line += blank;
    used += blank.length;
    blank = '';
    for (const cell of word.cells) {
      if (cell.code === undefined && used > 0 && used + cell.width > room) flush();
      if (cell.code !== undefined) pen.take(cell.code);
      line += cell.text;
      used += cell.width;
    }
  }
  lines.push(line + pen.closing);
  return lines;
}

interface Word {
  readonly cells: Cell[];
  width: number;
  readonly isBlank: boolean;
}

function wordsOf(cells: readonly Cell[]): Word[] {
  const words: Word[] = [];
  let before: Cell | undefined;
  for (const cell of cells) {
    const word = words.at(-1);
    if (word !== undefined && joins(word, before, cell)) {
      word.cells.push(cell);
      word.width += cell.width;
    } else {
      words.push({ cells: [cell], width: cell.width, isBlank: cell.text === ' ' });
    }
    if (cell.code === undefined) before = cell;
  }
  return words;
}

/** Colour codes stay with the word before them, or, after a blank, with the one that follows. */
function joins(word: Word, before: Cell | undefined, cell: Cell): boolean {
  if (cell.code !== undefined) return !word.isBlank;
  const hasOnlyCodes = word.cells.every((one) => one.code !== undefined);
  return hasOnlyCodes ? cell.text !== ' ' : !mayBreak(before, cell);
}

function mayBreak(before: Cell | undefined, cell: Cell): boolean {
  if (before === undefined) return false;
  if (before.text === ' ' || cell.text === ' ') return !(before.text === ' ' && cell.text === ' ');
  if (before.width < 2 && cell.width < 2) return false;
  return !NO_START.test(cell.text) && !NO_END.test(before.text);
}

function textOf(cells: readonly Cell[]): string {
  return cells.map((cell) => cell.text).join('');
}
