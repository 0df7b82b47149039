import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_LIMITS, type Kata, type StageVerdict } from '@katas/kata';
import { afterAll, describe, expect, test } from 'vitest';
import definition from '../../fixtures/tiny/kata.ts';
import { ROOT } from '../grader-digest.ts';
import { VitestRunner } from './vitest-runner.ts';

const kata: Kata = {
  slug: 'tiny',
  dir: fileURLToPath(new URL('../../fixtures/tiny', import.meta.url)),
  definition,
};
const [keeping, waiting = keeping] = definition.stages;
const runner = new VitestRunner({ root: ROOT });
afterAll(() => runner.close());

/** A good bag in which the body of one method is replaced, and what stands around the class. */
function bag(parts: { add?: string; has?: string; later?: string; before?: string; after?: string }): string {
  return `${parts.before ?? ''}
export class Bag {
  readonly #values: number[] = [];
  add(value: number): void {
    ${parts.add ?? 'this.#values.push(value);'}
  }
  has(value: number): boolean {
    ${parts.has ?? 'return this.#values.includes(value);'}
  }
  later(value: number): Promise<number> {
    ${parts.later ?? 'return Promise.resolve(value);'}
  }
}
${parts.after ?? ''}`;
}
/** The line of the text on which the body of `add`, `has` or `later` stands. */
const LINE = { before: 1, add: 5, has: 8, later: 11, after: 14 };

function run(text: string, stage = keeping, signal?: AbortSignal): Promise<StageVerdict> {
  return runner.run({ kata, stage, text, seed: 7, limits: DEFAULT_LIMITS, ...(signal && { signal }) });
}

interface Case {
  readonly name: string;
  readonly text: string;
  readonly stage?: typeof waiting;
  readonly outcome: StageVerdict['outcome'];
  readonly limit?: StageVerdict['limit'];
  readonly line?: number;
  readonly says?: string;
}

