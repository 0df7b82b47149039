import { fileURLToPath } from 'node:url';
import { DEFAULT_LIMITS, type Kata, type StageVerdict } from '@katas/kata';
import { afterAll, describe, expect, test } from 'vitest';
import schedules from '../../fixtures/schedules/kata.ts';
import threads from '../../fixtures/threads/kata.ts';
import { ROOT } from '../grader-digest.ts';
import { parseScheduleName } from '../schedule-name.ts';
import { lookOf } from '../view/look.ts';
import { renderFailingStage } from '../view/stage.ts';
import type { Job } from './runner.ts';
import { VitestRunner } from './vitest-runner.ts';

const gates: Kata = fixture('schedules', schedules);
const counters: Kata = fixture('threads', threads);
const runner = new VitestRunner({ root: ROOT });
afterAll(() => runner.close());

function fixture(slug: string, definition: Kata['definition']): Kata {
  return { slug, dir: fileURLToPath(new URL(`../../fixtures/${slug}`, import.meta.url)), definition };
}

/** A gate whose `open` does this to the channel that waiters receive from. */
function gate(open: string): string {
  return `import { Chan } from '@katas/goroutine';
interface Leaves { readonly lines: number }
export class Gate {
  readonly #opened = new Chan<void>(0);
  open(): void {
    ${open}
  }
  async pass(): Promise<void> {
    await this.#opened.recv();
  }
}
`;
}
const GOOD = gate('this.#opened.close();');
const FORGETFUL = gate('this.#opened.trySend(undefined);');

function counter(increment: string): string {
  return `interface Unused {
  readonly gone: number;
}
export class Counter {
  readonly #words: Int32Array;
  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }
  static allocate(): SharedArrayBuffer {
    return new SharedArrayBuffer(4);
  }
  increment(): number {
    ${increment}
  }
}
`;
}
const LOSSY = counter(`const now = Atomics.load(this.#words, 0);
    Atomics.store(this.#words, 0, now + 1);
    return now;`);

function run(kata: Kata, text: string, more: Partial<Job> = {}): Promise<StageVerdict> {
  const [stage] = kata.definition.stages;
  return runner.run({ kata, stage, text, seed: 7, limits: DEFAULT_LIMITS, ...more });
}

function drawn(stage: StageVerdict, text: string): string {
  const look = lookOf({ width: 90, language: 'en', color: false, ascii: false });
  const context = { source: text, file: 'me.ts', hintsBeforeInput: 0, all: true, detail: 'whole' } as const;
  return renderFailingStage(stage, context, look).join('\n');
}

