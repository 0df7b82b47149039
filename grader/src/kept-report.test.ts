import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepReport, keptReport, mayBeKept } from './kept-report.ts';

const REPORT = { stdout: 'all is well\n', code: 0, note: 'kept' };
const ARGS = ['check', 'set', '--as', 'ada'];
let home = '';

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kept-'));
  vi.stubEnv('KATA_HOME', home);
  save('export const one = 1;\n');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

function save(text: string, file = 'solutions/ada/set.ts'): void {
  mkdirSync(join(home, file, '..'), { recursive: true });
  writeFileSync(join(home, file), text);
}

describe('a report that was printed', () => {
  test('is there for the same call while nothing changes', () => {
    expect(keptReport(ARGS)).toBe(undefined);
    keepReport(ARGS, REPORT);
    expect(keptReport(ARGS)).toEqual(REPORT);
  });

  test.each([
    ['the solution', () => save('export const one = 2;\n')],
    ['another solution', () => save('export {};\n', 'solutions/ada/ordered-map.ts')],
    ['progress', () => save('{}\n', '.kata/progress/ada.jsonl')],
    ['the configuration', () => save('{"lang":"zh"}', '.kata/config.json')],
    ['the language', () => vi.stubEnv('LANG', 'zh_CN.UTF-8')],
    ['colour', () => vi.stubEnv('FORCE_COLOR', '3')],
  ])('is not there any more when %s changes', (_, change) => {
    keepReport(ARGS, REPORT);
    change();
    expect(keptReport(ARGS)).toBe(undefined);
  });

  test('is not that of another call', () => {
    keepReport(ARGS, REPORT);
    expect(keptReport([...ARGS, '--format', 'json'])).toBe(undefined);
    expect(keptReport(['check', 'set', '--as', 'bob'])).toBe(undefined);
  });

  test('of a file that was named depends on that file', () => {
    save('export const mine = 1;\n', 'mine.ts');
    const args = ['check', 'set', '--solution', join(home, 'mine.ts')];
    keepReport(args, REPORT);
    expect(keptReport(args)).toEqual(REPORT);
    save('export const mine = 2;\n', 'mine.ts');
    expect(keptReport(args)).toBe(undefined);
  });
});

test('who asks for a run gets one', () => {
  expect(mayBeKept(['check'])).toBe(true);
  for (const args of [
    ['check', '--fresh'],
    ['check', 'set', '--seed', '3'],
    ['check', 'set', '--seed=3'],
    ['check', '--thorough'],
    ['watch', 'set'],
    ['verify'],
  ])
    expect(mayBeKept(args)).toBe(false);
});