const cases: readonly Case[] = [
  { name: 'a correct solution', text: bag({}), outcome: 'pass' },
  {
    name: 'what is newest in the language',
    text: bag({ add: 'using done = { [Symbol.dispose]: () => this.#values.push(value) }; void done;' }),
    outcome: 'pass',
  },
  {
    name: 'a wrong answer',
    text: bag({ has: 'return value < 3;' }),
    outcome: 'fail',
    says: 'has(3) after add(3)',
  },
  {
    name: 'a throw in a method',
    text: bag({ add: "throw new TypeError('boom');" }),
    outcome: 'fail',
    line: LINE.add,
    says: 'boom',
  },
  {
    name: 'enums and parameter properties',
    text: bag({ before: 'enum E { A } class P { constructor(readonly e = E.A) {} }', after: 'void P;' }),
    outcome: 'pass',
  },
  {
    name: 'an endless loop',
    text: bag({ add: 'for (;;) {}' }),
    outcome: 'limit',
    limit: 'loop',
    line: LINE.add,
  },
  {
    name: 'an endless loop at top level',
    text: bag({ after: 'for (;;) {}' }),
    outcome: 'limit',
    limit: 'loop',
    line: LINE.after,
  },
  {
    name: 'a regular expression that backtracks',
    text: bag({ add: "/^(a+)+$/.test('a'.repeat(40) + 'b');" }),
    outcome: 'limit',
    limit: 'loop',
    line: LINE.add,
  },
  {
    name: 'endless recursion',
    text: bag({ add: 'this.add(value);' }),
    outcome: 'fail',
    line: LINE.add,
    says: 'Maximum call stack',
  },
  {
    name: 'a generator without end',
    text: bag({ add: 'function* g() { for (;;) yield 1; } for (const x of g()) void x;' }),
    outcome: 'limit',
    limit: 'loop',
    line: LINE.add,
  },
  {
    name: 'a promise that is never settled',
    stage: waiting,
    text: bag({ later: 'return new Promise(() => {});' }),
    outcome: 'limit',
    limit: 'unsettled',
  },
  {
    name: 'a never-settling promise at top level',
    text: bag({ after: 'await new Promise(() => {});' }),
    outcome: 'limit',
    limit: 'unsettled',
  },
  {
    name: 'a chain of microtasks without end',
    stage: waiting,
    text: bag({ later: 'const spin = (): Promise<never> => Promise.resolve().then(spin); return spin();' }),
    outcome: 'limit',
    line: LINE.later,
  },
  {
    name: 'a heap that grows',
    text: bag({ add: 'const all: object[] = []; for (;;) all.push({ a: [1, 2, 3] });' }),
    outcome: 'limit',
    limit: 'memory',
    line: LINE.add,
  },
  {
    name: 'array buffers that grow',
    text: bag({ add: 'const all: object[] = []; for (;;) all.push(new Uint8Array(5e7).fill(1));' }),
    outcome: 'limit',
    limit: 'memory',
  },
  {
    name: 'a huge string',
    text: bag({ add: "let s = 'x'; for (;;) s += s + s.charCodeAt(s.length - 1);" }),
    outcome: 'limit',
    limit: 'memory',
  },
  {
    name: 'a flood of output',
    text: bag({ add: "for (;;) console.log('y'.repeat(99));" }),
    outcome: 'limit',
    limit: 'output',
    line: LINE.add,
  },
  {
    name: 'process.exit',
    text: bag({ add: 'process.exit(0);' }),
    outcome: 'limit',
    limit: 'exit',
    line: LINE.add,
  },
  {
    name: 'process.reallyExit',
    text: bag({ add: '(process as any).reallyExit(0);' }),
    outcome: 'limit',
    limit: 'exit',
    line: LINE.add,
  },
  {
    name: 'process.abort',
    text: bag({ add: 'process.abort();' }),
    outcome: 'limit',
    limit: 'exit',
    line: LINE.add,
  },
  {
    name: 'a kill of itself',
    text: bag({ add: "process.kill(process.pid, 'SIGKILL');" }),
    outcome: 'limit',
    limit: 'exit',
    line: LINE.add,
  },
  {
    name: 'process.exit that is caught',
    text: bag({ add: 'try { process.exit(0) } catch {} this.#values.push(value);' }),
    outcome: 'limit',
    limit: 'exit',
  },
  {
    name: 'a throw at import',
    text: bag({ after: "throw new Error('at import');" }),
    outcome: 'error',
    line: LINE.after,
    says: 'at import',
  },
  { name: 'a missing export', text: 'export const Nothing = 1;', outcome: 'fail', says: 'not a constructor' },
  {
    name: 'an error in a timer',
    text: bag({ add: "this.#values.push(value); setTimeout(() => { throw new Error('late') }, 1);" }),
    outcome: 'fail',
    says: 'late',
  },
  {
    name: 'a rejection that nobody handles',
    text: bag({ add: "this.#values.push(value); void Promise.reject(new Error('nobody'));" }),
    outcome: 'fail',
    says: 'nobody',
  },
  {
    name: 'the builtin by name',
    text: bag({ add: 'new Set([value]);' }),
    outcome: 'fail',
    line: LINE.add,
    says: 'the builtin Set',
  },
  {
    name: 'the builtin by a computed name',
    text: bag({ add: "new (globalThis as any)['S' + 'et']([value]);" }),
    outcome: 'fail',
    line: LINE.add,
    says: 'the builtin Set',
  },
  {
    name: 'the builtin by its descriptor',
    text: bag({ add: "Object.getOwnPropertyDescriptor(globalThis, 'M' + 'ap');" }),
    outcome: 'fail',
    line: LINE.add,
    says: 'the builtin Map',
  },
  {
    name: 'the builtin from the list of global values',
    text: bag({
      add: "for (const key of Object.getOwnPropertyNames(globalThis)) if (key === 'S' + 'et') return; throw new Error('hidden');",
    }),
    outcome: 'fail',
    line: LINE.add,
    says: 'hidden',
  },
  {
    name: 'code made from a string',
    text: bag({ add: "(0, eval)('new Set()');" }),
    outcome: 'fail',
    line: LINE.add,
    says: 'made code from a string',
  },
  {
    name: "a function's constructor",
    text: bag({ add: "(() => {}).constructor('return Set')();" }),
    outcome: 'fail',
    line: LINE.add,
    says: 'made code from a string',
  },
  {
    name: 'a process that owns a set',
    text: bag({ add: 'const flags: any = process.allowedNodeEnvironmentFlags; new flags.constructor();' }),
    outcome: 'fail',
    line: LINE.add,
  },
  {
    name: 'an import of a node module',
    text: bag({ before: "import 'node:fs';" }),
    outcome: 'fail',
    line: LINE.before,
    says: 'imports nothing',
  },
  {
    name: 'a computed import',
    text: bag({ after: "await import('node:' + 'vm');" }),
    outcome: 'fail',
    line: LINE.after,
    says: 'imports nothing',
  },
  {
    name: 'an own class with the name of a builtin',
    text: bag({ before: 'class Set { ok = true }', after: 'void new Set().ok;' }),
    outcome: 'pass',
  },
  {
    name: 'globals that are patched',
    text: bag({ before: 'Array.prototype.push = () => 0; Math.max = () => 0;' }),
    outcome: 'unknown',
  },
];

