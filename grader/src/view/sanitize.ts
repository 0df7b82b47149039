// What a learner wrote or printed must not steer the terminal that shows it.

/* oxlint-disable no-control-regex */
const COLOR = /\u001B\[[\d;:]*m/gu;
const LINE_END = /\r\n/gu;
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F]/gu;
const C1 = /[\u0080-\u009F]/gu;
/** Bidirectional controls, marks without width that hide text, line separators, tags: written as their code point. */
const INVISIBLE =
  /[\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;
const MARKS = /(\p{M}{4})\p{M}+/gu;
const NEEDS_CARE = /[^\n\u0020-\u007E]/u;
/* oxlint-enable no-control-regex */

export interface SanitizeOptions {
  readonly ascii?: boolean;
  /** Columns from one tab stop to the next; default 2. */
  readonly tab?: number;
}

/**
 * The text with everything made visible that would steer a terminal or hide something: colours are dropped, other
 * control characters and bidirectional controls are written as signs, tabs become blanks, piles of accents are cut.
 * Line feeds stay.
 */
export function sanitize(text: string, options: SanitizeOptions = {}): string {
  if (!NEEDS_CARE.test(text)) return text;
  const shown = text
    .toWellFormed()
    .replaceAll(COLOR, '')
    .replaceAll(LINE_END, '\n')
    .replaceAll(CONTROL, (char) => picture(char, options.ascii ?? false))
    .replaceAll(C1, codePoint)
    .replaceAll(INVISIBLE, codePoint)
    .replaceAll(MARKS, '$1');
  return shown.includes('\t')
    ? shown
        .split('\n')
        .map((line) => expandTabs(line, options.tab ?? 2))
        .join('\n')
    : shown;
}

/** The text on one line. */
export function sanitizeLine(text: string, options: SanitizeOptions = {}): string {
  return sanitize(text, options).replaceAll('\n', ' ');
}

function picture(char: string, ascii: boolean): string {
  const code = char.charCodeAt(0);
  if (ascii) return `^${String.fromCharCode(code ^ 0x40)}`;
  return code === 0x7f ? '␡' : String.fromCharCode(0x2400 + code);
}

function codePoint(char: string): string {
  return `<U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
}

function expandTabs(line: string, tab: number): string {
  let out = '';
  for (const part of line.split(/(\t)/u)) out += part === '\t' ? ' '.repeat(tab - (out.length % tab)) : part;
  return out;
}
