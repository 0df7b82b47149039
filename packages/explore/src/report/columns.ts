// Text on a terminal, where Chinese takes two columns a sign. No colours in here: they are put on last.
import stringWidth from 'string-width';

const graphemes = new Intl.Segmenter();
const ASCII = /^[\u0020-\u007E]*$/u;

/** Columns that the text takes. */
export function widthOf(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text);
}

export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** The text cut to a width, with the sign of a cut where something was cut. */
export function clip(text: string, width: number, ellipsis: string): string {
  if (widthOf(text) <= width) return text;
  const room = width - widthOf(ellipsis);
  if (room <= 0) return ellipsis.slice(0, Math.max(0, width));
  let out = '';
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += widthOf(segment);
    if (used > room) break;
    out += segment;
  }
  return out.trimEnd() + ellipsis;
}

/** The same, cut at the start. */
export function clipStart(text: string, width: number, ellipsis: string): string {
  if (widthOf(text) <= width) return text;
  const signs = Array.from(graphemes.segment(text), ({ segment }) => segment);
  let end = '';
  for (const sign of signs.toReversed()) {
    if (widthOf(ellipsis + sign + end) > width) break;
    end = sign + end;
  }
  return ellipsis + end;
}

/** Signs that may not begin a line in Chinese typesetting. */
const NO_START = /^[，。、；：？！）」』》】”’…]/u;

/** Breaks text into lines of a width: at blanks, between wide signs, and within a word only where it is too wide. */
export function wrap(text: string, width: number): string[] {
  const room = Math.max(2, width);
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    const flush = (): void => {
      lines.push(line.trimEnd());
      line = '';
    };
    for (const word of wordsOf(paragraph)) {
      if (line !== '' && widthOf(line + word.trimEnd()) > room) flush();
      if (line === '' && lines.length > 0 && word.trim() === '') continue;
      for (const { segment } of widthOf(word) > room ? graphemes.segment(word) : [{ segment: word }]) {
        if (line !== '' && widthOf(line + segment.trimEnd()) > room) flush();
        line += segment;
      }
    }
    if (line !== '' || lines.length === 0) flush();
    return lines;
  });
}

/** Pieces between which a line may be broken; a blank belongs to the piece before it. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  let previous = '';
  for (const { segment } of graphemes.segment(text)) {
    const mayBreak =
      (previous === ' ' && segment !== ' ') ||
      (previous !== '' &&
        segment !== ' ' &&
        (widthOf(previous) > 1 || widthOf(segment) > 1) &&
        !NO_START.test(segment) &&
        !/[（「『《【“‘]$/u.test(previous));
    if (mayBreak || words.length === 0) words.push(segment);
    else words[words.length - 1] += segment;
    previous = segment;
  }
  return words;
}

/** Signs of drawings, and what stands for them where only ASCII can be trusted. Letters are left as they are. */
const IN_ASCII: Readonly<Record<string, string>> = {
  '→': '->',
  '←': '<-',
  '↳': '`-',
  '…': '...',
  '✗': 'x',
  '✓': '+',
  '×': 'x',
  '·': '.',
  '•': '*',
  '▲': '^',
  '▼': 'v',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
  '─': '-',
  '━': '=',
  '│': '|',
  '├': '|',
  '┤': '|',
  '┝': '|',
  '┥': '|',
  '╌': '.',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '–': '-',
  '—': '-',
};

/** The text with the signs of drawings in ASCII. */
export function inAscii(text: string): string {
  return text.replaceAll(/\P{ASCII}/gu, (sign) => IN_ASCII[sign] ?? sign);
}
