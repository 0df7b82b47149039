import { describe, expect, test } from 'vitest';
import { isCatchingCode, moduleCode } from './module-code.ts';
import { RefusedError } from './refused-error.ts';
import { sourceModule } from './source-module.ts';

function exportsOf(text: string): Readonly<Record<string, unknown>> {
  return sourceModule(text, 'subject.ts').evaluate();
}

describe('a module from text', () => {
  test.each([
    ['export const a = 1, b = [2, 3].length;', { a: 1, b: 2 }],
    ['export const { a, b: { c }, ...rest } = { a: 1, b: { c: 2 }, d: 3 };', { a: 1, c: 2, rest: { d: 3 } }],
    ['const a = 1\nexport { a, a as b, a as "c-d" }', { a: 1, b: 1, 'c-d': 1 }],
    ['export default 1 + 1;', { default: 2 }],
    ['export let a: number = 1; a += 1;', { a: 2 }],
    ['export enum A { x = 4 }', { A: { 4: 'x', x: 4 } }],
    ['export interface I { a: 1 }\nexport type T = I;\nexport const a: T = { a: 1 };', { a: { a: 1 } }],
    ['import type { X } from "./x.ts";\nexport const a = 1 as X;', { a: 1 }],
    [
      'export const a = `export ${"}"} class`, b = /[/}]export/.source;',
      { a: 'export } class', b: '[/}]export' },
    ],
    ['// export const no = 1;\n/* export class No {} */ export const a = 4 / 2 / 1;', { a: 2 }],
    ['const o = { export: 1, import: 2 };\nexport const a = o.export + o.import;', { a: 3 }],
  ])('%s', (text, expected) => {
    expect({ ...exportsOf(text) }).toEqual(expected);
  });

  test('classes and functions are exported by their names', () => {
    const found = exportsOf(
      'export class K {}\nexport default class D {}\nexport async function* f() {}\nexport function g() {}',
    );
    expect(Object.keys(found)).toEqual(['K', 'default', 'f', 'g']);
    expect(found['K']).toBeTypeOf('function');
  });

  test('parameter properties keep the lines of the source', () => {
    const text =
      'export class K {\n  constructor(private a: number) {}\n\n\n  f() {\n    throw new Error(String(this.a));\n  }\n}';
    const { K } = exportsOf(text) as { K: new (a: number) => { f(): void } };
    expect(() => new K(7).f()).toThrow('7');
  });

  test.each([
    ['import { a } from "./other.ts"; export const b = a;', './other.ts'],
    ['export * from "./other.ts";', './other.ts'],
    ['export { a } from "./other.ts";', './other.ts'],
    ['const a = import("node:fs");', 'node:fs'],
    ['export const a = import.meta.url;', 'import.meta'],
    ['await null; export const a = 1;', 'waits while it loads'],
    ['export const = 1;', 'can not be read'],
  ])('%s is refused', (text, reason) => {
    expect(() => sourceModule(text, 'subject.ts')).toThrow(RefusedError);
    expect(() => sourceModule(text, 'subject.ts')).toThrow(reason);
  });
});

describe('what a module keeps between calls', () => {
  test.each([
    ['let calls = 0;', ['calls']],
    ['var a;', ['a']],
    ['const cache = new Map();', ['cache']],
    ['const seen = [];', ['seen']],
    ['const made = make();', ['made']],
    ['class K { static count = 0; static m() {} }', ['count']],
    ['class K { static {} }', ['{']],
    ['class K {}\nfunction f() { K.count += 1; }', ['K.count']],
    ['function f() { f.calls = 1; }', ['f.calls']],
  ])('%s', (code, expected) => {
    expect(moduleCode(code).state).toEqual(expected);
  });

  test.each([
    'const HEAD = 0; const MASK = HEAD | 0xff;',
    'const { load, store } = Atomics;',
    'const f = (x) => { let y = x; return [y]; };',
    'const f = function () { var a = []; };',
    'class K { #a = []; static make() { return new K(); } }',
    'const FROZEN = Object.freeze([1, 2]);',
    'function f() { let local = 0; }',
  ])('nothing: %s', (code) => {
    expect(moduleCode(code).state).toEqual([]);
  });
});

describe('a loop that survives being taken off the stack', () => {
  test.each([
    'for (;;) { try { f(); } catch { } }',
    'for (;;) try { f(); return; } catch { /* again */ }',
    'while (true) { if (a) { try { f() } catch (e) { log(e) } } }',
    'do { try { f(); } catch {} } while (true)',
  ])('%s', (code) => {
    expect(isCatchingCode(code)).toBe(true);
  });

  test.each([
    'try { f(); } catch {}',
    'for (;;) { try { f(); } catch (e) { throw e; } }',
    'for (const a of b) { f(a); } try { f(); } catch {}',
    'for (;;) { try { f(); } finally { g(); } }',
    'while (a) f(); try { g(); } catch {}',
    'for (;;) { promise.catch(() => {}); }',
  ])('not: %s', (code) => {
    expect(isCatchingCode(code)).toBe(false);
  });
});
