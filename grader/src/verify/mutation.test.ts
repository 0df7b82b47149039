import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from '../grader-digest.ts';
import { KataJudge } from '../kata-judge.ts';
import { VitestRunner } from '../runner/vitest-runner.ts';
import { scoreLine, scoreOf, survivorLines, wordingLines } from './mutation-report.ts';
import { mutationOf, type JudgedMutant } from './mutation.ts';
import { TemplateKata } from './rig/template-kata.ts';

// A kata made from the template, with a text of its own as the accepted solution.
const judge = new KataJudge(new VitestRunner({ root: ROOT }));
afterAll(() => judge.close());

let kata: TemplateKata;
beforeEach(() => {
  kata = new TemplateKata();
});
afterEach(() => kata.remove());

async function mutate(text: string): Promise<readonly JudgedMutant[]> {
  return mutationOf({
    kata: await kata.load(),
    accepted: { path: kata.path('accepted/field.ts'), shownAs: 'accepted/field.ts', text },
    judges: [judge],
    seed: 7,
  });
}

const COUNTER = `export class Counter {
  #value = 0;

  next(): number {
    if (this.#value > 1e9) throw new RangeError('too many');
    this.#value += 1;
    return this.#value;
  }

  get value(): number {
    return this.#value;
  }
}
`;
const VALUE_TEST = `
test({ en: 'value is what next returned last', zh: 'value 是 next 最近返回的值' }, () => {
  const counter = new Counter();
  counter.next();
  expect(counter.value, 'value after next()').toBe(1);
});
`;

describe('mutation of an accepted solution', { timeout: 120_000 }, () => {
  test('names what survives a suite with a hole, and kills it once the hole is filled', async () => {
    kata.edit('hidden/1-counting.test.ts', (text) =>
      text.replace(/expect\(new Counter\(\)\.value[^;]*;/, ''),
    );
    const withHole = { file: 'field.ts', mutants: await mutate(COUNTER) };
    const hole = '- `field.ts:10:23` (9) `{ return this.#value; }` → `{}`:';
    expect(survivorLines(withHole)).toContain(hole);

    // In a folder of its own: a judge reads a suite once.
    kata.remove();
    kata = new TemplateKata();
    kata.edit('hidden/1-counting.test.ts', (text) => text + VALUE_TEST);
    kata.edit('kata.ts', (text) => text.replace('tests: 3', 'tests: 4'));
    const filled = { file: 'field.ts', mutants: await mutate(COUNTER) };
    expect(survivorLines(filled)).not.toContain(hole);
    expect(scoreOf([filled]).killed).toBe(scoreOf([withHole]).killed + 1);
    expect(scoreOf([filled]).share).toBeLessThan(1);
  });

  test('leaves the wording of errors out of the score and says so', async () => {
    const file = { file: 'field.ts', mutants: await mutate(COUNTER) };
    expect(wordingLines(file)).toEqual(['- `field.ts:5:49` (7) `\'too many\'` → `""`']);
    expect(scoreLine([file])).toContain('1 of texts left out');
    const { killed, survived } = scoreOf([file]);
    expect(killed + survived).toBe(file.mutants.length - 1);
  });

  test('says what killed: a test, a rule, a limit or a throw', async () => {
    const listed = `const LIST: number[] = [];
export class Counter {
  readonly #own = LIST.slice(0, 0);
  next(): number {
    for (let turn = 0; turn < 1; turn += 1) this.#own.push(turn);
    return this.#own.length;
  }
  get value(): number {
    return this.#own.length;
  }
}
if (LIST.length !== 0) throw new Error('never');
`;
    kata.edit('kata.ts', (text) => text.replace("{ rule: 'no-module-state' },", ''));
    const judged = await mutate(listed);
    const fateAt = (original: string, replacement: string): unknown =>
      judged.find(({ mutant }) => mutant.original === original && mutant.replacement === replacement)?.fate;
    expect(fateAt('LIST.length !== 0', 'true')).toMatchObject({ kind: 'throw' });
    expect(fateAt('turn += 1', 'turn -= 1')).toMatchObject({ kind: 'limit' });
    expect(fateAt('turn < 1', 'false')).toMatchObject({ kind: 'test', stage: 'counting' });
    expect(fateAt('LIST.length !== 0', 'false')).toEqual({ kind: 'survived' });
  });

  test('refuses a solution that does not pass', async () => {
    await expect(mutate(COUNTER.replace('+= 1', '+= 2'))).rejects.toThrow('must pass before it is mutated');
  });
});