describe('every kind of solution gets its own clear outcome', { timeout: 30_000 }, () => {
  test.for(cases)('$name', async (each) => {
    const verdict = await run(each.text, each.stage ?? keeping);
    const test_ = verdict.tests.find((one) => one.outcome !== 'pass');
    expect({ outcome: verdict.outcome, limit: verdict.limit }).toEqual({
      outcome: each.outcome,
      limit: each.limit ?? verdict.limit,
    });
    if (each.line !== undefined) expect((test_?.place ?? verdict.place)?.line).toBe(each.line);
    if (each.says !== undefined) expect(`${test_?.message} ${verdict.message?.en}`).toContain(each.says);
  });
});

describe('a run leaves nothing to the next', { timeout: 30_000 }, () => {
  test('state of globals and modules is gone', async () => {
    const counting = bag({
      before:
        'const g = globalThis as any; g.count = (g.count ?? 0) + 1; if (g.count > 1) throw new Error("again");',
    });
    expect((await run(counting)).outcome).toBe('pass');
    expect((await run(counting)).outcome).toBe('pass');
  });

  test('a patched prototype is whole again', async () => {
    await run(bag({ before: 'Array.prototype.includes = () => false;' }));
    expect((await run(bag({}))).outcome).toBe('pass');
  });

  test('the text of the job is run, not one before it', async () => {
    expect((await run(bag({ has: 'return false;' }))).outcome).toBe('fail');
    expect((await run(bag({}))).outcome).toBe('pass');
  });
});