describe('a suite that explores schedules', { timeout: 30_000 }, () => {
  test('says how many were run, and that it was all of them', async () => {
    const { outcome, explored } = await run(gates, GOOD);
    expect(outcome).toBe('pass');
    expect(explored).toMatchObject({ programs: 1 });
    expect(explored?.schedules).toBeGreaterThan(3);
    expect(explored).not.toHaveProperty('bound');
  });

  test('tells the failing schedule with the lines of the learner, and names the mistake', async () => {
    const stage = await run(gates, FORGETFUL);
    const [failed] = stage.tests;
    expect(failed).toMatchObject({
      outcome: 'fail',
      message: 'A waits in chan receive on chan 1, nobody is left to wake it',
      input: 'A: pass() | B: open()',
      mistake: { slug: 'lost-wake-up', hint: { stage: 'gate', number: 1 } },
      story: { kind: 'deadlock', lanes: ['A', 'B'] },
    });
    const screen = drawn(stage, FORGETFUL);
    expect(screen).toContain(
      'This behaves like a lost wake-up. Whoever waits is not told. Hint 1 says more.',
    );
    expect(screen).toMatch(/chan receive chan 1\s+│\s+schedules\.ts:9 {2}await this\.#opened\.recv\(\);/);
    expect(screen).toContain(`kata replay schedules ${failed?.replay}`);
    // Nothing of the suite: neither its own goroutine nor its files.
    expect(screen).not.toMatch(/main|hidden|test\.ts|the test/);
  });

  test('names a mistake of a test without a schedule as well', async () => {
    const { tests } = await run(gates, gate('this.#opened.close(); return this as never;'));
    expect(tests[1]).toMatchObject({ outcome: 'fail', mistake: { slug: 'lost-wake-up' } });
    expect(tests[1]).not.toHaveProperty('story');
  });

  test('repeats a schedule from its name alone, and nothing else of the suite', async () => {
    const name = (await run(gates, FORGETFUL)).tests[0]?.replay ?? '';
    const schedule = parseScheduleName(gates, name);
    if ('problem' in schedule) throw new Error(schedule.problem.en);
    const again = await run(gates, FORGETFUL, schedule);
    expect(again.tests).toHaveLength(1);
    expect(again.tests[0]).toMatchObject({ outcome: 'fail', replay: name, story: { kind: 'deadlock' } });
    const fixed = await run(gates, GOOD, schedule);
    expect(fixed.tests.map((each) => each.outcome)).toEqual(['pass']);
    expect(fixed.outcome, 'one test is no pass of a stage that has two').toBe('unknown');
  });

  test('finds a lost update of threads, and shows it on real ones', async () => {
    const good = await run(counters, counter('return Atomics.add(this.#words, 0, 1);'));
    expect(good.outcome).toBe('pass');
    const { tests } = await run(counters, LOSSY);
    expect(tests[0]).toMatchObject({
      outcome: 'fail',
      message: 'no order of the calls explains every answer',
      story: { kind: 'not-linearizable', confirmed: { real: 20, of: 20 }, history: {} },
    });
    // The learner's lines, not moved by the map of the module that the suite imports.
    const { steps = [] } = (tests[0]?.story ?? {}) as {
      steps?: { text: string; place?: { line: number } }[];
    };
    const lineOf = (what: string): number | undefined =>
      steps.find(({ text }) => text.startsWith(what))?.place?.line;
    const lines = LOSSY.split('\n');
    expect(lines[(lineOf('load') ?? 0) - 1]).toContain('Atomics.load');
    expect(lines[(lineOf('store') ?? 0) - 1]).toContain('Atomics.store');
    const schedule = parseScheduleName(counters, tests[0]?.replay ?? '');
    if ('problem' in schedule) throw new Error(schedule.problem.en);
    expect((await run(counters, LOSSY, schedule)).tests[0]?.story).toMatchObject({
      kind: 'not-linearizable',
    });
  });

  test('goes further where it gets the time', async () => {
    const wide = GOOD.replace('{ Chan }', '{ Chan, gosched }').replace(
      'await this.#opened.recv();',
      'for (let turn = 0; turn < 8; turn++) await gosched(); await this.#opened.recv();',
    );
    const quick = await run(gates, wide, { search: { beyondMs: 1, totalMs: 1 } });
    const deep = await run(gates, wide, { search: { beyondMs: 500, totalMs: 500 } });
    expect([quick.outcome, deep.outcome]).toEqual(['pass', 'pass']);
    expect(deep.explored?.schedules).toBeGreaterThan(2 * (quick.explored?.schedules ?? Infinity));
  });
});

describe('the name of a schedule', () => {
  test.each([
    '',
    'gate',
    'gate/0.0/3/',
    'gate/0.0/3/1:',
    'gate/0/3/1:1',
    '../gate/0.0/3/-',
    'gate/0.0/3/-;x',
  ])('%j is none, and it says how one looks', (name) => {
    const parsed = parseScheduleName(gates, name);
    expect(parsed).toMatchObject({ problem: { en: expect.stringContaining('no schedule') } });
  });

  test.each(['elsewhere/0.0/3/-', 'gate/2.0/3/-'])('%j is of another kata', (name) => {
    expect(parseScheduleName(gates, name)).toMatchObject({
      problem: { en: expect.stringContaining('another kata') },
    });
  });

  test('has stage, test, exploration, seed and choices', () => {
    expect(parseScheduleName(gates, 'gate/1.2/84213/1:30,5:4')).toMatchObject({
      stage: { slug: 'gate' },
      seed: 84213,
      replay: { test: 1, call: 2, token: '1:30,5:4' },
    });
  });
});
