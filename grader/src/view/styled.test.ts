import { describe, expect, test } from 'vitest';
import { clip, clipStart, padEnd, spread, unstyled, widthOf } from './styled.ts';
import { wrap } from './wrap.ts';

const red = (text: string): string => `\u001B[31m${text}\u001B[39m`;

describe('width', () => {
  test('Chinese signs are two columns wide, colours none', () => {
    expect(widthOf('实现 set')).toBe(8);
    expect(widthOf(red('实现'))).toBe(4);
  });

  test('padding counts columns, not characters', () => {
    expect(padEnd('成员', 6)).toBe('成员  ');
  });
});

describe('clip', () => {
  test('what fits stays as it is', () => {
    expect(clip('abc', 3)).toBe('abc');
    expect(clip(red('abc'), 3)).toBe(red('abc'));
  });

  test('a wide sign is not cut in half', () => {
    expect(clip('实现集合', 6)).toBe('实现…');
    expect(clip('实现集合', 7)).toBe('实现集…');
  });

  test('colours end where the text was cut', () => {
    expect(clip(red('abcdef'), 4)).toBe('\u001B[31mabc\u001B[39m…');
  });

  test('no width is too small', () => {
    for (let width = 0; width < 5; width += 1)
      expect(widthOf(clip('实现 a set', width, '...'))).toBeLessThanOrEqual(width);
  });
});

describe('clipStart', () => {
  test('keeps the end of a path', () => {
    expect(clipStart('solutions/me/set.ts', 10)).toBe('…me/set.ts');
    expect(clipStart('集合/实现.ts', 8)).toBe('…实现.ts');
    expect(clipStart('set.ts', 6)).toBe('set.ts');
  });
});

describe('spread', () => {
  test('the right text stands at the edge, the left one gives way', () => {
    expect(spread('left', 'right', { width: 12, ellipsis: '…' })).toBe('left   right');
    expect(widthOf(spread('a long left text that is cut', '右边', { width: 24, ellipsis: '…' }))).toBe(24);
  });
});

describe('wrap', () => {
  test('breaks at blanks and indents what follows', () => {
    expect(wrap('one two three', { width: 9, first: '- ' })).toEqual(['- one two', '  three']);
  });

  test('breaks between Chinese signs, but not before a comma or after an opening bracket', () => {
    expect(wrap('哈希集合从零开始', { width: 8 })).toEqual(['哈希集合', '从零开始']);
    expect(wrap('哈希集合，从零', { width: 8 })).toEqual(['哈希集', '合，从零']);
    expect(wrap('哈希集（合）', { width: 8 })).toEqual(['哈希集', '（合）']);
  });

  test('breaks a word that is wider than a line', () => {
    expect(wrap('abcdefgh', { width: 3 })).toEqual(['abc', 'def', 'gh']);
  });

  test('keeps the indent of a line and its own line breaks', () => {
    expect(wrap('  a\nb', { width: 10 })).toEqual(['  a', 'b']);
  });

  test('colours go on over a break, and every line ends clean', () => {
    const lines = wrap(red('one two'), { width: 4 });
    expect(lines.map(unstyled)).toEqual(['one', 'two']);
    expect(lines).toEqual([red('one'), red('two')]);
  });

  test('no line is wider than asked for, whatever the text', () => {
    const text = '一二三 abcdefghijklmnop，（四）。 👩‍👩‍👧 é é x'.repeat(5);
    for (let width = 4; width < 40; width += 1) {
      for (const line of wrap(text, { width })) expect(widthOf(line)).toBeLessThanOrEqual(width);
    }
  });
});
