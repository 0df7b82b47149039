import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT } from '../grader-digest.ts';
import { TypeChecker } from './type-checker.ts';

const dir = join(ROOT, 'katas/set');
const checker = new TypeChecker();
afterAll(() => checker.close());

describe('type errors of a file', { timeout: 60_000 }, () => {
  test('are told with their place, in UTF-16 columns', async () => {
    const text = `export const kept = 1;\nconst s = '汉字😀'; export const n: number = s;\n`;
    const { errors, note } = await checker.check({ dir, text });
    expect(note).toBe(undefined);
    expect(errors).toEqual([
      {
        code: 2322,
        message: "Type 'string' is not assignable to type 'number'.",
        place: { line: 2, column: 32, endLine: 2, endColumn: 33 },
      },
    ]);
  });

  test('are gone when the text is right', async () => {
    expect(await checker.check({ dir, text: 'export const n: number = 1;\n' })).toEqual({ errors: [] });
  });

  test('are none for what Node strips away or not: enums, parameter properties, names that nobody uses', async () => {
    const text =
      'enum E { A }\nexport class P { constructor(private readonly e = E.A) {} }\nconst unused = 1;\n';
    const { errors } = await checker.check({ dir, text });
    expect(errors.map(({ code }) => code)).toEqual([]);
  });

  test('know what another kata may import', async () => {
    const text = `import { Chan } from '@katas/goroutine';\nexport const c: Chan<number> = new Chan<string>(1);\n`;
    const { errors } = await checker.check({ dir: join(ROOT, 'katas/conn-pool'), text });
    expect(errors.map(({ code, place }) => [code, place.line])).toEqual([[2322, 2]]);
  });

  test('of a file in the old place are told after one of another kata was looked at', async () => {
    const { errors } = await checker.check({ dir, text: 'export const n: string = 1;\n' });
    expect(errors.map(({ code }) => code)).toEqual([2322]);
  });
});

test('a checker that breaks says so and breaks nothing', async () => {
  const broken = new TypeChecker(new URL('data:text/javascript,throw new Error("no compiler here")'));
  const first = await broken.check({ dir, text: '' });
  expect(first).toMatchObject({
    errors: [],
    note: { en: expect.stringContaining('no compiler here') as string },
  });
  expect((await broken.check({ dir, text: '' })).note).toEqual(first.note);
  await broken.close();
});
