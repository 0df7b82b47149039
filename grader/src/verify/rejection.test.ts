import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { KataDefinition, TestVerdict, Verdict } from '@katas/kata';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from '../grader-digest.ts';
import { KataJudge } from '../kata-judge.ts';
import { VitestRunner } from '../runner/vitest-runner.ts';
import { folderProblems } from './folder.ts';
import { keepsPromise, missedPromise, parseRejection, unknownIn, type Rejection } from './rejection.ts';
import { TemplateKata } from './rig/template-kata.ts';

const HEADER = '// stage: gate\n// test: nobody waits at an open gate\n// says: deadlock\n';

function parsed(source: string): Rejection {
  const rejection = parseRejection(source);
  if (typeof rejection === 'string') throw new Error(rejection);
  return rejection;
}

describe('the first lines of a rejected solution', () => {
  test('may name the mistake that the verdict must name', () => {
    expect(parsed(`${HEADER}// mistake: lost-wake-up\n`).mistake).toBe('lost-wake-up');
    expect(parsed(HEADER).mistake).toBeUndefined();
  });

  test('are refused where no test could name it, or two are named', () => {
    expect(parseRejection('// stage: a\n// limit: loop\n// mistake: m\n')).toContain(
      'only tests name mistakes',
    );
    expect(parseRejection('// stage: a\n// rule: r\n// says: s\n// mistake: m\n')).toContain('only tests');
    expect(parseRejection(`${HEADER}// mistake: m\n// mistake: n\n`)).toBe('it names two mistakes');
  });
});

// A gate that forgets whoever came before it was opened.
const FORGETS = `import { Chan } from '@katas/goroutine';
export class Gate {
  #opened = new Chan<void>();
  open(): void {
    this.#opened = new Chan<void>();
    this.#opened.close();
  }
  async pass(): Promise<void> {
    await this.#opened.recv();
  }
}
`;

describe('a suite that explores schedules', { timeout: 60_000 }, () => {
  const judge = new KataJudge(new VitestRunner({ root: ROOT }));
  afterAll(() => judge.close());

  async function forgetful(): Promise<Verdict> {
    const dir = join(ROOT, 'grader/fixtures/schedules');
    const module: { default: KataDefinition } = await import(pathToFileURL(join(dir, 'kata.ts')).href);
    const kata = { slug: 'schedules', dir, definition: module.default };
    return judge.judge({ kata, candidate: { path: 'gate.ts', shownAs: 'gate.ts', text: FORGETS }, seed: 3 });
  }

  test('is quoted from the story as well, and names the mistake', async () => {
    const verdict = await forgetful();
    const missed = (more: string): string | undefined => missedPromise(parsed(HEADER + more), verdict);
    expect(missed('// says: A: pass() | B: open()\n// mistake: lost-wake-up\n')).toBeUndefined();
    const { story } = verdict.stages[0]?.tests[0] ?? {};
    expect(story, 'the story').toBeDefined();
    expect(missed('// says: await this.#opened.recv();\n')).toBeUndefined();
    expect(missed('// says: await this.#closed.recv();\n')).toContain('not with the words it quotes');
    expect(missed('// mistake: torn-read\n')).toContain('names the mistake "lost-wake-up", not "torn-read"');
  });
});

describe('a failing test', () => {
  const failing: TestVerdict = {
    sentence: { en: 'nobody waits at an open gate', zh: '' },
    outcome: 'fail',
    message: 'deadlock: A waits',
  };
  const rejection = parsed(`${HEADER}// mistake: lost-wake-up\n`);

  test('is the promised one only with its sentence, its words and its mistake', () => {
    const mistake = {
      slug: 'lost-wake-up',
      name: { en: '', zh: '' },
      says: { en: '', zh: '' },
      hint: { stage: 'gate', number: 1 },
    };
    expect(keepsPromise(rejection, { ...failing, mistake })).toBe(true);
    expect(keepsPromise(rejection, failing)).toBe(false);
    expect(keepsPromise(rejection, { ...failing, mistake: { ...mistake, slug: 'other' } })).toBe(false);
    expect(keepsPromise(rejection, { ...failing, mistake, message: 'it hangs' })).toBe(false);
    expect(keepsPromise(rejection, { ...failing, mistake, outcome: 'limit' })).toBe(false);
    expect(keepsPromise(rejection, { ...failing, mistake, sentence: { en: 'another', zh: '' } })).toBe(false);
  });
});

describe('the mistakes of a kata', () => {
  let kata: TemplateKata;
  beforeEach(() => {
    kata = new TemplateKata();
    kata.fillIn();
  });
  afterEach(() => kata.remove());

  function declare(hint: { stage: string; number: number }): void {
    const text = { en: 'x', zh: 'x' };
    const mistakes = JSON.stringify({ 'off-by-one': { name: text, says: text, hint } });
    kata.edit('kata.ts', (before) => before.replace('  stages: [', `  mistakes: ${mistakes},\n  stages: [`));
  }
  function name(): void {
    kata.edit('rejected/starts-at-one.ts', (before) =>
      before.replace('// says', '// mistake: off-by-one\n// says'),
    );
  }
  const mistakeProblems = async (): Promise<string[]> =>
    folderProblems(await kata.load()).filter((problem) => problem.includes('mistake'));

  test('are in order when each is named and points to a hint', async () => {
    declare({ stage: 'counting', number: 2 });
    name();
    expect(await mistakeProblems()).toEqual([]);
  });

  test('must be named by a rejected solution', async () => {
    declare({ stage: 'counting', number: 2 });
    expect((await mistakeProblems()).join()).toContain('"off-by-one" is named by no rejected solution');
  });

  test('must point to a hint that exists', async () => {
    declare({ stage: 'counting', number: 3 });
    name();
    expect((await mistakeProblems()).join()).toContain('points to hint 3 of the stage counting, which has 2');
  });

  test('must point to a stage that exists', async () => {
    declare({ stage: 'nowhere', number: 1 });
    name();
    expect((await mistakeProblems()).join()).toContain('a hint of the stage "nowhere", which is none');
  });

  test('must be declared before a rejected solution names them', async () => {
    name();
    const rejection = parsed(readFileSync(kata.path('rejected/starts-at-one.ts'), 'utf8'));
    const { definition } = await kata.load();
    expect(unknownIn(rejection, definition)).toBe('kata.ts declares no mistake "off-by-one"');
    expect(unknownIn({ ...rejection, stage: 'nowhere' }, definition)).toBe('there is no stage "nowhere"');
  });
});
