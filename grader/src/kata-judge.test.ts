import { fileURLToPath } from 'node:url';
import { verdictSchema, type Kata, type Verdict } from '@katas/kata';
import { afterAll, describe, expect, test } from 'vitest';
import definition from '../fixtures/tiny/kata.ts';
import { ROOT } from './grader-digest.ts';
import type { JudgeEvent, JudgeRequest } from './judge.ts';
import { KataJudge } from './kata-judge.ts';
import { VitestRunner } from './runner/vitest-runner.ts';

const kata: Kata = {
  slug: 'tiny',
  dir: fileURLToPath(new URL('../fixtures/tiny', import.meta.url)),
  definition,
};
const judge = new KataJudge(new VitestRunner({ root: ROOT }));
afterAll(() => judge.close());

const GOOD = `export class Bag {
  readonly #values: number[] = [];
  add(value: number): void { this.#values.push(value); }
  has(value: number): boolean { return this.#values.includes(value); }
  later(value: number): Promise<number> { return Promise.resolve(value); }
}
`;

async function judged(text: string, more: Partial<JudgeRequest> = {}): Promise<Verdict> {
  const verdict = await judge.judge({
    kata,
    candidate: { path: '/bag.ts', shownAs: 'bag.ts', text },
    seed: 3,
    ...more,
  });
  return verdictSchema.parse(verdict);
}

describe('a verdict', { timeout: 30_000 }, () => {
  test('of a correct solution is a pass in every stage', async () => {
    const verdict = await judged(GOOD);
    expect(verdict).toMatchObject({ outcome: 'pass', status: 'pass', seed: 3, findings: [] });
    expect(verdict.stages.map((stage) => [stage.slug, stage.outcome])).toEqual([
      ['keeping', 'pass'],
      ['waiting', 'pass'],
    ]);
    expect(verdict.tests.map((each) => each.task_id)).toEqual([1, 1, 2]);
  });

  test('is a fail where the tests pass and a rule is broken, and the stage says so', async () => {
    const verdict = await judged(`${GOOD}export const seen = new Map<number, Bag>();\n`);
    expect(verdict.outcome).toBe('fail');
    expect(verdict.findings[0]).toMatchObject({ rule: 'no-builtins', place: { line: 7 } });
    expect(verdict.stages.every((stage) => stage.outcome === 'fail')).toBe(true);
  });

  test('of what a rule keeps from loading is a fail, not an error', async () => {
    const verdict = await judged(`import 'node:fs';\n${GOOD}`);
    expect(verdict.outcome).toBe('fail');
    expect(verdict.findings[0]?.rule).toBe('imports');
  });

  test('of a syntax error is an error with its place, and nothing ran', async () => {
    const verdict = await judged(GOOD.replace('this.#values.push(value);', 'this.#values.push(value;'));
    expect(verdict).toMatchObject({
      outcome: 'error',
      status: 'error',
      stages: [],
      problem: { kind: 'syntax', place: { line: 3 } },
    });
  });

  test('of a file without the export names it', async () => {
    const verdict = await judged(GOOD.replace('class Bag', 'class Bog'));
    expect(verdict.problem).toMatchObject({ kind: 'missing-export' });
    expect(verdict.message).toContain('Bag');
  });

  test('after a limit does not run the rest, and says so', async () => {
    const verdict = await judged(GOOD.replace('this.#values.push(value);', 'process.exit();'));
    expect(verdict.outcome).toBe('limit');
    expect(verdict.stages[1]).toMatchObject({ outcome: 'unknown', run: 0 });
    expect(verdict.stages[1]?.message?.en).toContain('Not run');
  });

  test('is the first stage that fails, whatever later ones do', async () => {
    const verdict = await judged(GOOD.replace('includes(value)', 'includes(value + 1)'));
    expect(verdict.outcome).toBe('fail');
    expect(verdict.stages.map((stage) => stage.outcome)).toEqual(['fail', 'pass']);
  });
});

describe('while it works, a judge', { timeout: 30_000 }, () => {
  test('runs the wanted stage first and says everything as it becomes known', async () => {
    const events: JudgeEvent[] = [];
    const verdict = await judged(GOOD, { first: 'waiting', on: (event) => events.push(event) });
    expect(
      events.map((event) =>
        event.type === 'test'
          ? `test of ${event.stage}`
          : event.type === 'stage'
            ? `end of ${event.stage.slug}`
            : event.type === 'stage-started'
              ? event.stage
              : event.type,
      ),
    ).toEqual([
      'waiting',
      'test of waiting',
      'end of waiting',
      'keeping',
      'test of keeping',
      'test of keeping',
      'end of keeping',
    ]);
    expect(verdict.stages.map((stage) => stage.slug)).toEqual(['keeping', 'waiting']);
  });

  test('stops at once when it is told to, and judges the next one', async () => {
    const abort = new AbortController();
    const stuck = judged(GOOD.replace('this.#values.push(value);', 'for (;;) {}'), {
      signal: abort.signal,
      on: (event) => {
        if (event.type === 'stage-started') setTimeout(() => abort.abort(new Error('a newer save')), 50);
      },
    });
    await expect(stuck).rejects.toThrow('a newer save');
    expect((await judged(GOOD)).outcome).toBe('pass');
  });
});
