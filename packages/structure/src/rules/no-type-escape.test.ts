import { describe, expect, test } from 'vitest';
import { found } from '../fixture.ts';

const NONE = { rule: 'no-type-escape', budget: 0 } as const;

describe('no-type-escape', () => {
  test.each([
    `export const x: any = 1`,
    `export const f = (x: any[]) => x`,
    `export const x = JSON.parse('1') as any`,
    `export const x = <any>1`,
    `export const x: Record<string, any> = {}`,
    `export const x = 1 as unknown as string`,
    `export const x = (1 as unknown) as string`,
    `export const x = <string>(<unknown>1)`,
    `export const x = 1 as never`,
    `// @ts-ignore\nexport const x: string = 1`,
    `// @ts-expect-error -- it does\nexport const x: string = 1`,
    `/* @ts-ignore */\nexport const x: string = 1`,
    `// @ts-nocheck\nexport const x: string = 1`,
  ])('counts %s', (text) => {
    expect(found(NONE, text)).toHaveLength(1);
  });

  test.each([
    `export const x = 'any'; // any, as any, as unknown as`,
    `export const s = '// @ts-ignore'; export const t = \`\n// @ts-nocheck\n\``,
    `export const f = (x: unknown) => x as string`,
    `export const f = (x?: number) => x!`,
    `export const f = (x: never): never => x`,
    `export const any = 1; export const c = { a: any } as const`,
    `export const f = (x: unknown) => (x as string) satisfies string`,
  ])('leaves alone: %s', (text) => {
    expect(found(NONE, text)).toEqual([]);
  });

  test('two are free by default, and the third is told', () => {
    const two = `export const a: any = 1;\nexport const b: any = 2;\n`;
    expect(found({ rule: 'no-type-escape' }, two)).toEqual([]);
    expect(found({ rule: 'no-type-escape' }, `${two}export const c: any = 3;\n`)).toEqual([
      '3:17 `any`: escape 3 of 3; 2 are allowed.',
    ]);
  });

  test('a file that switches checking off is over any budget', () => {
    expect(found({ rule: 'no-type-escape', budget: 9 }, `// @ts-nocheck\nexport {};`)).toHaveLength(1);
  });
});
