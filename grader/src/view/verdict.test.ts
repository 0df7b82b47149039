import type { Verdict } from '@katas/kata';
import { describe, expect, test } from 'vitest';
import { type Look, lookOf, wantsAscii, wantsColor } from './look.ts';
import {
  algebraFailing,
  algebraPassing,
  failingTest,
  iterationPassing,
  membership,
  passingVerdict,
  sampleDefinition,
  sampleSource,
  sampleVerdict,
} from './sample-verdict.ts';
import { unstyled, widthOf } from './styled.ts';
import { focusOf, renderVerdict, type VerdictContext } from './verdict.ts';

const english = lookOf({ width: 80, language: 'en', color: false, ascii: false });

function render(verdict: Verdict, over: Partial<VerdictContext> = {}, look: Look = english): string {
  return renderVerdict(verdict, look, {
    definition: sampleDefinition,
    source: sampleSource,
    file: 'solutions/me/set.ts',
    hintsTaken: {},
    detail: 'first',
    overall: { done: 3, total: 8 },
    ...over,
  }).join('\n');
}

function algebraWith(test_: Partial<typeof failingTest>): Verdict {
  return sampleVerdict({
    stages: [membership, { ...algebraFailing, tests: [{ ...failingTest, ...test_ }] }],
  });
}

describe('a failing verdict', () => {
  test('tells the stage worked on first: sentence, message, difference, line, output', () => {
    const text = render(sampleVerdict());
    const order = [
      'Stage 2 of 3: Set algebra',
      '✗ a union leaves both operands as they were',
      'expected [ 1, 2, 3 ] to deeply equal [ 1, 2 ]',
      '- Expected  + Received',
      '+   3,',
      'solutions/me/set.ts:19:33',
      '› 19 │',
      '│ adding 2',
      '✗ a set united with itself is itself',
      '✗ No builtin Set or Map',
      '✓ Membership',
      '○ Live iteration',
      '3 of 8 katas',
      'Edit solutions/me/set.ts and save.',
    ].map((part) => text.indexOf(part));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order).not.toContain(-1);
  });

  test('says nothing of tests of later stages', () => {
    expect(render(sampleVerdict())).not.toContain('a loop that adds ends');
  });

  test('shows the input only after as many hints as the stage asks for', () => {
    expect(render(sampleVerdict())).not.toContain('new HashSet(numbers');
    expect(render(sampleVerdict())).toContain('shown after one more hint');
    expect(render(sampleVerdict(), { hintsTaken: { membership: 3 } })).not.toContain('new HashSet(numbers');
    expect(render(sampleVerdict(), { hintsTaken: { algebra: 1 } })).toContain('new HashSet(numbers, [1, 2])');
  });

  test('shows the first failing test whole and the others short, or all of them whole', () => {
    const frames = (text: string): number => text.match(/› 19 │/gu)?.length ?? 0;
    expect(frames(render(sampleVerdict()))).toBe(1);
    expect(frames(render(sampleVerdict(), { detail: 'all' }))).toBe(2);
  });

  test('tests that fail in the same way are told once', () => {
    const twin = { ...failingTest, sentence: { en: 'a twin', zh: '双胞胎' } };
    const stage = { ...algebraFailing, tests: [failingTest, twin, { ...twin, message: 'another way' }] };
    const verdict = sampleVerdict({ stages: [membership, stage] });
    expect(render(verdict).match(/expected \[ 1, 2, 3 \]/gu)?.length).toBe(1);
    expect(render(verdict)).toContain('1 more test fails in the same way.');
    expect(render(verdict)).toContain('another way');
    expect(render(verdict, { detail: 'all' }).match(/expected \[ 1, 2, 3 \]/gu)?.length).toBe(2);
  });

  test('the test that was stopped at a limit comes first, with the limit and the line once', () => {
    const place = { line: 13, column: 5, endLine: 13, endColumn: 16 };
    const stopped = { ...failingTest, outcome: 'limit' as const, message: 'It was stopped.', place };
    const stage = {
      ...algebraFailing,
      outcome: 'limit' as const,
      limit: 'loop' as const,
      message: { en: 'A loop never ends.', zh: '循环停不下来。' },
      place,
      tests: [failingTest, stopped],
    };
    const text = render(sampleVerdict({ outcome: 'limit', findings: [], stages: [membership, stage] }));
    expect(text.match(/A loop never ends\./gu)?.length).toBe(1);
    expect(text.match(/› 13 │/gu)?.length).toBe(1);
    expect(text.indexOf('◷ a union leaves')).toBeLessThan(text.indexOf('✗ a union leaves'));
    expect(text.indexOf('◷ a union leaves')).toBeGreaterThan(-1);
  });

  test('a broken rule has its reason, its line and advice where no test fails before it', () => {
    const verdict = sampleVerdict({ stages: [membership, algebraPassing, iterationPassing] });
    const text = render(verdict);
    for (const part of [
      '› 5 │',
      'Why: The kata is to build',
      'Try: Keep the buckets',
      '`Map` is used here.',
    ]) {
      expect(text).toContain(part);
    }
    expect(render(sampleVerdict())).not.toContain('Why:');
    expect(render(sampleVerdict(), { structureDetail: true })).toContain('Why:');
  });

  test('a stage that ran too few tests is not called passed, and says so', () => {
    const verdict = sampleVerdict({
      findings: [],
      stages: [{ ...membership, outcome: 'unknown', run: 2, tests: membership.tests.slice(0, 2) }],
    });
    expect(render(verdict)).toContain('Only 2 of 3 tests ran to an answer.');
    expect(render(verdict)).not.toContain('✓ Membership');
  });
});