describe('a process that stood by', { timeout: 60_000 }, () => {
  const warm = new VitestRunner({ root: ROOT, standbys: 'rehearsed' });
  afterAll(() => warm.close());
  const same = [
    'a correct solution',
    'a wrong answer',
    'an endless loop',
    'process.exit',
    'a throw at import',
    'the builtin by a computed name',
    'a heap that grows',
    'a rejection that nobody handles',
    'a computed import',
  ];

  test.for(cases.filter((each) => same.includes(each.name)))('says the same of $name', async (each) => {
    const job = { kata, stage: each.stage ?? keeping, text: each.text, seed: 7, limits: DEFAULT_LIMITS };
    const cold = await run(each.text, each.stage ?? keeping);
    await warm.fill();
    const told = (verdict: StageVerdict): object => ({
      ...verdict,
      durationMs: 0,
      output: '',
      tests: verdict.tests.map((one) => ({ ...one, durationMs: 0 })),
    });
    // How far a flood of memory got when it was stopped is a matter of time.
    expect({ ...told(await warm.run(job)), place: cold.place }).toEqual(told(cold));
  });

  test('tries the values of its own seed, not of the warm-up', async () => {
    const wrong = bag({ has: 'return value !== 5 && this.#values.includes(value);' });
    const inputs = new Set<string | undefined>();
    for (const seed of [1, 2, 3]) {
      await warm.fill();
      const verdict = await warm.run({ kata, stage: keeping, text: wrong, seed, limits: DEFAULT_LIMITS });
      const cold = await runner.run({ kata, stage: keeping, text: wrong, seed, limits: DEFAULT_LIMITS });
      expect(verdict.tests).toMatchObject(
        cold.tests.map((each) => ({ ...each, durationMs: expect.any(Number) as number })),
      );
      inputs.add(verdict.tests[1]?.input);
    }
    expect(inputs.size).toBeGreaterThan(0);
  });

  test('is not waited for when a save comes while it is made ready', async () => {
    const filling = warm.fill();
    const verdict = await warm.run({ kata, stage: keeping, text: bag({}), seed: 7, limits: DEFAULT_LIMITS });
    expect(verdict.outcome).toBe('pass');
    await filling;
  });
});

describe('what a test says', { timeout: 30_000 }, () => {
  test('names the smallest input, expected and received, and not the code of the suite', async () => {
    const verdict = await run(bag({ has: 'return value === 3 || this.#values.includes(value);' }));
    const failed = verdict.tests.find((each) => each.outcome === 'fail');
    expect(failed?.input).toBe('add each of []');
    expect(failed?.diff).toContain('- false\n+ true');
    expect(JSON.stringify(verdict)).not.toContain('expect(');
  });

  test('attributes what was printed to the test that printed it', async () => {
    const verdict = await run(bag({ add: "console.log('added', value); this.#values.push(value);" }));
    expect(verdict.tests[0]?.output).toBe('added 3\n');
  });

  test('is the same for the same seed', async () => {
    const wrong = bag({ has: 'return value !== 5 && this.#values.includes(value);' });
    const [a, b] = [await run(wrong), await run(wrong)];
    expect(a.tests.map((each) => each.input)).toEqual(b.tests.map((each) => each.input));
  });
});

test('an aborted run ends at once and rejects with the reason', { timeout: 30_000 }, async () => {
  const abort = new AbortController();
  const verdict = run(bag({ add: 'for (;;) {}' }), keeping, abort.signal);
  abort.abort(new Error('a newer save'));
  await expect(verdict).rejects.toThrow('a newer save');
  expect((await run(bag({}))).outcome).toBe('pass');
});

test('a suite that runs another number of tests than declared is no pass', { timeout: 30_000 }, async () => {
  const verdict = await run(bag({}), { ...keeping, tests: 3 });
  expect(verdict).toMatchObject({ outcome: 'unknown', expected: 3, run: 2 });
});

test('works in a path with spaces and Chinese characters', { timeout: 30_000 }, async () => {
  const { cpSync, mkdirSync, rmSync } = await import('node:fs');
  const dir = join(ROOT, 'grader/.scratch/a 路径 with spaces');
  mkdirSync(dir, { recursive: true });
  cpSync(kata.dir, dir, { recursive: true });
  try {
    const job = { kata: { ...kata, dir }, stage: keeping, seed: 7, limits: DEFAULT_LIMITS };
    expect((await runner.run({ ...job, text: bag({}) })).outcome).toBe('pass');
    const loop = await runner.run({ ...job, text: bag({ add: 'for (;;) {}' }) });
    expect(loop).toMatchObject({ outcome: 'limit', limit: 'loop', place: { line: LINE.add } });
  } finally {
    rmSync(dir, { recursive: true });
  }
});
