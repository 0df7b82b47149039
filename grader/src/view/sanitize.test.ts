import { describe, expect, test } from 'vitest';
import { sanitize, sanitizeLine } from './sanitize.ts';

/** Anything but line feeds and printable signs. */
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/u;

describe('sanitize', () => {
  test('colours are dropped', () => {
    expect(sanitize('a \u001B[1;31mred\u001B[0m b')).toBe('a red b');
  });

  test.each([
    ['clearing the screen', '\u001B[2J\u001B[H', '␛[2J␛[H'],
    ['setting the title', '\u001B]0;owned\u0007', '␛]0;owned␇'],
    ['a link', '\u001B]8;;http://x\u001B\\t', '␛]8;;http://x␛\\t'],
    ['an eight-bit CSI', '\u009B2J', '<U+009B>2J'],
    ['writing over a line', 'FAIL\rPASS', 'FAIL␍PASS'],
    ['backspaces', 'x\b\by', 'x␈␈y'],
    ['turned text', 'a\u202Eb\u2066c', 'a<U+202E>b<U+2066>c'],
    ['hidden blanks', 'a\u200Bb\uFEFF', 'a<U+200B>b<U+FEFF>'],
    ['hidden tags', '\u{E0041}', '<U+E0041>'],
    ['half a surrogate pair', '\uD800', '\uFFFD'],
  ])('%s is shown, not done', (_, text, shown) => {
    expect(sanitize(text)).toBe(shown);
    expect(sanitize(text)).not.toMatch(UNSAFE);
  });

  test('no control character at all gets through', () => {
    for (let code = 0; code < 0xa0; code += 1) {
      const char = String.fromCharCode(code);
      if (char !== '\n') expect(sanitize(char), `U+${code.toString(16)}`).not.toMatch(UNSAFE);
    }
  });

  test('in ASCII, control characters are written with a caret', () => {
    expect(sanitize('\u001B[2J\u007F', { ascii: true })).toBe('^[[2J^?');
  });

  test('tabs end at tab stops, line feeds stay, CR LF is one line end', () => {
    expect(sanitize('a\tb\r\n\tc', { tab: 4 })).toBe('a   b\n    c');
    expect(sanitizeLine('a\nb')).toBe('a b');
  });

  test('piles of accents are cut', () => {
    expect(sanitize(`a${'\u0301'.repeat(100)}`)).toBe(`a${'\u0301'.repeat(4)}`);
  });

  test('ordinary text in any script stays as it is', () => {
    const text = '哈希 → ✓ é ñ 한국어 👩‍👧 "quoted" `code`';
    expect(sanitize(text)).toBe(text);
  });
});