describe('other outcomes', () => {
  test('a pass lists the stages and calls the file done', () => {
    const text = render(passingVerdict());
    expect(text).toMatch(/^✓ Solved: all 3 stages hold\./u);
    expect(text).toContain('solutions/me/set.ts is done.');
    expect(text).not.toContain('✗');
  });

  test('a file that can not be judged says why and where, and that it is no attempt', () => {
    const place = { line: 12, column: 11, endLine: 12, endColumn: 12 };
    const problem = { kind: 'syntax', text: { en: "')' expected.", zh: '缺少 )。' }, place };
    const text = render(sampleVerdict({ outcome: 'error', stages: [], findings: [], problem }));
    for (const part of ["')' expected.", 'set.ts:12:11', '› 12 │', 'does not count'])
      expect(text).toContain(part);
  });

  test.each(['loop', 'unsettled', 'time', 'memory', 'output', 'exit', 'crash'] as const)(
    'the limit "%s" is a sentence, with the line',
    (limit) => {
      const place = { line: 13, column: 5, endLine: 13, endColumn: 16 };
      const stage = { ...algebraFailing, outcome: 'limit' as const, limit, place, tests: [] };
      const text = render(sampleVerdict({ outcome: 'limit', findings: [], stages: [membership, stage] }));
      expect(text).toContain(english.messages.limits[limit]);
      expect(text).toContain('› 13 │');
    },
  );

  test('the stage worked on is the first that is not passed or breaks a rule of its own', () => {
    expect(focusOf(sampleDefinition, sampleVerdict())?.slug).toBe('algebra');
    expect(focusOf(sampleDefinition, passingVerdict())).toBeUndefined();
    const [finding] = sampleVerdict().findings;
    if (finding === undefined) throw new Error('the sample breaks a rule');
    const own = { ...passingVerdict(), findings: [{ ...finding, stage: 'membership' }] };
    expect(focusOf(sampleDefinition, own)?.slug).toBe('membership');
  });
});

describe('whatever a learner prints', () => {
  test('steers no terminal', () => {
    const evil = '\u001B[2J\u001B]0;title\u0007\rPASS\u202E\u009B31m';
    const verdict = algebraWith({ output: evil, message: evil, diff: `- ${evil}\n+ ${evil}` });
    const text = render(verdict, { source: `${evil}\n`.repeat(30), file: `solutions/${evil}.ts` });
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/u);
  });

  test('takes a bounded number of lines, and the rest is counted', () => {
    const text = render(
      algebraWith({ output: 'line\n'.repeat(900), message: 'why\n'.repeat(900), diff: '+ x\n'.repeat(900) }),
    );
    expect(text.split('\n').length).toBeLessThan(100);
    expect(text).toContain('(888 more lines)');
  });

  test('of a megabyte in one line is not laid out', () => {
    const text = render(algebraWith({ output: 'x'.repeat(5_000_000) }));
    expect(text.length).toBeLessThan(10_000);
  });
});

describe('looks', () => {
  test.each(['en', 'zh'] as const)('no line is wider than the screen, in %s', (language) => {
    for (const width of [20, 33, 40, 80, 115, 116, 140, 200]) {
      for (const verdict of [sampleVerdict(), passingVerdict()]) {
        const look = lookOf({ width, language, color: true, ascii: false });
        for (const line of render(verdict, { detail: 'all' }, look).split('\n')) {
          expect(widthOf(line), `${width}: ${line}`).toBeLessThanOrEqual(width);
        }
      }
    }
  });

  test('colours change nothing but colours', () => {
    const colored = lookOf({ width: 80, language: 'en', color: true, ascii: false });
    expect(unstyled(render(sampleVerdict(), {}, colored))).toBe(render(sampleVerdict()));
    expect(render(sampleVerdict())).not.toContain('\u001B');
  });

  test('ASCII is ASCII', () => {
    const ascii = lookOf({ width: 80, language: 'en', color: false, ascii: true });
    const source = sampleSource.replaceAll(/[^\n -~\t]/gu, 'x');
    // oxlint-disable-next-line no-control-regex
    expect(render(sampleVerdict(), { source, detail: 'all' }, ascii)).toMatch(/^[\n\u0020-\u007E]*$/u);
  });

  test('on a wide screen the stages stand beside what went wrong', () => {
    const wide = lookOf({ width: 140, language: 'en', color: false, ascii: false });
    expect(render(sampleVerdict(), {}, wide)).toMatch(/Stage 2 of 3.*│ ✓ Membership/u);
    expect(render(sampleVerdict())).not.toMatch(/Stage 2 of 3.*│/u);
  });

  test('NO_COLOR, FORCE_COLOR, TERM and the terminal decide on colours', () => {
    expect(wantsColor({}, true)).toBe(true);
    expect(wantsColor({}, false)).toBe(false);
    expect(wantsColor({ NO_COLOR: '1' }, true)).toBe(false);
    expect(wantsColor({ NO_COLOR: '' }, true)).toBe(true);
    expect(wantsColor({ FORCE_COLOR: '1', NO_COLOR: '1' }, false)).toBe(true);
    expect(wantsColor({ FORCE_COLOR: '0' }, true)).toBe(false);
    expect(wantsColor({ TERM: 'dumb' }, true)).toBe(false);
  });

  test('a locale without Unicode gets ASCII', () => {
    expect(wantsAscii({ LANG: 'en_US.ISO-8859-1' })).toBe(true);
    expect(wantsAscii({ TERM: 'linux', LANG: 'en_US.UTF-8' })).toBe(true);
    expect(wantsAscii({ LANG: 'zh_CN.UTF-8', TERM: 'xterm' })).toBe(false);
  });
});
