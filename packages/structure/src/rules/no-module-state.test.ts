import { describe, expect, test } from 'vitest';
import { found } from '../fixture.ts';

const RULE = { rule: 'no-module-state' } as const;

describe('no-module-state', () => {
  test.each([
    `let n = 0; export function f() { n++ }`,
    `let n = 0; export class A { id = n++ }`,
    `var n: number[] = []; export const f = () => { n = [] }`,
    `let a = 1; export const f = () => { [a] = [2] }`,
    `const cache: number[] = []; export class A { add(x: number) { cache.push(x) } }`,
    `const cache: number[] = []; export class A { add(x: number) { cache[0] = x } }`,
    `const cache: number[] = []; export class A { add(x: number) { const c = cache; c.push(x) } }`,
    `const cache: number[] = []; export class A { #c = cache; add(x: number) { this.#c.push(x) } }`,
    `const cache: number[] = []; export class A { #c; constructor() { this.#c = cache } add(x: number) { this.#c.push(x) } }`,
    `const cache: number[] = []; function put(list: number[], x: number) { list.push(x) } export const f = (x: number) => put(cache, x)`,
    `const state = { items: [] as number[] }; export const f = (x: number) => state.items.push(x)`,
    `const state = { n: 0 }; export const f = () => { state.n += 1 }`,
    `const state = { n: 0 }; export const f = () => { ({ n: state.n } = { n: 1 }) }`,
    `const state: { n?: number } = {}; export const f = () => { delete state.n }`,
    `const state = {}; export const f = () => { Object.assign(state, { n: 1 }) }`,
    `const list: number[] = []; export const f = () => { Array.prototype.push.call(list, 1) }`,
    `const m = new Map(); export const f = () => { m.set(1, 2) }`,
    `const word = new Int32Array(1); export const f = () => word[0]++`,
    `const table = new Float64Array(4096); export const f = (x: number) => { table[1] = x }`,
    `const shared = new Int32Array(1); export const f = () => Atomics.add(shared, 0, 1)`,
    `const next = (() => { let n = 0; return () => n++ })(); export const f = () => next()`,
    `function counter() { let n = 0; return () => ++n } const next = counter(); export const f = () => next()`,
    `function store() { const all: number[] = []; return { add: (x: number) => all.push(x) } } export const s = store()`,
    `function* ids() { let n = 0; while (true) yield n++ } const id = ids(); export const f = () => id.next()`,
    `export class A { static n = 0; constructor() { A.n++ } }`,
    `export class A { static n = 0; static bump() { this.n++ } }`,
    `export class A { static n = 0; bump() { (this.constructor as typeof A).n++ } }`,
    `export class A { static #all: number[] = []; add(x: number) { A.#all.push(x) } }`,
    `export class A { static #all: number[] = []; static #get() { return A.#all } add(x: number) { A.#get().push(x) } }`,
    `export class A { add() { (A as any).cache = 1 } }`,
    `export function f() { f.calls = 1 } f.calls = 0`,
    `class Registry { items: number[] = []; add(x: number) { this.items.push(x) } } const r = new Registry(); export const f = () => r.add(1)`,
    `Array.prototype.last = function () { return this[0] }`,
    `export const f = () => { globalThis.cache = [] }`,
    `namespace N { export let n = 0 } export const f = () => { N.n++ }`,
    `namespace N { let n = 0; export const f = () => n++ } N.f()`,
  ])('finds %s', (text) => {
    expect(found(RULE, `${text};\nexport {};`)).not.toEqual([]);
  });

  test.each([
    `const EMPTY = Symbol('e'); const LOAD = 0.75; const PRIMES = [3, 5]; const T = {}; export const f = () => [EMPTY, LOAD, PRIMES[0], T]`,
    `const t: number[] = []; for (let i = 0; i < 3; i++) t.push(i); export const f = () => t[0]`,
    `let p = 2; while (p < 100) p *= 2; export const f = () => p`,
    `const NIL = { parent: null as object | null }; export class T { #root = NIL; fix(x: typeof NIL) { x.parent = this.#root } }`,
    `const priv = new WeakMap(); export class A { constructor() { priv.set(this, 1) } }`,
    `const T = (() => { const t: number[] = []; for (let i = 0; i < 3; i++) t.push(i); return t })(); export const f = () => T[1]`,
    `const f64 = new Float64Array(1); const u = new Uint32Array(f64.buffer); export const f = (x: number) => { f64[0] = x; return u[0] }`,
    `export class A { static readonly MAX = 3; static of() { const a = new A(); a.x = 1; return a } x = 0 }`,
    `export class A { static #primes: number[] = []; static { for (let i = 0; i < 3; i++) this.#primes.push(i) } at() { return A.#primes[0] } }`,
    `export class A { items: number[] = []; static from(xs: number[]) { const a = new A(); for (const x of xs) a.items.push(x); return a } }`,
    `export const f = (cache: number[] = []) => { cache.push(1); let n = 0; return () => n++ }`,
    `function make() { const all: number[] = []; return { add: (x: number) => all.push(x) } } export class A { #s = make() }`,
    `const compare = (a: number, b: number) => a - b; export const f = (xs: number[]) => xs.sort(compare)`,
    `export const make = () => class { static n = 0 }`,
  ])('leaves alone: %s', (text) => {
    expect(found(RULE, `${text};\nexport {};`)).toEqual([]);
  });

  test('points at the declaration and names the line of the change', () => {
    expect(
      found(RULE, `const all: number[] = [];\nexport function add(x: number) {\n  all.push(x);\n}\n`),
    ).toEqual(['1:7 `all` is shared by all instances, and line 3 changes it.']);
  });
});
