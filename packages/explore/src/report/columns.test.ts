import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { clean, cleanLine } from './clean.ts';
import { clip, clipStart, inAscii, widthOf, wrap } from './columns.ts';

const text = fc.string({
  unit: fc.constantFrom('a', 'B', ' ', '中', '，', '。', '👩‍👩‍👧', 'é', '（', '1'),
  maxLength: 40,
});

describe('text in columns', () => {
  test('counts Chinese as two, marks as none', () => {
    expect(['abc', '队列', 'e\u0301', '👩‍👩‍👧', ''].map(widthOf)).toEqual([3, 4, 1, 2, 0]);
  });

  test('is cut so that it fits, at either end', () => {
    expect(clip('items while 0', 8, '…')).toBe('items w…');
    expect(clip('生产者消费者', 8, '…')).toBe('生产者…');
    expect(clipStart('lost-wake-up.ts:35', 10, '…')).toBe('…-up.ts:35');
    expect(clip('fits', 4, '…')).toBe('fits');
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 30 }), (one, width) => {
        expect(widthOf(clip(one, width, '…'))).toBeLessThanOrEqual(width);
        expect(widthOf(clipStart(one, width, '…'))).toBeLessThanOrEqual(width);
      }),
    );
  });

  test('is broken so that it fits, and nothing is lost', () => {
    expect(wrap('store words[SEQUENCE] = 2', 12)).toEqual(['store', 'words[SEQUEN', 'CE] = 2']);
    expect(wrap('一个很长的名字，放不下', 14)).toEqual(['一个很长的名', '字，放不下']);
    fc.assert(
      fc.property(text, fc.integer({ min: 4, max: 30 }), (one, width) => {
        const lines = wrap(one, width);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(one.replaceAll(' ', ''));
      }),
    );
  });

  test('has its drawings in ASCII and keeps its letters', () => {
    expect(inAscii('load → 0 … ≤ “队列”')).toBe('load -> 0 ... <= "队列"');
  });
});

describe('cleaning', () => {
  test.each([
    ['\u001B[31mred\u001B[0m', 'red'],
    ['\u001B]8;;http://x\u0007link\u001B]8;;\u0007', 'link'],
    ['a\u001Bcb', 'a<U+001B>cb'],
    ['bell\u0007', 'bell<U+0007>'],
    ['\u009B2J', '<U+009B>2J'],
    ['left\u202Eright', 'left<U+202E>right'],
    ['zero\u200Bwidth', 'zero<U+200B>width'],
    ['👩‍👩‍👧', '👩‍👩‍👧'],
    ['a\u200Db', 'a<U+200D>b'],
    ['\uD800', '\uFFFD'],
    ['tab\tstop', 'tab  stop'],
    ['one\r\ntwo\rthree\u2028four', 'one\ntwo\nthree\nfour'],
    [`z${'\u0301'.repeat(50)}`, `z${'\u0301'.repeat(3)}`],
    ['队列 → "x"', '队列 → "x"'],
  ])('makes %j %j', (from, to) => {
    expect(clean(from)).toBe(to);
  });

  test('puts what must be on one line on one', () => {
    expect(cleanLine('  one\n   two\r\n')).toBe('one two');
  });

  test('leaves nothing that it would have to clean again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (one) => {
        const once = clean(one);
        expect(once).not.toMatch(
          // oxlint-disable-next-line no-control-regex
          /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\u200B]/u,
        );
      }),
      { numRuns: 1000 },
    );
  });
});
