import { describe, expect, test } from 'vitest';
import { renderFrame } from './frame.ts';
import { lookOf } from './look.ts';
import { unstyled, widthOf } from './styled.ts';

const look = lookOf({ width: 60, language: 'en', color: false, ascii: false });

/** What stands above the carets. */
function marked(lines: readonly string[]): string {
  const at = lines.findIndex((line) => /\^/u.test(line));
  const carets = lines[at] ?? '';
  const from = carets.indexOf('^');
  let column = 0;
  let out = '';
  for (const char of lines[at - 1] ?? '') {
    if (column >= from && column < carets.length) out += char;
    column += widthOf(char);
  }
  return out;
}

function place(
  line: number,
  column: number,
  length: number,
): { line: number; column: number; endLine: number; endColumn: number } {
  return { line, column, endLine: line, endColumn: column + length };
}

describe('a code frame', () => {
  const source = 'zero\none\ntwo\nthree\nfour\nfive\nsix';

  test('shows two lines before and after, with numbers and a pointer', () => {
    expect(renderFrame(source, place(4, 1, 5), look)).toEqual([
      '  2 │ one',
      '  3 │ two',
      '› 4 │ three',
      '    │ ^^^^^',
      '  5 │ four',
      '  6 │ five',
    ]);
  });

  test('ends where the text ends', () => {
    expect(renderFrame(source, place(1, 1, 4), look)[0]).toBe('› 1 │ zero');
    expect(renderFrame(source, place(7, 1, 3), look).at(-2)).toBe('› 7 │ six');
    expect(renderFrame(source, place(8, 1, 3), look)).toEqual([]);
  });

  test('marks what stands behind wide signs', () => {
    const lines = renderFrame('const 键 = "中文" + bad(x);', place(1, 18, 3), look);
    expect(marked(lines)).toBe('bad');
  });

  test('marks wide signs with two carets each', () => {
    const lines = renderFrame('x = 中文;', place(1, 5, 2), look);
    expect(lines[1]).toBe('    │     ^^^^');
  });

  test('marks what stands behind tabs', () => {
    expect(marked(renderFrame('{\n\t\tx = bad();', place(2, 7, 3), look))).toBe('bad');
  });

  test('marks what stands behind signs that are written out', () => {
    expect(marked(renderFrame('x\u202Ey = bad();', place(1, 7, 3), look))).toBe('bad');
  });

  test('a place of no length, or behind the line, still has a caret', () => {
    expect(renderFrame('abc', place(1, 2, 0), look)[1]).toBe('    │  ^');
    expect(renderFrame('abc', place(1, 90, 5), look)[1]).toBe('    │    ^');
  });

  test('a range over lines marks each of them', () => {
    const lines = renderFrame(source, { line: 2, column: 1, endLine: 4, endColumn: 2 }, look);
    expect(lines.filter((line) => line.startsWith('›')).map((line) => line.slice(6))).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  test('a long line is cut around the place, also under wide signs', () => {
    const source2 = `${'中'.repeat(300)} bad() ${'x'.repeat(300)}`;
    const lines = renderFrame(source2, place(1, 302, 3), look);
    expect(marked(lines)).toBe('bad');
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(look.width);
  });

  test('a common indent is left out', () => {
    expect(renderFrame(`${' '.repeat(70)}deep`, place(1, 71, 4), look)).toEqual(['› 1 │ deep', '    │ ^^^^']);
  });

  test('colours change nothing but colours', () => {
    const colored = lookOf({ width: 60, language: 'en', color: true, ascii: false });
    const text = 'const a: Foo = "x"; // note\n/* over\nlines */ return `t${1}`;';
    const lines = renderFrame(text, place(2, 4, 4), colored);
    expect(lines.map(unstyled)).toEqual(renderFrame(text, place(2, 4, 4), look));
    expect(lines.join('')).toContain('\u001B[35mconst\u001B[39m');
  });

  test('a line of a megabyte costs no more than what is seen of it', () => {
    const lines = renderFrame('x'.repeat(1_000_000), place(1, 3, 1), look);
    expect(lines[0]).toMatch(/x…$/u);
  });
});
