import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf, suiteDigest, type Kata, type Verdict } from '@katas/kata';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { graderDigest } from '../grader-digest.ts';
import type { Judge, JudgeRequest } from '../judge.ts';
import { passingVerdict, sampleDefinition } from '../view/sample-verdict.ts';
import { grade, type Graded, type GradingOptions, type Progress } from './grading.ts';
import type { Entry } from './intake.ts';
import { Ledger } from './ledger.ts';
import { freshSecret, seedFrom } from './seed-secret.ts';
import { summaryOf } from './summary.ts';

let dir: string;
let kata: Kata;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'grading-'));
  mkdirSync(join(dir, 'kata'));
  kata = { slug: 'set', dir: join(dir, 'kata'), definition: sampleDefinition };
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const entry = (handle: string, text = `// of ${handle}`): Entry => ({ handle, slug: 'set', text });

/** Judges by what the text asks for, and notes what it was asked. */
class Asked {
  readonly requests: JudgeRequest[] = [];
  open = 0;
  most = 0;

  judge(): Judge {
    return {
      judge: async (request) => {
        this.requests.push(request);
        this.open += 1;
        this.most = Math.max(this.most, this.open);
        await new Promise((resolve) => setImmediate(resolve));
        this.open -= 1;
        if (request.candidate.text.includes('breaks')) throw new Error('no process');
        return verdictOn(request);
      },
      ready: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  }
}

function verdictOn({ candidate, kata: of, seed }: JudgeRequest): Verdict {
  const digests = {
    grader: graderDigest(),
    suite: suiteDigest(of),
    solution: digestOf(candidate.text),
  };
  return { ...passingVerdict(), kata: of.slug, solution: candidate.shownAs, seed, digests };
}

function run(entries: readonly Entry[], asked: Asked, more: Partial<GradingOptions> = {}): Promise<Graded> {
  return grade(entries, {
    katas: [kata],
    ledger: new Ledger(join(dir, 'out')),
    sandbox: 'none',
    jobs: 2,
    judge: () => asked.judge(),
    seedSecret: 'secret',
    now: () => new Date('2026-11-23T12:00:00Z'),
    ...more,
  });
}

describe('grading', () => {
  test('judges each entry once, as many at a time as were asked for, and keeps their order', async () => {
    const asked = new Asked();
    const handles = ['a', 'b', 'c', 'd', 'e'];
    const { records, broken } = await run(
      handles.map((handle) => entry(handle)),
      asked,
      { jobs: 3 },
    );
    expect(records.map(({ handle }) => handle)).toEqual(handles);
    expect(broken).toEqual([]);
    expect(asked.requests).toHaveLength(5);
    expect(asked.most).toBe(3);
    expect(readdirSync(join(dir, 'out/verdicts')).toSorted()).toEqual(handles);
  });

  test('goes on where it ended: what stands is not judged again', async () => {
    await run([entry('a'), entry('b')], new Asked());
    const asked = new Asked();
    const told: Progress[] = [];
    const { records } = await run([entry('a'), entry('b', '// changed'), entry('c')], asked, {
      onProgress: (progress) => told.push(progress),
    });
    expect(asked.requests.map(({ candidate }) => candidate.shownAs).toSorted()).toEqual([
      'b/set.ts',
      'c/set.ts',
    ]);
    expect(told.filter(({ stood }) => stood).map(({ entry: { handle } }) => handle)).toEqual(['a']);
    expect(records).toHaveLength(3);
  });

  test('judges again when the suite has changed, and when the sandbox has', async () => {
    await run([entry('a')], new Asked());
    writeFileSync(join(kata.dir, 'stub.ts'), 'export {};');
    const after = new Asked();
    await run([entry('a')], after);
    expect(after.requests).toHaveLength(1);
    const boxed = new Asked();
    await run([entry('a')], boxed, { sandbox: 'bwrap' });
    expect(boxed.requests).toHaveLength(1);
  });

  test('a verdict that was cut off, or is none, is made anew', async () => {
    await run([entry('a'), entry('b')], new Asked());
    const file = join(dir, 'out/verdicts/a/set.json');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 100));
    writeFileSync(
      join(dir, 'out/verdicts/b/set.json'),
      '{"handle":"b","kata":"set","verdict":{"outcome":"pass"}}',
    );
    const asked = new Asked();
    await run([entry('a'), entry('b')], asked);
    expect(asked.requests).toHaveLength(2);
  });

  test('where the grader breaks there is a second try, no verdict, and the rest goes on', async () => {
    const asked = new Asked();
    const { records, broken } = await run([entry('a', '// breaks'), entry('b')], asked);
    expect(broken).toEqual([{ entry: entry('a', '// breaks'), why: 'no process' }]);
    expect(records.map(({ handle }) => handle)).toEqual(['b']);
    expect(asked.requests.filter(({ candidate }) => candidate.shownAs === 'a/set.ts')).toHaveLength(2);
  });

  test('draws seeds that nobody can guess without the secret, and the same ones with it', async () => {
    const asked = new Asked();
    await run([entry('a'), entry('b')], asked);
    const seeds = asked.requests.map(({ seed }) => seed);
    expect(new Set(seeds).size).toBe(2);
    expect(seedFrom('secret', ['a'])).toBe(seedFrom('secret', ['a']));
    expect(seedFrom('secret', ['a'])).not.toBe(seedFrom('other', ['a']));
    expect(seedFrom('secret', ['a', 'b'])).not.toBe(seedFrom('secret', ['ab']));
    expect(freshSecret()).not.toBe(freshSecret());
  });
});

test('the summary holds nothing that a stranger wrote in a form that does anything', async () => {
  const graded = await run([entry('a')], new Asked());
  const path =
    'x|<img src=x onerror=alert(1)>/`::set-env name=A::b`[l](http://evil.example)@team\u001B[2J\n# H';
  const text = summaryOf(graded, [{ path, reason: { en: 'no', zh: '不' } }], [kata]);
  expect(text).toContain('| a | set | pass | 3 of 3 | 0 |');
  expect(text).toContain('can forge');
  const row = text.split('\n').find((line) => line.startsWith('| x'));
  expect(row).toBeDefined();
  expect(row?.replace(/^\| | \|$| \| /g, '')).not.toMatch(/[<>`[\]()@:|]|evil\.example/);
  expect(text).not.toContain('\u001B');
  expect(text).not.toContain('\n# H');
});
