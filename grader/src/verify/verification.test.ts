import { cpSync, rmSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from '../grader-digest.ts';
import type { Judge } from '../judge.ts';
import { KataJudge } from '../kata-judge.ts';
import { VitestRunner } from '../runner/vitest-runner.ts';
import { TemplateKata } from './rig/template-kata.ts';
import { verifyKata, type Proof } from './verification.ts';

// The gate is tested with a kata made from the template: as it is, filled in, and then broken in each way it must see.
const judge = new KataJudge(new VitestRunner({ root: ROOT }));
afterAll(() => judge.close());

let kata: TemplateKata;
beforeEach(() => {
  kata = new TemplateKata();
});
afterEach(() => kata.remove());

async function proofs(runs = 1, judges: readonly Judge[] = [judge]): Promise<Proof[]> {
  const found: Proof[] = [];
  await verifyKata({ kata: await kata.load(), judges, runs, on: (proof) => found.push(proof) });
  return found;
}

/** What verify finds: "subject: problem". */
async function problems(runs = 1): Promise<string[]> {
  const found = await proofs(runs);
  return found.flatMap((proof) => proof.problems.map((problem) => `${proof.subject}: ${problem}`));
}

describe('kata verify', { timeout: 120_000 }, () => {
  test('is red for the bare template, for what is not filled in only', async () => {
    const found = await problems();
    expect(found.length).toBeGreaterThan(3);
    expect(found.filter((problem) => !problem.includes('FILL IN'))).toEqual([]);
  });

  test('is green for the template once it is filled in', async () => {
    kata.fillIn();
    expect(await problems()).toEqual([]);
  });

  const breaks: readonly { name: string; break: () => void; says: string }[] = [
    {
      name: 'a rejected solution is replaced by a correct one',
      break: () =>
        kata.edit(
          'rejected/starts-at-one.ts',
          (text) => text.split('\n').slice(0, 3).join('\n') + '\n' + kata.read('accepted/field.ts'),
        ),
      says: 'rejected/starts-at-one.ts: it passes',
    },
    {
      name: 'a hidden test is emptied',
      break: () =>
        kata.edit('hidden/1-counting.test.ts', (text) =>
          text.replace(/expect\(new Counter\(\)\.value[^;]*;/, ''),
        ),
      says: 'stub.ts: the test "a new counter stands at 0" passes on it',
    },
    {
      name: 'a hidden test is deleted',
      break: () =>
        kata.edit('hidden/1-counting.test.ts', (text) =>
          text.replace(/test\(\{ en: 'two counters[\s\S]*$/, ''),
        ),
      says: 'declares 3 tests in kata.ts and ran 2',
    },
    {
      name: 'the stub is replaced by a solution',
      break: () => cpSync(kata.path('accepted/field.ts'), kata.path('stub.ts')),
      says: 'stub.ts: its outcome must be fail, and is pass',
    },
    {
      name: 'an accepted solution is wrong',
      break: () => kata.edit('accepted/field.ts', (text) => text.replace('+= 1', '+= 2')),
      says: 'accepted/field.ts: it must pass',
    },
    {
      name: 'a rejected solution fails elsewhere than it says',
      break: () =>
        kata.edit('rejected/starts-at-one.ts', (text) =>
          text.replace('a new counter stands at 0', 'every call of next adds one'),
        ),
      says: 'ended with pass',
    },
    {
      name: 'a rejected solution is caught with other words than it says',
      break: () =>
        kata.edit('rejected/starts-at-one.ts', (text) => text.replace('expected 1 to be +0', 'expected 5')),
      says: 'not with the words it quotes',
    },
    {
      name: 'a rule that must catch finds nothing',
      break: () => kata.edit('kata.ts', (text) => text.replace("{ rule: 'no-module-state' },", '')),
      says: 'the rule "no-module-state" found nothing',
    },
    {
      name: 'a rejected solution makes no promise',
      break: () => kata.edit('rejected/starts-at-one.ts', (text) => text.slice(text.indexOf('export'))),
      says: 'its first line must be',
    },
    {
      name: 'a prompt is missing',
      break: () => rmSync(kata.path('README.zh.md')),
      says: 'README.zh.md is missing',
    },
    {
      name: 'a stage has no hint',
      break: () => kata.edit('kata.ts', (text) => text.replace(/hints: \[[\s\S]*?\n {6}\],/, 'hints: [],')),
      says: 'stage counting has no hint',
    },
    {
      name: 'the code of a prompt does not compile',
      break: () => kata.edit('README.md', (text) => text.replace('counter.value;', 'counter.valu;')),
      says: 'README.md, code block 1, line 3: TS2551',
    },
    {
      name: 'a suite belongs to no stage',
      break: () => cpSync(kata.path('hidden/1-counting.test.ts'), kata.path('hidden/2-more.test.ts')),
      says: 'hidden/2-more.test.ts belongs to no stage',
    },
  ];
  test.for(breaks)('turns red when $name', async (each) => {
    kata.fillIn();
    each.break();
    expect((await problems()).join('\n')).toContain(each.says);
  });
});
