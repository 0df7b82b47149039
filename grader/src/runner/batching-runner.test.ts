import { fileURLToPath } from 'node:url';
import { DEFAULT_LIMITS, type Kata } from '@katas/kata';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import definition from '../../fixtures/tiny/kata.ts';
import { ROOT } from '../grader-digest.ts';
import { BatchingRunner } from './batching-runner.ts';
import type { Job } from './runner.ts';
import { VitestRunner } from './vitest-runner.ts';

const GOOD = `export class Bag {
  readonly #values: number[] = [];
  add(value: number): void { this.#values.push(value); }
  has(value: number): boolean { return this.#values.includes(value); }
  later(value: number): Promise<number> { return Promise.resolve(value); }
}
`;

const texts: Record<string, string> = {
  'a correct one': GOOD,
  'one that finds nothing': GOOD.replace('return this.#values.includes(value)', 'return false'),
  'one that does not parse': 'export class {',
  'an endless loop': GOOD.replace('this.#values.push(value);', 'for (;;);'),
  'one that throws while it loads': `throw new Error('loud');\n${GOOD}`,
  'one with a forbidden builtin': GOOD.replace(
    'number[] = []',
    'number[] = [...new globalThis["Se" + "t"]([])]',
  ),
  'one that breaks what others use': `Array.prototype.includes = () => false;\n${GOOD}`,
  'a correct one after it': `${GOOD}// the last\n`,
};

let dir: string;
let kata: Kata;
const together = new BatchingRunner({ root: ROOT, lanes: 1 });
const alone = new VitestRunner({ root: ROOT });
beforeAll(() => {
  // With an accepted solution: the one that shows whether anything was left behind.
  mkdirSync(join(ROOT, 'grader/.scratch'), { recursive: true });
  dir = mkdtempSync(join(ROOT, 'grader/.scratch/batch-'));
  cpSync(fileURLToPath(new URL('../../fixtures/tiny', import.meta.url)), dir, { recursive: true });
  mkdirSync(join(dir, 'accepted'));
  writeFileSync(join(dir, 'accepted/bag.ts'), GOOD);
  kata = { slug: 'tiny', dir, definition };
});
afterAll(async () => {
  await Promise.all([together.close(), alone.close()]);
  rmSync(dir, { recursive: true, force: true });
});

function job(text: string): Job {
  return { kata, stage: definition.stages[0], text, seed: 7, limits: DEFAULT_LIMITS };
}

describe('solutions that are judged together', { timeout: 120_000 }, () => {
  test('get the verdicts that they get alone, whatever the others do', async () => {
    const names = Object.keys(texts);
    const verdicts = await Promise.all(names.map((name) => together.run(job(texts[name] ?? ''))));
    for (const [index, name] of names.entries()) {
      const one = await alone.run(job(texts[name] ?? ''));
      const many = verdicts[index];
      expect(
        [many?.outcome, many?.limit, many?.tests.map((each) => [each.outcome, each.message])],
        name,
      ).toEqual([one.outcome, one.limit, one.tests.map((each) => [each.outcome, each.message])]);
    }
    expect(verdicts.map(({ outcome }) => outcome)).toEqual([
      'pass',
      'fail',
      'error',
      'limit',
      'error',
      'fail',
      'fail',
      'pass',
    ]);
  });

  test('are told as they would be alone', async () => {
    const told: string[] = [];
    const onTest = (name: string) => (each: { outcome: string }) => void told.push(`${name} ${each.outcome}`);
    await Promise.all([
      together.run({ ...job(GOOD), onTest: onTest('good') }),
      together.run({ ...job(texts['one that finds nothing'] ?? ''), onTest: onTest('bad') }),
    ]);
    expect(told.toSorted()).toEqual(['bad fail', 'bad fail', 'good pass', 'good pass']);
  });

  test('end alone where they are told to', async () => {
    const stop = new AbortController();
    stop.abort(new Error('not wanted'));
    const [one, other] = await Promise.allSettled([
      together.run({ ...job(GOOD), signal: stop.signal }),
      together.run(job(GOOD)),
    ]);
    expect(one).toMatchObject({ status: 'rejected', reason: { message: 'not wanted' } });
    expect(other).toMatchObject({ status: 'fulfilled', value: { outcome: 'pass' } });
  });
});
