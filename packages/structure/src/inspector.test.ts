import { describe, expect, test } from 'vitest';
import { createInspector } from './inspector.ts';
import type { RuleSpec } from './rule-spec.ts';
import { describeRule } from './rules/rules.ts';

const inspector = createInspector();
const RULES: readonly RuleSpec[] = [
  { rule: 'imports', allow: [] },
  { rule: 'no-builtins', names: ['Set'] },
];

function inspect(text: string, exports: readonly string[] = []): ReturnType<typeof inspector.inspect> {
  return inspector.inspect({ text, rules: RULES, exports });
}

describe('syntax', () => {
  test('an error has a message and a place, and no rule is checked', () => {
    const { syntax, findings } = inspect(`const ok = new Set();\nconst x = ;\n`);
    expect(syntax).toEqual([
      { message: 'Expression expected.', place: { line: 2, column: 11, endLine: 2, endColumn: 12 } },
    ]);
    expect(findings).toEqual([[], []]);
  });

  test.each([
    `class {`,
    `function f( { }`,
    `if (`,
    `const a = "x`,
    `\u0000\u0001\u0002`,
    `export class A { #x; #`,
    `<<<<<<< HEAD`,
    `}`,
  ])('does not parse: %j', (text) => {
    expect(inspect(text).syntax.length).toBeGreaterThan(0);
  });

  test.each([
    [`let a = 1;\nlet a = 2;`, 2, 5],
    [`class A {}\nconst A = 1;`, 2, 7],
    [`import { a } from 'x';\nfunction a() {}`, 2, 10],
    [`function f(a: number) {\n  let a = 1;\n}`, 2, 7],
    [`function f() {}\nfunction f() {}`, 2, 10],
  ])('a name declared twice is an error before anything runs: %j', (text, line, column) => {
    expect(inspect(text).syntax.map(({ place }) => [place.line, place.column])).toEqual([[line, column]]);
  });

  test.each([
    `function f(a: string): void;\nfunction f(a: number): void;\nfunction f(a: unknown): void { a }`,
    `interface A {}\nclass A {}\nnamespace A { export type B = 1 }`,
    `type A = 1; const A = 1;`,
    `var a = 1; var a = 2; function g() { var b; var b; function b() {} }`,
    `{ let a = 1 } { let a = 2 } for (const a of []) a;`,
    `import type { A } from 'x'; class A {}`,
    `try {} catch (e) { var e = 1; }`,
    `function f(this: object, a: number) { a }`,
    `enum E { A } enum E { B = 2 }`,
  ])('is no error: %j', (text) => {
    expect(inspect(text).syntax).toEqual([]);
  });

  test('a text of nonsense has a bounded number of problems', () => {
    expect(inspect('const = ;\n'.repeat(500)).syntax.length).toBeLessThanOrEqual(20);
  });

  test('thousands of nested brackets are told, not thrown', () => {
    const { syntax } = inspect(`export const x = ${'['.repeat(60_000)}${']'.repeat(60_000)};`);
    expect(syntax.map(({ message }) => message)).toEqual(['The source is nested too deeply to be read.']);
  });

  test('an empty text and a text with a byte order mark and Windows line ends are read', () => {
    expect(inspect('').syntax).toEqual([]);
    const { findings } = inspect('\uFEFFconst a = 1;\r\nnew Set(a);\r\n');
    expect(findings[1]?.map(({ place }) => place)).toEqual([
      { line: 2, column: 5, endLine: 2, endColumn: 8 },
    ]);
    expect(inspect('\uFEFFnew Set()').findings[1]?.[0]?.place.column).toBe(5);
  });
});

describe('exports', () => {
  test.each([
    `export class X {}`,
    `export abstract class X {}`,
    `export const X = class {}`,
    `export let X: unknown`,
    `export function X() {}`,
    `export function* X() {}`,
    `export async function X() {}`,
    `export enum X { A }`,
    `export namespace X { export const a = 1 }`,
    `export const { X } = { X: 1 }`,
    `export const [X] = [1]`,
    `class Y {} export { Y as X }`,
    `class X {} export { X }`,
    `class Y {} export { Y as 'X' }`,
    `export { X } from './x.ts'`,
    `export * as X from './x.ts'`,
    `import { X } from './x.ts'; export { X }`,
    `class X {} export { X, X as default }`,
  ])('has X: %s', (text) => {
    expect(inspect(text, ['X']).missingExports).toEqual([]);
  });

  test.each([
    ``,
    `class X {}`,
    `export default class X {}`,
    `class X {} export default X`,
    `export type X = 1`,
    `export interface X {}`,
    `export declare class X {}`,
    `export declare const X: number`,
    `export namespace X { export type A = 1 }`,
    `class X {} export type { X }`,
    `class X {} export { type X }`,
    `interface X {} export { X }`,
    `declare class X {} export { X }`,
    `class X {} export { X as Y }`,
    `export function X(): void;`,
    `import type { X } from './x.ts'; export { X }`,
    `// export class X {}`,
  ])('lacks X: %s', (text) => {
    expect(inspect(text, ['X']).missingExports).toEqual(['X']);
  });

  test('names only those that are missing, in the order that was asked for', () => {
    expect(inspect(`export class B {}`, ['C', 'B', 'A']).missingExports).toEqual(['C', 'A']);
  });
});

describe('inspector', () => {
  test('one text does not change what is said of the next', () => {
    const bad = `import 'x';\nnew Set();`;
    const first = inspect(bad);
    expect(inspect(`export const a = 1`).findings).toEqual([[], []]);
    expect(inspect(bad)).toEqual(first);
    expect(first.findings.map((list) => list.length)).toEqual([1, 1]);
  });

  test('findings carry the rule, its sentence, and the reason of the kata where it gives one', () => {
    const why = { en: 'because', zh: '因为' };
    const { findings } = inspector.inspect({
      text: 'new Set()',
      rules: [{ rule: 'no-builtins', names: ['Set'], why }],
      exports: [],
    });
    expect(findings[0]?.[0]).toMatchObject({ rule: 'no-builtins', why, place: { line: 1, column: 5 } });
    expect(findings[0]?.[0]?.sentence.en).toContain('`Set`');
  });

  test.each<RuleSpec>([
    { rule: 'no-builtins', names: ['Set', 'Map'] },
    { rule: 'imports', allow: ['node:http'] },
    { rule: 'no-calls', calls: ['JSON.stringify'] },
    { rule: 'must-call', calls: ['select'] },
    { rule: 'no-dictionary' },
    { rule: 'no-type-escape' },
    { rule: 'no-test-sniffing' },
    { rule: 'no-module-state' },
    { rule: 'complexity', nesting: 4, branches: 12 },
    { rule: 'no-linear-search', of: 'HashSet', methods: ['has', 'add'] },
    { rule: 'no-sort-on-read', of: 'SortedMap', methods: ['first'] },
  ])('rule $rule is told in both languages without a source', (spec) => {
    const { sentence, why } = describeRule(spec);
    for (const text of [sentence, why]) {
      expect(text.en).toMatch(/[A-Za-z`].*[.]$/);
      expect(text.zh).toMatch(/[\u4E00-\u9FFF].*。$/);
    }
    const own = { en: 'because', zh: '因为' };
    expect(describeRule({ ...spec, why: own }).why).toBe(own);
  });
});
