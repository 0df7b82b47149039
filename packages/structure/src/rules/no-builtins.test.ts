import { describe, expect, test } from 'vitest';
import { found } from '../fixture.ts';
import type { RuleSpec } from '../rule-spec.ts';

const RULE: RuleSpec = { rule: 'no-builtins', names: ['Set', 'Map', 'WeakMap', 'WeakSet'] };

/** Each must be found. Where one line makes the evasion and another uses it, either place will do. */
const EVASIONS: readonly string[] = [
  // By its name, or by another.
  `new Set()`,
  `const inner = new Map<string, number>()`,
  `const S = Set; new S()`,
  `let S; S = Set; new S()`,
  `var S = (Set); new S()`,
  `class Mine extends Set {}`,
  `class Mine extends (Map as any) {}`,
  `const make = () => new WeakMap()`,
  `function make(C = Set) { return new C() }`,
  `const make = ({ C = Map } = {}) => new C()`,
  `class A { #inner = new Set() }`,
  `class A { static inner; static { A.inner = new Map() } }`,
  `const C = true ? Map : Array`,
  `const C = null ?? WeakSet`,
  `const list = [Set]; new list[0]()`,
  `const holder = { Set }; new holder.Set()`,
  `const holder = { make: Set }; new holder.make()`,
  `[Set].map((C) => new C())`,
  `const give = (C: any) => new C(); give(Set)`,
  `const bound = Set.bind(null)`,
  `Set.prototype.has.call({}, 1)`,
  `Map.groupBy([1], (x) => x)`,
  `const { prototype } = Map`,
  `const a = Set; export { a as Mine }`,
  `export default Map`,
  `interface Set<T> {}; const s = new Set()`,
  `type Map = number; new Map()`,
  `declare const Set: any; new Set()`,
  `declare class Map { constructor() }; new Map()`,
  `import type { Set } from './mine'; new Set()`,
  `{ const Set = 1 } new Set()`,
  `function f(Set: any) { return Set } f(1); new Map()`,
  // Through the global object.
  `new globalThis.Set()`,
  `new globalThis['Set']()`,
  `new globalThis['S' + 'et']()`,
  'new globalThis[`${"S"}et`]()',
  `new (globalThis as any)[['S', 'et'].join('')]()`,
  `const k = 'teS'.split('').reverse().join(''); new globalThis[k]()`,
  `new globalThis[String.fromCharCode(83, 101, 116)]()`,
  `new globalThis[atob('U2V0')]()`,
  `new globalThis['set'.replace('s', 'S')]()`,
  `new globalThis['XSet'.slice(1)]()`,
  `const name = (n: string) => globalThis[n]; name('Set')`,
  `const { Set: S } = globalThis; new S()`,
  `const { ['S' + 'et']: S } = globalThis`,
  `const { Set: S = Array } = globalThis as any`,
  `const { ...all } = globalThis; new all.Set()`,
  `let S; ({ Set: S } = globalThis); new S()`,
  `let S; ({ ['Ma' + 'p']: S } = globalThis)`,
  `const f = ({ Map: M }) => new M(); f(globalThis)`,
  `const g = globalThis; new g.Map()`,
  `const g = globalThis, h = g; const { Map: M } = h`,
  `const g = (() => globalThis)(); new g.Map()`,
  `function g() { return globalThis } new (g().Set)()`,
  `new (0, globalThis).Set()`,
  `new (globalThis?.['Map'])()`,
  `new globalThis.globalThis.Set()`,
  `new global.Set()`,
  `new window.Map()`,
  `new self['Map']()`,
  `globalThis.valueOf()['Set']`,
  `const x = [globalThis]; x[0].Set`,
  `const x = { g: globalThis }; x.g.Set`,
  `class A { #g = globalThis; f() { return new this.#g.Set() } }`,
  `Reflect.get(globalThis, 'Set')`,
  `Reflect.get(globalThis, 'S' + 'et')`,
  `const { get } = Reflect; get(globalThis, 'Map')`,
  `Reflect['get'](globalThis, 'Map')`,
  `Object.getOwnPropertyDescriptor(globalThis, 'Set').value`,
  `Object.getOwnPropertyDescriptors(globalThis).Set.value`,
  `Object.entries(globalThis).find(([k]) => k === 'Set')`,
  `Object.getOwnPropertyNames(globalThis)`,
  `Reflect.ownKeys(globalThis)`,
  `Object.assign({}, globalThis).Set`,
  `({ ...globalThis }).Set`,
  `for (const k in globalThis) k`,
  `Object.create(globalThis).Set`,
  `const g = Object(globalThis); new g.Set()`,
  `with_(globalThis); function with_(g: any) { return g.Set }`,
  // By construction.
  `Reflect.construct(Set, [])`,
  `function f(C: any) { return Reflect.construct(C, []) }`,
  `Reflect.apply(Function, null, ['return Set'])()`,
  `export class A { constructor(values: any) { this.x = new values.constructor() } x }`,
  `export const f = (x: any) => new x['constructor']()`,
  `export const f = (x: any) => new x['const' + 'ructor']()`,
  `export const f = ({ constructor: C }: any) => new C()`,
  `export const f = (x: any) => { const { constructor: C } = x; return new C() }`,
  `export const f = (x: any) => Reflect.get(x, 'constructor')`,
  `export const f = (x: any) => Object.getPrototypeOf(x).constructor`,
  `export const f = (x: any) => { const p = Object.getPrototypeOf(x); return new p.constructor() }`,
  `export const f = (x: any) => Reflect.getPrototypeOf(x)`,
  `export const f = (x: any) => x.__proto__.constructor`,
  `export const f = (x: any) => x['__proto__']`,
  `export const f = ({ __proto__: p }: any) => p`,
  `export const f = (x: any) => x.__lookupGetter__('a')`,
  `export const f = (x: any) => Object.getOwnPropertyDescriptor(x, 'constructor').value`,
  // Code made of text.
  `eval('new Set()')`,
  `(0, eval)('Set')`,
  `const e = eval; e('Set')`,
  `Function('return Set')()`,
  `new Function('return new Set()')()`,
  `(() => {}).constructor('return Set')()`,
  `(async () => {}).constructor('return Set')()`,
  `(function* () {}).constructor('yield Set')`,
  `(async function* () {}).constructor('yield Set')`,
  `[].constructor.constructor('return Set')()`,
  `''['constructor']['constructor']('return Set')()`,
  `[].at.constructor('return Set')()`,
  `class A { static f() { return this.constructor('return Set') } }`,
  `class A { f() { return this.constructor.constructor('return Set')() } }`,
  `class A { f() { const C = this.constructor; return C.constructor('return Set')() } }`,
  `const { constructor: F } = () => {}; F('return Set')()`,
  `export function f(k: string) { return (() => {})[k]('return Set')() }`,
  `export function f(x: any, k: string) { return x[k]('return Set') }`,
  `Object.getPrototypeOf(function* () {}).constructor('yield Set')`,
  `Object.getPrototypeOf(async () => {}).constructor`,
  // Modules, copies, look-alikes.
  `const { Set: S } = await import('data:text/javascript,export const Set = globalThis.Set')`,
  `import('node:v8')`,
  `import v8 from 'node:v8'; v8.deserialize(v8.serialize(1))`,
  `import { runInThisContext } from 'node:vm'; runInThisContext('Set')`,
  `import { createRequire } from 'node:module'`,
  `import vm = require('vm')`,
  `require('vm').runInThisContext('Set')`,
  `const r = require; r('vm')`,
  `module.require('vm')`,
  `process.getBuiltinModule('vm').runInThisContext('Set')`,
  `process.binding('contextify')`,
  `const p = process; p['get' + 'BuiltinModule']('vm')`,
  `process.mainModule.require('vm')`,
  `new process.allowedNodeEnvironmentFlags.constructor()`,
  `console._times`,
  `import process from 'node:process'; process.getBuiltinModule('vm')`,
  `import { getBuiltinModule } from 'node:process'; getBuiltinModule('vm')`,
  `Error.prepareStackTrace = (_, frames) => frames[0].getFunction()`,
  `structuredClone(1)`,
  `new URLSearchParams()`,
  `const u = new URL('http://x'); u.searchParams`,
  `new Headers()`,
  `new FormData()`,
  `localStorage.setItem('a', 'b')`,
  `new EventTarget()`,
  `new Proxy({}, {})`,
  `Object.groupBy([1], String)`,
  `Intl.getCanonicalLocales(['a', 'a'])`,
  `import { URLSearchParams as U } from 'node:url'; new U()`,
  `import * as url from 'node:url'; new url.URLSearchParams()`,
  `import { MIMEParams } from 'node:util'`,
  `import { EventEmitter } from 'node:events'`,
  `import { Map } from 'immutable'`,
  `import HashMap from 'hashmap'`,
  `import { HashSet } from 'js-sdsl'`,
  `import { Set } from './mine.ts'; new Set()`,
  `import 'core-js/es/set'`,
  `export { OrderedMap } from 'immutable'`,
];

