import { describe, expect, test } from 'vitest';
import { found } from '../fixture.ts';

const RULE = { rule: 'no-dictionary' } as const;

describe('no-dictionary', () => {
  test.each([
    `const d: Record<string, number> = {}; export const f = (k: string) => d[k]`,
    `const d: Record<string, number> = {}; export const f = (k: string) => { d[k] = 1 }`,
    `const d: Partial<Record<string, number>> = {}; export const f = (k: string) => { delete d[k] }`,
    `const d = {}; export function f(k) { d[k] = 1 }`,
    `const d = {} as any; export function f(k: any) { return d[k] }`,
    `let d; d = {}; export const f = (k) => d[k]`,
    `const d = Object.create(null)`,
    `const { create } = Object; const d = create(null)`,
    `const d = { __proto__: null }; export const f = (k) => d[k]`,
    `export class A<T> { #t: T[] = []; has(v: T) { return this.#t[String(v)] } }`,
    `export class A<T> { #t: T[] = []; has(v: T) { return this.#t[v as unknown as number] } }`,
    `export class A<T> { #t: T[] = []; has(v: T) { return this.#t[v as any] !== undefined } }`,
    `export class A<T> { #t: any = []; has(v: T) { return this.#t['k' + v] } }`,
    'export const f = (a: any[], v: unknown) => { a[`k${v}`] = 1 }',
    `export const f = (a: any[], v: object) => a[v.toString() as any]`,
    `export const f = (a: any[], v: number[]) => a[v.join(',') as any]`,
    `export const f = (a: any, v: { id: string }) => a[v.id]`,
    `export const f = (d: { [k: string]: number }, k: string) => k in d`,
    `export const f = (d: Map2, k: string) => d[k]; interface Map2 { [k: string]: number }`,
    `type Dict<V> = { [K in string]: V }; export const f = (d: Dict<1>, k: string) => d[k]`,
    `export const f = (o: object, k: string) => Object.hasOwn(o, k)`,
    `export const f = (o: object, k: string) => o.hasOwnProperty(k)`,
    `export const f = (o: object, k: string) => Object.prototype.hasOwnProperty.call(o, k)`,
    `export const f = (o: object, k: string) => Reflect.has(o, k)`,
    `export const f = (o: object, k: PropertyKey) => Reflect.set(o, k, 1)`,
    `export const f = (o: object, k: string) => Object.defineProperty(o, k, { value: 1 })`,
    `export const f = (k: string) => ({ [k]: 1 })`,
    `export const f = <T,>(o: any, k: T) => { const { [k as any]: v } = o; return v }`,
    `export const f = (v: string) => Symbol.for(v)`,
    `export const f = (o: any, s: symbol) => o[s]`,
    `export class A { has(k: string) { return (this as any)[k] } }`,
    `export class A { [k: string]: unknown; has(k: string) { return this[k] } }`,
    `const o: { [k: string]: 1 } = {}; export const f = () => Object.keys(o)`,
    `const o: Record<string, 1> = {}; export const f = () => { for (const k in o) k }`,
    `export class A<T> { #t: { [hash: number]: T } = {}; f(h: number) { return this.#t[h] } }`,
    `export class A<T> { #t: Record<number, T> = {}; f(h: number) { return this.#t[h] } }`,
    `export const f = (entries: [string, number][]) => Object.fromEntries(entries)`,
    `export const f = (xs: string[]) => Object.groupBy(xs, (x) => x)`,
    `export const f = (d: any, word: string) => { for (let i = 0; i < word.length; i++) d = d[word[i]] }`,
  ])('finds %s', (text) => {
    expect(found(RULE, text)).not.toEqual([]);
  });

  test.each([
    `export class A<T> { #t: T[] = []; has(h: number) { return this.#t[h & 7] } }`,
    `export class A<T> { #t: T[] = []; has(v: T) { return this.#t[this.#index(v)] } #index(v: T) { return 3 } }`,
    `export class A<T> { #t: T[] = []; at(i) { return this.#t[i] } }`,
    `type D = 'left' | 'right'; interface N { left: N; right: N } export const f = (n: N, d: D) => n[d === 'left' ? 'right' : 'left']`,
    `const table: Record<'a' | 'b', number> = { a: 1, b: 2 }; export const f = (k: 'a' | 'b') => table[k]`,
    `const o = { a: 1 }; export const f = () => o['a'] + Object.keys(o).length`,
    `class P { #x = 1; static is(o: object) { return #x in o } } export { P }`,
    `export const f = (o: object) => 'next' in o`,
    `export const f = (a: number[]) => { for (const i in a) a[i] }`,
    `const view = new Uint8Array(4); export const f = (x: number) => view[x >>> 3]`,
    `const days: Record<number, string> = ['mon', 'tue']; export const f = (i: number) => days[i]`,
    `enum E { A, B } export const f = (e: E) => E[e]`,
  ])('leaves alone: %s', (text) => {
    expect(found(RULE, `${text}\nexport {};`)).toEqual([]);
  });

  test('points at the access and names both sides', () => {
    expect(found(RULE, `export const f = (\n  d: Record<string, 1>, k: string) =>\n  d[k];`)).toEqual([
      '3:3 `d` is looked up by the key `k`, as in a dictionary.',
    ]);
  });
});
