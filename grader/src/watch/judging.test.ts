import type { Verdict } from '@katas/kata';
import { describe, expect, test } from 'vitest';
import type { Candidate, JudgeRequest } from '../judge.ts';
import { passingVerdict, sampleDefinition, sampleVerdict } from '../view/sample-verdict.ts';
import type { WatchEvent } from './event.ts';
import { Judging } from './judging.ts';
import type { CandidateProblem } from './watch.ts';

const kata = { slug: 'set', dir: '/katas/set', definition: sampleDefinition };
const other = { slug: 'map', dir: '/katas/map', definition: sampleDefinition };
const gone: { problem: CandidateProblem } = {
  problem: { kind: 'missing', text: { en: 'gone', zh: '没有了' } },
};

interface Running {
  readonly request: JudgeRequest;
  finish(outcome?: 'fail' | 'error' | 'pass'): void;
  crash(error: Error): void;
}

/** A pass behind which there is more to search. */
function exploredPass(): Verdict {
  const verdict = passingVerdict();
  const explored = { programs: 1, schedules: 10, bound: 1 };
  return { ...verdict, stages: verdict.stages.map((stage) => ({ ...stage, explored })), explored };
}

/** A file, a judge that answers when it is told to, and what came of it. */
class Bench {
  disk: string | undefined = 'one';
  readonly runs: Running[] = [];
  readonly events: WatchEvent[] = [];
  #waiting: (() => void)[] = [];
  readonly judging = new Judging(
    {
      judge: {
        judge: async (request) => await this.#run(request),
        ready: async () => undefined,
        close: async () => undefined,
      },
      readCandidate: () => (this.disk === undefined ? gone : this.#candidate(this.disk)),
      seed: () => 7,
      searchMs: 1000,
    },
    (event) => this.#note(() => this.events.push(event)),
  );

  save(text: string | undefined, force = false): void {
    this.disk = text;
    this.judging.request({ kata, first: 'membership', force });
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async running(n: number): Promise<Running> {
    await this.until(() => this.runs.length >= n);
    return this.runs[n - 1] as Running;
  }

  get told(): string[] {
    return this.events.map((event) =>
      event.type === 'judged' ? `judged ${event.candidate.text}` : event.type,
    );
  }

  #candidate(text: string): Candidate {
    return { path: '/me/set.ts', shownAs: 'me/set.ts', text };
  }

  async #run(request: JudgeRequest): Promise<Verdict> {
    return await new Promise((resolve, reject) => {
      request.signal?.addEventListener('abort', () => reject(request.signal?.reason as Error));
      this.#note(() =>
        this.runs.push({
          request,
          finish: (outcome = 'fail') =>
            resolve(outcome === 'pass' ? exploredPass() : sampleVerdict({ outcome })),
          crash: reject,
        }),
      );
    });
  }

  #note(change: () => void): void {
    change();
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

