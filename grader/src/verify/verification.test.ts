import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { KataDefinition } from '@katas/kata';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from '../grader-digest.ts';
import { KataJudge } from '../kata-judge.ts';
import { VitestRunner } from '../runner/vitest-runner.ts';
import { verifyKata } from './verification.ts';

// The gate is tested with a kata made from the template: as it is, filled in, and then broken in each way it must see.
const judge = new KataJudge(new VitestRunner({ root: ROOT }));
afterAll(() => judge.close());

let dir = '';
let made = 0;
beforeEach(() => {
  mkdirSync(join(ROOT, 'grader/.scratch'), { recursive: true });
  dir = mkdtempSync(join(ROOT, 'grader/.scratch/kata-'));
  cpSync(join(ROOT, 'grader/template'), dir, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function edit(name: string, change: (text: string) => string): void {
  const path = join(dir, name);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

function fillIn(): void {
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, 'utf8').replaceAll('__slug__', 'made').replaceAll('__order__', '9');
    writeFileSync(path, text.replaceAll('FILL IN', 'Filled in'));
  }
}

/** What verify finds: "subject: problem". */
async function problems(): Promise<string[]> {
  made += 1;
  const module: { default: KataDefinition } = await import(
    `${pathToFileURL(join(dir, 'kata.ts')).href}?${made}`
  );
  const found: string[] = [];
  await verifyKata({
    kata: { slug: 'made', dir, definition: module.default },
    judges: [judge],
    runs: 1,
    on: (proof) => found.push(...proof.problems.map((problem) => `${proof.subject}: ${problem}`)),
  });
  return found;
}

describe('kata verify', { timeout: 120_000 }, () => {
  test('is red for the bare template, for what is not filled in only', async () => {
    edit('kata.ts', (text) => text.replace('__order__', '9'));
    const found = await problems();
    expect(found.length).toBeGreaterThan(3);
    expect(found.filter((problem) => !problem.includes('FILL IN'))).toEqual([]);
  });

  test('is green for the template once it is filled in', async () => {
    fillIn();
    expect(await problems()).toEqual([]);
  });

  const breaks: readonly { name: string; break: () => void; says: string }[] = [
    {
      name: 'a rejected solution is replaced by a correct one',
      break: () =>
        edit(
          'rejected/starts-at-one.ts',
          (text) =>
            text.split('\n').slice(0, 3).join('\n') +
            '\n' +
            readFileSync(join(dir, 'accepted/field.ts'), 'utf8'),
        ),
      says: 'rejected/starts-at-one.ts: it passes',
    },
    {
      name: 'a hidden test is emptied',
      break: () =>
        edit('hidden/1-counting.test.ts', (text) => text.replace(/expect\(new Counter\(\)\.value[^;]*;/, '')),
      says: 'stub.ts: the test "a new counter stands at 0" passes on it',
    },
    {
      name: 'a hidden test is deleted',
      break: () =>
        edit('hidden/1-counting.test.ts', (text) => text.replace(/test\(\{ en: 'two counters[\s\S]*$/, '')),
      says: 'declares 3 tests in kata.ts and ran 2',
    },
    {
      name: 'the stub is replaced by a solution',
      break: () => cpSync(join(dir, 'accepted/field.ts'), join(dir, 'stub.ts')),
      says: 'stub.ts: its outcome must be fail, and is pass',
    },
    {
      name: 'an accepted solution is wrong',
      break: () => edit('accepted/field.ts', (text) => text.replace('+= 1', '+= 2')),
      says: 'accepted/field.ts: it must pass',
    },
    {
      name: 'a rejected solution fails elsewhere than it says',
      break: () =>
        edit('rejected/starts-at-one.ts', (text) =>
          text.replace('a new counter stands at 0', 'every call of next adds one'),
        ),
      says: 'ended with pass',
    },
    {
      name: 'a rejected solution is caught with other words than it says',
      break: () =>
        edit('rejected/starts-at-one.ts', (text) => text.replace('expected 1 to be +0', 'expected 5')),
      says: 'not with the words it quotes',
    },
    {
      name: 'a rule that must catch finds nothing',
      break: () => edit('kata.ts', (text) => text.replace("{ rule: 'no-module-state' },", '')),
      says: 'the rule "no-module-state" found nothing',
    },
    {
      name: 'a rejected solution makes no promise',
      break: () => edit('rejected/starts-at-one.ts', (text) => text.slice(text.indexOf('export'))),
      says: 'its first line must be',
    },
    {
      name: 'a prompt is missing',
      break: () => rmSync(join(dir, 'README.zh.md')),
      says: 'README.zh.md is missing',
    },
    {
      name: 'a stage has no hint',
      break: () => edit('kata.ts', (text) => text.replace(/hints: \[[\s\S]*?\n {6}\],/, 'hints: [],')),
      says: 'stage counting has no hint',
    },
    {
      name: 'the code of a prompt does not compile',
      break: () => edit('README.md', (text) => text.replace('counter.value;', 'counter.valu;')),
      says: 'README.md, code block 1, line 3: TS2551',
    },
    {
      name: 'a suite belongs to no stage',
      break: () => cpSync(join(dir, 'hidden/1-counting.test.ts'), join(dir, 'hidden/2-more.test.ts')),
      says: 'hidden/2-more.test.ts belongs to no stage',
    },
  ];
  test.for(breaks)('turns red when $name', async (each) => {
    fillIn();
    each.break();
    expect((await problems()).join('\n')).toContain(each.says);
  });
});
