import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_LIMITS, discover, type StageVerdict } from '@katas/kata';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT } from '../grader-digest.ts';
import { VitestRunner } from './vitest-runner.ts';

const { katas } = await discover(ROOT);
const kata = katas.find(({ slug }) => slug === 'set');
if (kata === undefined) throw new Error('there is no kata "set"');
const [membership, iteration = membership] = kata.definition.stages;
const runner = new VitestRunner({ root: ROOT, standbys: 'rehearsed' });
afterAll(() => runner.close());

const GOOD = solution('accepted/compact.ts');

function solution(name: string): string {
  return readFileSync(join(ROOT, 'katas/set', name), 'utf8');
}

interface Both {
  readonly quick: StageVerdict | undefined;
  readonly whole: StageVerdict;
}

/** What a process that stands by says: of small sizes, then of all. */
async function rehearsed(text: string, stage = membership): Promise<Both> {
  await runner.fill(kata);
  let quick: StageVerdict | undefined;
  const job = { kata: kata!, stage, text, seed: 5, limits: DEFAULT_LIMITS };
  const whole = await runner.run({
    ...job,
    onQuick: (verdict) => {
      quick = verdict;
      return Promise.resolve();
    },
  });
  return { quick, whole };
}

describe('a suite that was rehearsed', { timeout: 120_000 }, () => {
  test('runs in small sizes first, then in all, and counts the tests of each', async () => {
    const { quick, whole } = await rehearsed(GOOD);
    expect(quick).toMatchObject({ outcome: 'pass', run: membership.tests });
    expect(whole).toMatchObject({ outcome: 'pass', run: membership.tests });
  });

  test('says the same of a wrong solution twice, with the line and the smallest input', async () => {
    const { quick, whole } = await rehearsed(solution('rejected/size-counts-duplicates.ts'));
    const told = ({ outcome, message, input, place }: StageVerdict['tests'][number]): object => ({
      outcome,
      message,
      input,
      place,
    });
    expect(quick?.outcome).toBe('fail');
    expect(quick?.tests.map(told)).toEqual(whole.tests.map(told));
  });

  test('finds in full what small sizes can not show', async () => {
    const { quick, whole } = await rehearsed(solution('rejected/graves-grow-the-table.ts'), iteration);
    expect([quick?.outcome, whole.outcome]).toEqual(['pass', 'fail']);
  });

  test('never grades a solution that it was rehearsed with', async () => {
    const { whole } = await rehearsed('export const HashSet = undefined;\n');
    expect(whole).toMatchObject({ outcome: 'fail', run: membership.tests });
    // What is no class is a TypeError, which one test asks for.
    expect(whole.tests.filter(({ outcome }) => outcome === 'pass').length).toBe(1);
  });

  test('starts each run from nothing: imports that are counted, a global that is set, a patched prototype', async () => {
    const counting = `const g = globalThis as { count?: number }; g.count = (g.count ?? 0) + 1;\nif (g.count > 1) throw new Error('again');\n`;
    expect((await rehearsed(counting + GOOD)).whole.outcome).toBe('pass');
    expect((await rehearsed(counting + GOOD)).whole.outcome).toBe('pass');
    expect((await rehearsed(`Array.prototype.push = () => 0;\n${GOOD}`)).whole.outcome).not.toBe('pass');
    expect((await rehearsed(GOOD)).whole.outcome).toBe('pass');
  });

  test('ends a loop in its small sizes, and names the line', async () => {
    const loop = GOOD.replace(/^( +)add\(.*\{$/m, '$&\n    for (;;) {}');
    const line = loop.split('\n').findIndex((text) => text.includes('for (;;) {}')) + 1;
    const { quick, whole } = await rehearsed(loop);
    expect(quick).toBe(undefined);
    expect(whole).toMatchObject({ outcome: 'limit', limit: 'loop', place: { line } });
  });
});