describe('judging saves', () => {
  test('a save is judged, with the stage to run first and the seed', async () => {
    const bench = new Bench();
    bench.save('one');
    const run = await bench.running(1);
    expect(run.request).toMatchObject({ first: 'membership', seed: 7, candidate: { text: 'one' } });
    run.finish();
    await bench.until(() => bench.told.length === 2);
    expect(bench.told).toEqual(['run-started', 'judged one']);
  });

  test('a newer save ends the run of an older one, whose verdict is never told', async () => {
    const bench = new Bench();
    bench.save('one');
    const first = await bench.running(1);
    bench.save('two');
    const second = await bench.running(2);
    expect(first.request.signal?.aborted).toBe(true);
    first.finish();
    second.finish();
    await bench.until(() => bench.told.includes('judged two'));
    expect(bench.told).toEqual(['run-started', 'run-started', 'judged two']);
  });

  test('fifty saves at once end with one verdict, that of the last', async () => {
    const bench = new Bench();
    for (let save = 1; save <= 50; save += 1) bench.save(`save ${save}`);
    await bench.until(() => bench.runs.at(-1)?.request.candidate.text === 'save 50');
    for (const run of bench.runs) run.finish();
    await bench.until(() => bench.told.some((told) => told.startsWith('judged')));
    expect(bench.told.filter((told) => told !== 'run-started')).toEqual(['judged save 50']);
  });

  test('one save that is heard twice is judged once', async () => {
    const bench = new Bench();
    bench.save('one');
    const run = await bench.running(1);
    bench.save('one');
    bench.save('one');
    run.finish();
    await bench.until(() => bench.told.includes('judged one'));
    expect(run.request.signal?.aborted).toBe(false);
    expect(bench.runs.length).toBe(1);
  });

  test('the text that was judged last is not judged again, unless asked to', async () => {
    const bench = new Bench();
    bench.save('one');
    (await bench.running(1)).finish();
    await bench.until(() => bench.told.includes('judged one'));
    bench.save('one');
    await bench.until(() => bench.told.includes('unchanged'));
    expect(bench.runs.length).toBe(1);
    bench.save('one', true);
    await bench.running(2);
    expect(bench.runs.length).toBe(2);
  });

  test('a text that comes back while another one runs is judged', async () => {
    const bench = new Bench();
    bench.save('one');
    (await bench.running(1)).finish();
    await bench.until(() => bench.told.includes('judged one'));
    bench.save('two');
    await bench.running(2);
    bench.save('one');
    (await bench.running(3)).finish();
    await bench.until(() => bench.told.filter((told) => told === 'judged one').length === 2);
    expect(bench.told).not.toContain('judged two');
  });

  test('a verdict on a text that is no longer in the file is not told; the new text is judged', async () => {
    const bench = new Bench();
    bench.save('half');
    const run = await bench.running(1);
    bench.disk = 'whole';
    run.finish();
    (await bench.running(2)).finish();
    await bench.until(() => bench.told.includes('judged whole'));
    expect(bench.told).not.toContain('judged half');
  });

  test('a file that was empty for a moment, between truncating and writing, is not called unreadable', async () => {
    const bench = new Bench();
    bench.save(undefined);
    bench.save('whole');
    (await bench.running(1)).finish();
    await bench.until(() => bench.told.includes('judged whole'));
    expect(bench.told).not.toContain('unreadable');
  });

  test('a file that can not be read is told, ends the run, and is judged when it is back', async () => {
    const bench = new Bench();
    bench.save('one');
    const first = await bench.running(1);
    bench.save(undefined);
    await bench.until(() => bench.told.includes('unreadable'));
    expect(first.request.signal?.aborted).toBe(true);
    bench.save('one');
    (await bench.running(2)).finish();
    await bench.until(() => bench.told.includes('judged one'));
    expect(bench.told).toEqual(['run-started', 'unreadable', 'run-started', 'judged one']);
  });

  test('a syntax error of a half-written file is not told when the rest follows', async () => {
    const bench = new Bench();
    bench.save('half');
    (await bench.running(1)).finish('error');
    bench.save('whole');
    (await bench.running(2)).finish();
    await bench.until(() => bench.told.includes('judged whole'));
    expect(bench.told).not.toContain('judged half');
  });

  test('another kata ends the run of the one before', async () => {
    const bench = new Bench();
    bench.save('one');
    const first = await bench.running(1);
    bench.judging.request({ kata: other, first: 'membership', force: true });
    const second = await bench.running(2);
    expect(first.request.signal?.aborted).toBe(true);
    expect(second.request.kata.slug).toBe('map');
  });

  test('a judge that breaks is told, and the next save is judged', async () => {
    const bench = new Bench();
    bench.save('one');
    (await bench.running(1)).crash(new Error('no worker'));
    await bench.until(() => bench.told.includes('broke'));
    bench.save('two');
    (await bench.running(2)).finish();
    await bench.until(() => bench.told.includes('judged two'));
    expect(bench.events.find((event) => event.type === 'broke')).toMatchObject({ slug: 'set' });
  });

  test('leaving ends what runs, and nothing more is told', async () => {
    const bench = new Bench();
    bench.save('one');
    const run = await bench.running(1);
    await bench.judging.close();
    expect(run.request.signal?.aborted).toBe(true);
    bench.save('two');
    expect(bench.told).toEqual(['run-started']);
  });
});