describe('no-builtins', () => {
  test.each(EVASIONS)('finds %s', (text) => {
    expect(found(RULE, `${text};\nexport {};`)).not.toEqual([]);
  });

  test('the corpus of evasions has no text twice', () => {
    expect(EVASIONS.length).toBeGreaterThanOrEqual(80);
    expect(EVASIONS.filter((one, index) => EVASIONS.indexOf(one) !== index)).toEqual([]);
  });

  test('points at the smallest range that shows the use', () => {
    expect(found(RULE, `const ok = 1;\nconst inner = new Set<number>();\n`)).toEqual([
      '2:19 The builtin `Set` is reached here.',
    ]);
  });

  test.each([
    `let seen: Set<number> | undefined; const f = (x: ReadonlyMap<string, Map<number, Set<string>>>) => x`,
    `class Set2<T> { has(v: T) { return v === v } } new Set2().has(1)`,
    `class Set { add() {} } new Set().add()`,
    `function f(Map: new () => object) { return new Map() }`,
    `class A { Set = 1; map() { return this.Set } } new A().map()`,
    `const o = { Set: 1, Map: 2 }; o.Set + o.Map; const { Set: s } = o; s`,
    `class A { clone(): A { return new (this.constructor as typeof A)() } }`,
    `class A { clone() { const C = this.constructor as typeof A; return new C() } static of() { return new this() } }`,
    `class A { same(other: A) { return other.constructor === this.constructor && other.constructor.name === 'A' } }`,
    `class A { like(other: A) { return new (other.constructor as typeof A)() } }`,
    `export const f = (x: unknown) => x instanceof Set || typeof Map === 'function'`,
    `const IteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())); Object.create(IteratorPrototype)`,
    `class A { get [Symbol.toStringTag]() { return 'Set' } static get [Symbol.species]() { return this } }`,
    `Math['max'](1, 2); [1].map(String); Number.isInteger(1); globalThis.Math.max(1)`,
    `const w = new WeakRef({}); w.deref(); new FinalizationRegistry(() => {})`,
    `enum Map { A } Map.A; label: for (;;) break label`,
    `// new Set()\nconst text = 'new Set()'; /* eval */`,
    `export function f(handlers: (() => void)[], i: number) { handlers[i]?.() }`,
    `const o = { constructor: 1 }; o.constructor`,
    `export class M { get(key: string) { return [key] } f() { return Reflect.get(globalThis, 'Math') } }`,
  ])('leaves alone: %s', (text) => {
    expect(found(RULE, `${text};\nexport {};`)).toEqual([]);
  });

  test('takes other names than those of collections, without their look-alikes', () => {
    const rule: RuleSpec = { rule: 'no-builtins', names: ['EventEmitter', 'Promise'] };
    expect(found(rule, `new URLSearchParams(); new Map(); structuredClone(1); export {}`)).toEqual([]);
    expect(found(rule, `import { EventEmitter as E } from 'node:events'; new E()`)).toHaveLength(1);
    expect(found(rule, `import * as events from 'events'; new events.EventEmitter()`)).toHaveLength(1);
    expect(found(rule, `const P = globalThis['Pro' + 'mise']; export {}`)).toHaveLength(1);
  });
});
