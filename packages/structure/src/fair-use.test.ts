import { describe, expect, test } from 'vitest';
import { fixtures, foundBy, TYPICAL } from './fixture.ts';
import type { RuleSpec } from './rule-spec.ts';

const READS: readonly RuleSpec[] = ['HashSet', 'InsertionMap', 'SortedMap'].map((of) => ({
  rule: 'no-sort-on-read',
  of,
  methods: [
    'has',
    'get',
    'first',
    'last',
    'at',
    'range',
    'floor',
    'ceiling',
    '[Symbol.iterator]',
    'keys',
    'values',
  ],
}));

/** Legal code as solutions contain it; one false alarm here would send a correct solution back. */
const SNIPPETS: readonly string[] = [
  // Words that look like builtins.
  `export class Map<K, V> { get(k: K): V | undefined { return undefined } set(k: K, v: V) { return this } }`,
  `class MapEntry<K> { constructor(readonly key: K) {} } new MapEntry(1)`,
  `class Bucket<T> { #items: T[] = []; get size() { return this.#items.length } } new Bucket()`,
  `export type Sets = ReadonlySet<Set<number>> | Map<string, WeakMap<object, Set<string>>>`,
  `export function toSet(set: Iterable<number>): number { let map = 0; for (const s of set) map += s; return map }`,
  `const entries = { Set: 'a', Map: 'b' } as const; export const kind = entries.Set`,
  `export const isSet = (x: unknown): x is object => x instanceof Set || x instanceof Map`,
  `// eslint-disable-next-line no-eval -- eval('new Set()') is only mentioned\nexport const a = 1`,
  `export const message = 'use new Set() or JSON.stringify, process.env and eval'`,
  `export class Box<T> { constructor(private value: T) {} map<U>(f: (v: T) => U) { return new Box(f(this.value)) } }`,
  // What the platform gives and a data structure may use.
  `export const next = (n: number) => 2 ** Math.ceil(Math.log2(n)); Number.MAX_SAFE_INTEGER; Number.isFinite(1)`,
  `export const copy = (xs: number[]) => xs.map((x) => x * 2).filter(Boolean).reduce((a, b) => a + b, 0)`,
  `export const order = (xs: string[]) => xs.toSorted((a, b) => a.localeCompare(b))`,
  `export const table = (n: number) => Array.from({ length: n }, () => [] as number[])`,
  `export const fill = (n: number) => new Array<number>(n).fill(0)`,
  `export const bits = new Uint32Array(4); export const view = new DataView(new ArrayBuffer(8))`,
  `export function* range(n: number): Generator<number> { for (let i = 0; i < n; i++) yield i }`,
  `export class It implements IterableIterator<number> { next() { return { done: true as const, value: undefined } } [Symbol.iterator]() { return this } }`,
  `export class A { get [Symbol.toStringTag]() { return 'HashSet' } [Symbol.for('nodejs.util.inspect.custom')]() { return 'A' } }`,
  `export class A { [Symbol.dispose]() {} async *[Symbol.asyncIterator]() { yield 1 } }`,
  `export const random = () => Math.random() < 0.5; performance.now(); Date.now()`,
  `export const refs = (x: object) => new WeakRef(x).deref()`,
  `export class ClosedError extends Error { constructor() { super('closed'); this.name = 'ClosedError'; Error.captureStackTrace?.(this, ClosedError) } }`,
  `export const fail = (): never => { throw new RangeError('out of range', { cause: new Error('x') }) }`,
  `export const f = (e: unknown) => { try { throw e } catch (error) { console.error(error) } }`,
  `export const parts = (s: string) => s.split(',').map((one) => one.trim()); export const code = 'a'.charCodeAt(0)`,
  `export const frozen = Object.freeze({ a: 1, b: 2 }); export const { a } = frozen`,
  `export const merged = (o: { a: number }) => ({ ...o, b: 2 }); Object.assign({ a: 1 }, { b: 2 })`,
  `export const big = (x: bigint) => BigInt.asUintN(64, x * 31n)`,
  `queueMicrotask(() => {}); export const p = Promise.resolve(1)`,
  `export const proto = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()))`,
  `export const it = Object.create(Iterator.prototype, {})`,
  // The class talking about itself.
  `export class HashSet { clone(): HashSet { return new (this.constructor as typeof HashSet)() } }`,
  `export class HashSet { static from(n: number) { const s = new this(); s.n = n; return s } n = 0 }`,
  `export class HashSet { equals(o: HashSet) { return o.constructor === this.constructor } }`,
  `export class HashSet { #a = 1; static is(x: object) { return #a in x } }`,
  `export class Base { protected items: number[] = []; } export class HashSet extends Base { get size() { return this.items.length } }`,
  // Objects with fields, arrays with numbers.
  `interface N { left: N | null; right: N | null; key: number } export const kid = (n: N, right: boolean) => n[right ? 'right' : 'left']`,
  `type Side = 'left' | 'right'; type N = { [S in Side]: N | null }; export function child(n: N, s: Side) { return n[s] }`,
  `interface N { left?: N; right?: N } export function swap<S extends keyof N>(n: N, s: S) { const t = n[s]; delete n[s]; return t }`,
  `interface N { kids: [N?, N?] } export const kid = (n: N, d: 0 | 1) => n.kids[d] ?? n.kids[1 - d]`,
  `const LEFT = 'left', RIGHT = 'right'; interface N { left: N; right: N } export const f = (n: N, b: boolean) => n[b ? LEFT : RIGHT]`,
  `export const g = (xs: number[], i: number) => xs[i]! + xs[xs.length - 1]! + xs[(i * 7) % xs.length]!`,
  `export function h(table: (number | undefined)[], hash: () => number) { const at = hash() & (table.length - 1); return table[at] }`,
  `export class T<K> { #slots: K[] = []; #at(k: K) { return 1 } get(k: K) { const i = this.#at(k); return this.#slots[i] } }`,
  `export const pick = (o: { a: number; b: number }) => o['a'] + Object.values(o).length`,
  `export const has = (o: object) => 'left' in o && Object.hasOwn(o, 'right')`,
  `export const each = (xs: number[]) => { for (const [i, x] of xs.entries()) xs[i] = x; for (const i of xs.keys()) xs[i] = 0 }`,
  `export const word = (s: string) => { let h = 0; for (let i = 0; i < s.length; i++) h = (h * 31 + s.charCodeAt(i)) | 0; return h }`,
  `const KEY = Symbol('key'); export class A { [KEY] = 1; get() { return this[KEY] } }`,
  `export const transpose = (m: number[][]) => m[0]!.map((_, i) => m.map((row) => row[i]))`,
  `export function heap(a: number[], i: number) { const p = (i - 1) >> 1; [a[i], a[p]] = [a[p]!, a[i]!] }`,
  // Constants of the module.
  `const TOMBSTONE = {}; const EMPTY = Symbol('empty'); const PRIMES = [5, 11, 23] as const; export const f = (i: number) => PRIMES[i] ?? TOMBSTONE ?? EMPTY`,
  `const NIL = { red: false, left: null, right: null }; export const isNil = (n: object) => n === NIL`,
  `const POWERS: number[] = []; for (let i = 0; i < 31; i++) POWERS.push(2 ** i); export const pow = (i: number) => POWERS[i]`,
  `const SIZES = (() => { const s: number[] = []; for (let n = 8; n < 1e6; n *= 2) s.push(n); return s })(); export const size = (i: number) => SIZES[i]`,
  `export class A { static readonly LOAD = 0.75; static readonly #MIN = 8; n = A.#MIN * A.LOAD }`,
  `const f64 = new Float64Array(1); const u32 = new Uint32Array(f64.buffer); export const hash = (x: number) => { f64[0] = x; return u32[0]! ^ u32[1]! }`,
  `let started = Date.now(); export const since = () => started`,
  `const collator = new Intl.Collator('en'); export const compare = (a: string, b: string) => collator.compare(a, b)`,
  `enum Color { Red, Black } export class N { color: Color = Color.Red }`,
  `namespace Shape { export interface P { x: number } } export const p: Shape.P = { x: 1 }`,
  // Searches that are none.
  `export class HashSet<T> { #b: T[][] = []; has(v: T) { return this.#b[0 + this.#h(v)]!.includes(v) } #h(v: T) { return 0 } }`,
  `export class HashSet<T> { #b: T[][] = []; #of(v: T) { return this.#b[1] ?? [] } delete(v: T) { const b = this.#of(v); const i = b.indexOf(v); if (i >= 0) b.splice(i, 1); return i >= 0 } }`,
  `export class HashSet<T> { #s: (T | undefined)[] = []; has(v: T) { let i = 3; const n = this.#s.length; do { if (this.#s[i] === v) return true; i = (i + 1) % n } while (this.#s[i] !== undefined); return false } }`,
  `export class HashSet<T> { #s: T[] = []; add(v: T) { const old = this.#s; this.#s = new Array(old.length * 2); for (const x of old) this.#put(x); this.#put(v); return this } #put(x: T) { this.#s[1] = x } }`,
  `export class SortedMap<K> { #k: K[] = []; has(k: K, c: (a: K, b: K) => number) { let lo = 0, hi = this.#k.length; while (lo < hi) { const m = (lo + hi) >>> 1; if (c(this.#k[m]!, k) < 0) lo = m + 1; else hi = m } return lo < this.#k.length && c(this.#k[lo]!, k) === 0 } }`,
  `export class HashSet<T> { #t: T[] = []; delete(v: T) { if (this.#t.some((x) => x === undefined)) this.#t = this.#t.filter((x) => x !== undefined); return false } }`,
  // Types that are said plainly.
  `export const narrow = (x: unknown): number => (typeof x === 'number' ? x : 0); export const c = {} as { a: number }`,
  `export const one = (xs: number[]) => xs[0]!; export const two = (x: unknown) => x as unknown as string`,
  `export const any = 'any'; /* any as any */ export const never = (x: never): never => x`,
];

describe('fair use', () => {
  test('the corpus is large, and no text is in it twice', () => {
    expect(SNIPPETS.length).toBeGreaterThanOrEqual(60);
    expect(SNIPPETS.filter((one, index) => SNIPPETS.indexOf(one) !== index)).toEqual([]);
  });

  test.each(SNIPPETS)('finds nothing in %s', (text) => {
    expect(foundBy([...TYPICAL, ...READS], `${text};\nexport {};`)).toEqual([]);
  });

  test.each(fixtures('fair'))('finds nothing in the solution $name', ({ text }) => {
    expect(foundBy([...TYPICAL, ...READS], text)).toEqual([]);
  });

  test.each(fixtures('fair'))('finds what is broken into the solution $name', ({ text }) => {
    const broken = `${text}\nlet counter = 0;\nexport const leak = () => new Map([[counter++, process.env]]);\n`;
    const rules = foundBy(TYPICAL, broken).map((one) => one.split(' ')[0]);
    expect(rules).toEqual(['no-builtins', 'no-module-state', 'no-test-sniffing']);
  });
});