describe('behind a pass', () => {
  test('a search goes on with more time, and its failure turns the verdict', async () => {
    const bench = new Bench();
    bench.save('one');
    (await bench.running(1)).finish('pass');
    const deeper = await bench.running(2);
    expect(deeper.request.search).toEqual({ beyondMs: 1000, totalMs: 1000 });
    expect(bench.told).toEqual(['run-started', 'judged one', 'searched']);
    deeper.finish('fail');
    await bench.until(() => bench.events.at(-1)?.type === 'turned');
    expect(bench.events.at(-1)).toMatchObject({ slug: 'set', verdict: { outcome: 'fail' } });
  });

  test('a newer save ends the search, which then says nothing', async () => {
    const bench = new Bench();
    bench.save('one');
    (await bench.running(1)).finish('pass');
    const deeper = await bench.running(2);
    bench.save('two');
    (await bench.running(3)).finish('fail');
    await bench.until(() => bench.told.includes('judged two'));
    expect(deeper.request.signal?.aborted).toBe(true);
    expect(bench.told.slice(2)).toEqual(['searched', 'run-started', 'judged two']);
    await bench.judging.close();
  });

  test('the same text saved again does not disturb it', async () => {
    const bench = new Bench();
    bench.save('one');
    (await bench.running(1)).finish('pass');
    const deeper = await bench.running(2);
    bench.save('one');
    await bench.until(() => bench.told.includes('unchanged'));
    expect(deeper.request.signal?.aborted).toBe(false);
    await bench.judging.close();
    expect(deeper.request.signal?.aborted, 'leaving ends it').toBe(true);
  });

  test('a search that breaks leaves the verdict as it is', async () => {
    const bench = new Bench();
    bench.save('one');
    (await bench.running(1)).finish('pass');
    (await bench.running(2)).crash(new Error('no process'));
    await bench.until(() => bench.told.filter((told) => told === 'searched').length === 2);
    expect(bench.events.at(-1)).toMatchObject({ isOver: true, verdict: { outcome: 'pass' } });
  });
});

describe('a verdict on small sizes', () => {
  const quick = (verdict: Verdict): { type: 'quick'; verdict: Verdict } => ({ type: 'quick', verdict });

  test('is told at once, and confirmed by the one on all', async () => {
    const bench = new Bench();
    bench.save('one');
    const run = await bench.running(1);
    run.request.on?.(quick(passingVerdict()));
    await bench.until(() => bench.told.includes('searched'));
    expect(bench.told).toEqual(['run-started', 'judged one', 'searched']);
    expect(bench.events.at(-1)).toMatchObject({ isOver: false });
    run.finish('pass');
    await bench.until(() => bench.told.includes('confirmed'));
    expect(bench.told.filter((told) => told.startsWith('judged'))).toEqual(['judged one']);
    await bench.judging.close();
  });

  test('is turned by the one on all', async () => {
    const bench = new Bench();
    bench.save('one');
    const run = await bench.running(1);
    run.request.on?.(quick(passingVerdict()));
    run.finish('fail');
    await bench.until(() => bench.events.at(-1)?.type === 'turned');
    expect(bench.events.at(-1)).toMatchObject({ verdict: { outcome: 'fail' } });
  });

  test('is not told of a text that is no longer in the file', async () => {
    const bench = new Bench();
    bench.save('one');
    const run = await bench.running(1);
    bench.disk = 'two';
    run.request.on?.(quick(passingVerdict()));
    run.finish('pass');
    const second = await bench.running(2);
    second.finish('fail');
    await bench.until(() => bench.told.includes('judged two'));
    expect(bench.told).not.toContain('judged one');
    await bench.judging.close();
  });

  test('ends with the save that follows it, and the one on all is never told', async () => {
    const bench = new Bench();
    bench.save('one');
    const run = await bench.running(1);
    run.request.on?.(quick(passingVerdict()));
    await bench.until(() => bench.told.includes('searched'));
    bench.save('two');
    (await bench.running(2)).finish('fail');
    await bench.until(() => bench.told.includes('judged two'));
    expect(run.request.signal?.aborted).toBe(true);
    expect(bench.told).not.toContain('confirmed');
    await bench.judging.close();
  });
});
