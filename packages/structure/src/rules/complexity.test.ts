import { describe, expect, test } from 'vitest';
import { found } from '../fixture.ts';

const RULE = { rule: 'complexity', nesting: 2, branches: 3 } as const;

describe('complexity', () => {
  test.each([
    [`export function deep(a: number) { if (a) { while (a) { if (a) a-- } } }`, 'nests 3 blocks'],
    [`export const deep = (a: number) => { for (;;) { try { if (a) break } catch {} } }`, 'nests 3 blocks'],
    [
      `export class A { m(a: number) { switch (a) { case 1: for (;;) { do a-- ; while (a) } } } }`,
      'nests 3 blocks',
    ],
    [`export const many = (a: number) => { if (a) a; if (a) a; if (a) a; if (a) a }`, 'has 4 branches'],
    [`export const many = (a: number) => (a ? 1 : a ? 2 : a ? 3 : a ? 4 : 5)`, 'has 4 branches'],
    [
      `export const many = (a: number) => { switch (a) { case 1: a++; case 2: a++; case 3: a++; case 4: a++ } }`,
      'has 4 branches',
    ],
    [
      `export class A { get x() { for (;;) {} while (1) {} try {} catch {} try {} catch {} } }`,
      'has 4 branches',
    ],
  ])('finds %s', (text, what) => {
    expect(found(RULE, text)).toEqual([expect.stringContaining(what)]);
  });

  test.each([
    `export function f(a: number) { if (a) { while (a) a-- } }`,
    `export function f(a: number) { if (a) a; else if (a > 1) a; else if (a > 2) a; else a }`,
    `export function f(a: number) { switch (a) { case 1: case 2: case 3: case 4: return 1; default: return 2 } }`,
    `export const f = (xs: number[]) => { for (const x of xs) { if (x) xs.forEach((y) => { if (y) { while (y) y-- } }) } }`,
    `export const f = (a: boolean, b: boolean) => a && b && !a || b && a || !b`,
  ])('leaves alone: %s', (text) => {
    expect(found(RULE, text)).toEqual([]);
  });

  test('names the function, and points at what is too deep', () => {
    const text = `export function walk(a: number) {\n  if (a) {\n    while (a) {\n      if (a) a--;\n    }\n  }\n}`;
    expect(found(RULE, text)).toEqual(['4:7 `walk` nests 3 blocks here; 2 are allowed.']);
  });
});
