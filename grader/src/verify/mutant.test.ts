import { describe, expect, test } from 'vitest';
import { mutantsOf } from './mutant.ts';

async function changes(text: string): Promise<string[]> {
  const mutants = await mutantsOf(text);
  return mutants.map(
    ({ line, column, original, replacement }) => `${line}:${column} ${original} → ${replacement}`,
  );
}

describe('mutants', () => {
  test('are named by place, original and replacement, in the order of their places', async () => {
    const text = 'export const more = (a: number, b: number) => a < b;\nexport const yes = true;\n';
    expect(await changes(text)).toEqual([
      '1:21 (a: number, b: number) => a < b → () => undefined',
      '1:47 a < b → true',
      '1:47 a < b → false',
      '1:47 a < b → a <= b',
      '1:47 a < b → a >= b',
      '2:20 true → false',
    ]);
    expect((await mutantsOf(text)).map((mutant) => mutant.number)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('change the text in their place only, types and comments stay', async () => {
    const text = 'const x: 1 | 2 = 1; // one\nexport const y = x + 1;\n';
    const [mutant] = (await mutantsOf(text)).filter((each) => each.mutator === 'ArithmeticOperator');
    expect(mutant?.text).toBe('const x: 1 | 2 = 1; // one\nexport const y = (x - 1);\n');
  });

  test('bind as the tree says, not as the text would', async () => {
    const mutants = await mutantsOf('export const f = (a: boolean, b: boolean) => !(a || b) && b;\n');
    expect(mutants.map((each) => each.text)).toContain(
      'export const f = (a: boolean, b: boolean) => (a || b) && b;\n',
    );
  });

  const wordings = [
    "throw new RangeError('too big');",
    'throw new RangeError(`too big: ${1}`);',
    "throw new lib.QueueClosedError(far ? 'a' : 'b');",
    "class ClosedError extends Error { override name = 'ClosedError'; }",
    "class ClosedError extends Error { constructor() { super('closed'); } }",
    "go('consumer', () => {});",
    "group.go('consumer', () => {});",
    "new Chan(1, 'jobs');",
  ];
  test.for(wordings)('know a wording: %s', async (text) => {
    const literals = (await mutantsOf(text)).filter((each) => each.mutator === 'StringLiteral');
    expect(literals.length).toBeGreaterThan(0);
    expect(literals.filter((each) => !each.isWording)).toEqual([]);
  });

  const matters = [
    "class Queue { name = 'closed'; }",
    "class Queue extends Base { constructor() { super('closed'); } }",
    "new Map([['closed', 1]]);",
    "throw new RangeError(state === 'closed' ? a : b);",
    "state = 'closed';",
    "throw new ReportedError(f(() => 'x'));",
    "go('only');",
  ];
  test.for(matters)('know what is no wording: %s', async (text) => {
    const literals = (await mutantsOf(text)).filter((each) => each.mutator === 'StringLiteral');
    expect(literals.length).toBeGreaterThan(0);
    expect(literals.filter((each) => each.isWording)).toEqual([]);
  });
});
