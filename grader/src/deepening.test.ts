import type { Verdict } from '@katas/kata';
import { describe, expect, test } from 'vitest';
import { canDeepen, deepen } from './deepening.ts';
import type { Judge, JudgeRequest } from './judge.ts';
import { passingVerdict, sampleDefinition } from './view/sample-verdict.ts';

const kata = { slug: 'set', dir: import.meta.dirname, definition: sampleDefinition };
const candidate = { path: '/me/set.ts', shownAs: 'me/set.ts', text: 'export {};' };

/** A pass whose last stage explored schedules. */
function explored(schedules: number, outcome: 'pass' | 'fail' = 'pass'): Verdict {
  const verdict = passingVerdict();
  const stages = verdict.stages.map((stage, index) =>
    index === verdict.stages.length - 1
      ? { ...stage, outcome, explored: { programs: 2, schedules, bound: 1 } }
      : stage,
  );
  return { ...verdict, outcome, stages, explored: { programs: 2, schedules, bound: 1 } };
}

/** A judge that passes until the given round. */
class Rounds implements Judge {
  readonly requests: JudgeRequest[] = [];
  readonly #breaksAt: number;

  constructor(breaksAt = Infinity) {
    this.#breaksAt = breaksAt;
  }

  judge(request: JudgeRequest): Promise<Verdict> {
    this.requests.push(request);
    request.signal?.throwIfAborted();
    const verdict = explored(100, this.requests.length >= this.#breaksAt ? 'fail' : 'pass');
    return Promise.resolve({
      ...verdict,
      stages: verdict.stages.filter(({ slug }) => request.only?.includes(slug)),
    });
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function search(judge: Judge, more: Partial<JudgeRequest> = {}): Promise<Verdict> {
  let seed = 100;
  return deepen(explored(10), {
    judge,
    request: { kata, candidate, seed: 5, ...more },
    totalMs: 5000,
    nextSeed: () => ++seed,
  });
}

describe('a search behind a pass', () => {
  test('is for passes that explored', () => {
    expect(canDeepen(explored(3))).toBe(true);
    expect(canDeepen(explored(3, 'fail'))).toBe(false);
    expect(canDeepen(passingVerdict())).toBe(false);
  });

  test('runs the stages that explore, the time shared by their programs, a fresh seed each round', async () => {
    const judge = new Rounds();
    const found = await search(judge);
    expect(found.outcome).toBe('pass');
    const last = explored(1).stages.at(-1)?.slug;
    expect(judge.requests.every(({ only }) => only?.join() === last)).toBe(true);
    expect(judge.requests[0]?.search).toEqual({ beyondMs: 1000, totalMs: 2000 });
    expect(judge.requests.slice(0, 3).map(({ seed }) => seed)).toEqual([5, 101, 102]);
    expect(found.explored?.schedules).toBe(10 + 100 * judge.requests.length);
    expect(found.stages).toHaveLength(explored(1).stages.length);
  });

  test('ends with what breaks the solution', async () => {
    const judge = new Rounds(2);
    const found = await search(judge);
    expect(judge.requests).toHaveLength(2);
    expect(found).toMatchObject({ outcome: 'fail', status: 'fail' });
    expect(found.stages[0]?.outcome).toBe('pass');
  });

  test('ends at once when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('a newer save'));
    await expect(search(new Rounds(), { signal })).rejects.toThrow('a newer save');
  });
});
