import { describe, expect, test } from 'vitest';
import { renderCompare } from './compare.ts';
import { renderHints } from './hint.ts';
import { type KataRow, renderBroken, renderKataList } from './kata-list.ts';
import { lookOf } from './look.ts';
import { renderProgressBar } from './progress-bar.ts';
import { sampleDefinition } from './sample-verdict.ts';
import { widthOf } from './styled.ts';

const look = lookOf({ width: 80, language: 'en', color: false, ascii: false });
const at = (width: number): typeof look => lookOf({ width, language: 'en', color: false, ascii: false });

const rows: KataRow[] = [
  { slug: 'set', title: 'A hash set', state: 'done', level: 1, passed: 3, stages: 3, attempts: 7, hints: 2 },
  {
    slug: 'ordered-map',
    title: '保持顺序的 map',
    state: 'new',
    level: 3,
    passed: 0,
    stages: 4,
    attempts: 0,
    hints: 0,
  },
];

describe('the list of katas', () => {
  test('one line each, in columns also with Chinese titles', () => {
    expect(renderKataList(rows, look)).toEqual([
      '✓ set          ★☆☆☆  A hash set       3/3 · 7 attempts · 2 hints',
      '○ ordered-map  ★★★☆  保持顺序的 map   0/4',
    ]);
  });

  test('the selected one is pointed at', () => {
    expect(renderKataList(rows, look, 'ordered-map').map((line) => line.slice(0, 4))).toEqual([
      '  ✓ ',
      '› ○ ',
    ]);
  });

  test('no line is wider than the screen', () => {
    for (let width = 20; width < 120; width += 7) {
      for (const line of renderKataList(rows, at(width), 'set'))
        expect(widthOf(line)).toBeLessThanOrEqual(width);
    }
  });

  test('katas that can not be loaded say what is wrong', () => {
    expect(renderBroken([{ slug: 'bad', problem: 'kata.ts: no stages' }], look)).toEqual([
      '✗ bad: kata.ts: no stages',
    ]);
  });
});

describe('the progress bar', () => {
  const full = (done: number, total: number): number =>
    renderProgressBar({ done, total }, at(40)).match(/━/gu)?.length ?? 0;

  test('is as wide as the screen', () => {
    for (const width of [20, 40, 133])
      expect(widthOf(renderProgressBar({ done: 3, total: 8 }, at(width)))).toBe(width);
  });

  test('is empty at nothing, full at everything, and neither in between', () => {
    expect(full(0, 1000)).toBe(0);
    expect(full(1, 1000)).toBe(1);
    expect(renderProgressBar({ done: 999, total: 1000 }, at(40))).toContain('─');
    expect(renderProgressBar({ done: 8, total: 8 }, at(40))).not.toContain('─');
    expect(full(0, 0)).toBe(0);
  });
});

describe('hints', () => {
  const [stage] = sampleDefinition.stages;

  test('those taken are shown, the others only counted', () => {
    const text = renderHints(stage, 2, look).join('\n');
    expect(text).toMatch(/^Hint 1 of 3\nWhere would/u);
    expect(text).toContain('Hint 2 of 3');
    expect(text).toContain('1 more hint to take.');
    expect(text).not.toContain('ask `equals`');
  });

  test('after the last one nothing is promised', () => {
    expect(renderHints(stage, 3, look).at(-1)).toBe('That was the last hint of this stage.');
    expect(renderHints({ ...stage, hints: [] }, 0, look)).toEqual(['This stage has no hints.']);
  });
});

describe('a comparison', () => {
  const left = { title: 'Yours', source: 'const a = "中文";\nlet b;\n' };
  const right = { title: 'Accepted', source: `const long = ${'x'.repeat(80)};\n` };

  test('stands side by side from 100 columns on', () => {
    const lines = renderCompare(left, right, at(100));
    expect(lines[0]).toMatch(/^Yours +│ Accepted$/u);
    expect(lines[2]).toMatch(/^1 const a = "中文"; +│ 1 const long/u);
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(100);
  });

  test('stands under each other on a narrow screen', () => {
    const lines = renderCompare(left, right, at(60));
    expect(lines.indexOf('Accepted')).toBeGreaterThan(lines.indexOf('Yours'));
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(60);
  });

  test('leaves nothing of a long line out', () => {
    expect(renderCompare(left, right, at(60)).join('').match(/x/gu)?.length).toBe(80);
  });
});
