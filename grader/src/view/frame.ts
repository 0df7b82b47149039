import type { Place } from '@katas/structure';
import { paintCode, type Token, tokensOf } from './code.ts';
import type { Look } from './look.ts';
import { sanitizeLine } from './sanitize.ts';
import { widthOf } from './styled.ts';

/** A part of a source line that is shown or hidden as a whole. */
interface Glyph {
  readonly text: string;
  readonly width: number;
  /** First column on the screen. */
  readonly at: number;
  /** Offsets in the source. */
  readonly start: number;
  readonly end: number;
}

const CONTEXT = 2;
/** Lines of a long range that are marked; the rest of it is left out. */
const MOST_MARKED = 6;
const segmenter = new Intl.Segmenter();

/**
 * The learner's own lines around a place, with numbers, a pointer at the marked ones and carets under the range.
 *
 * Long lines are cut to a window around the place; tabs, wide and invisible characters are taken into account.
 * @returns no lines where the source has no such line
 */
export function renderFrame(source: string, place: Place, look: Look): string[] {
  const lines = source.split(/\r\n|\n|\r/u);
  if (lines[place.line - 1] === undefined) return [];
  const lastMarked = Math.min(
    Math.max(place.endLine, place.line),
    place.line + MOST_MARKED - 1,
    lines.length,
  );
  const first = Math.max(1, place.line - CONTEXT);
  const last = Math.min(lines.length, lastMarked + CONTEXT);

  const offsets = lineOffsets(source);
  const tokens = look.paint.on ? tokensOf(source) : [];
  const shown = [];
  for (let number = first; number <= last; number += 1) {
    shown.push({ number, glyphs: glyphsOf(lines[number - 1] ?? '', offsets[number - 1] ?? 0, look) });
  }
  while (shown.at(-1)?.glyphs.length === 0 && (shown.at(-1)?.number ?? 0) > lastMarked) shown.pop();
  while (shown[0]?.glyphs.length === 0 && shown[0].number < place.line) shown.shift();

  const { marks, paint } = look;
  const digits = String(last).length;
  const room = Math.max(8, look.width - digits - 5);
  const markedLine = shown.find((line) => line.number === place.line)?.glyphs ?? [];
  const range = rangeOf(markedLine, place, offsets[place.line - 1] ?? 0);
  const window = {
    from: windowStart(
      shown.map((line) => line.glyphs),
      range,
      room,
    ),
    room,
  };

  const out: string[] = [];
  for (const { number, glyphs } of shown) {
    const isMarked = number >= place.line && number <= lastMarked;
    const label = String(number).padStart(digits);
    const gutter = isMarked
      ? `${paint.bad(marks.pointer)} ${paint.strong(label)} ${paint.quiet(marks.bar)} `
      : `  ${paint.quiet(label)} ${paint.quiet(marks.bar)} `;
    out.push((gutter + drawLine(glyphs, tokens, window, look)).trimEnd());
    if (number === place.line) out.push(drawCarets(range, window, digits, look));
  }
  return out;
}

function lineOffsets(source: string): number[] {
  const offsets = [0];
  for (const match of source.matchAll(/\r\n|\n|\r/gu)) offsets.push(match.index + match[0].length);
  return offsets;
}

/** A minified line of a megabyte has only this much measured; its end is out of sight anyway. */
const LONGEST_LINE = 5000;

function glyphsOf(line: string, offset: number, look: Look): Glyph[] {
  const glyphs: Glyph[] = [];
  let at = 0;
  for (const { segment, index } of segmenter.segment(line.slice(0, LONGEST_LINE))) {
    const text = segment === '\t' ? ' '.repeat(2 - (at % 2)) : sanitizeLine(segment, { ascii: look.ascii });
    const width = widthOf(text);
    glyphs.push({ text, width, at, start: offset + index, end: offset + index + segment.length });
    at += width;
  }
  while (glyphs.at(-1)?.text.trim() === '') glyphs.pop();
  return glyphs;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Columns on the screen of the part of the range that lies in its first line; at least one column. */
function rangeOf(glyphs: readonly Glyph[], place: Place, offset: number): Range {
  const lastGlyph = glyphs.at(-1);
  const lineEnd = lastGlyph === undefined ? 0 : lastGlyph.at + lastGlyph.width;
  const start = offset + place.column - 1;
  const end = place.endLine > place.line ? Infinity : offset + place.endColumn - 1;
  const from = glyphs.find((glyph) => glyph.end > start)?.at ?? lineEnd;
  const after = glyphs.find((glyph) => glyph.start >= end);
  return { from, to: Math.max(from + 1, after?.at ?? lineEnd) };
}

/** The first column to show: the common indent is left out, and what lies far left of a place far right. */
function windowStart(lines: readonly (readonly Glyph[])[], range: Range, room: number): number {
  const indents = lines
    .filter((line) => line.length > 0)
    .map((line) => line.find((glyph) => glyph.text.trim() !== '')?.at ?? 0);
  const indent = indents.length === 0 ? 0 : Math.min(...indents);
  if (Math.min(range.to, range.from + 8) - indent <= room - 1) return indent;
  return Math.max(indent, range.from - Math.floor(room / 3));
}

interface Window {
  readonly from: number;
  readonly room: number;
}

function drawLine(glyphs: readonly Glyph[], tokens: readonly Token[], window: Window, look: Look): string {
  const last = glyphs.at(-1);
  const end = last === undefined ? 0 : last.at + last.width;
  const cutLeft = glyphs.some((glyph) => glyph.at < window.from && glyph.text.trim() !== '');
  const cutRight = end > window.from + window.room;
  const sign = look.marks.ellipsis;
  const left = window.from + (cutLeft ? widthOf(sign) : 0);
  const right = window.from + window.room - (cutRight ? widthOf(sign) : 0);
  const visible = glyphs.filter((glyph) => glyph.at >= left && glyph.at + glyph.width <= right);
  if (visible.length === 0) return cutLeft ? look.paint.quiet(sign) : '';
  const gap = ' '.repeat((visible[0]?.at ?? left) - left);
  const code = paintGlyphs(visible, tokens, look);
  return (cutLeft ? look.paint.quiet(sign) : '') + gap + code + (cutRight ? look.paint.quiet(sign) : '');
}

function paintGlyphs(glyphs: readonly Glyph[], tokens: readonly Token[], look: Look): string {
  let out = '';
  let run = '';
  let kind: Token['kind'] | undefined;
  for (const glyph of glyphs) {
    const next = tokenAt(tokens, glyph.start)?.kind;
    if (next !== kind) {
      out += paintCode(run, kind, look.paint);
      run = '';
      kind = next;
    }
    run += glyph.text;
  }
  return out + paintCode(run, kind, look.paint);
}

function tokenAt(tokens: readonly Token[], offset: number): Token | undefined {
  let low = 0;
  let high = tokens.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const token = tokens[middle];
    if (token === undefined) return undefined;
    if (offset < token.start) high = middle - 1;
    else if (offset >= token.end) low = middle + 1;
    else return token;
  }
  return undefined;
}

function drawCarets(range: Range, window: Window, digits: number, look: Look): string {
  const from = Math.max(0, Math.min(range.from - window.from, window.room - 1));
  const to = Math.max(from + 1, Math.min(range.to - window.from, window.room));
  const { paint, marks } = look;
  return `  ${' '.repeat(digits)} ${paint.quiet(marks.bar)} ${' '.repeat(from)}${paint.bad('^'.repeat(to - from))}`;
}
