import { describe, expect, test } from 'vitest';
import { found } from '../fixture.ts';

const CAS = { rule: 'must-call', calls: ['Atomics.compareExchange'] } as const;
const GO = { rule: 'must-call', calls: ['Chan', 'select'] } as const;

describe('must-call', () => {
  test.each([
    `// Atomics.compareExchange(a, 0, 1, 2)`,
    `const s = 'Atomics.compareExchange(a, 0, 1, 2)'`,
    `if (false) Atomics.compareExchange(a, 0, 1, 2)`,
    `const DEBUG = false; if (DEBUG) Atomics.compareExchange(a, 0, 1, 2)`,
    `if (!true) { Atomics.compareExchange(a, 0, 1, 2) }`,
    `while (0) Atomics.compareExchange(a, 0, 1, 2)`,
    `true || Atomics.compareExchange(a, 0, 1, 2)`,
    `null && Atomics.compareExchange(a, 0, 1, 2)`,
    `const x = true ? 1 : Atomics.compareExchange(a, 0, 1, 2)`,
    `if (true) {} else Atomics.compareExchange(a, 0, 1, 2)`,
    `function unused() { Atomics.compareExchange(a, 0, 1, 2) }`,
    `function unused() { unused(); Atomics.compareExchange(a, 0, 1, 2) }`,
    `const unused = () => Atomics.compareExchange(a, 0, 1, 2)`,
    `export function f() { return; Atomics.compareExchange(a, 0, 1, 2) }`,
    `export function f() { throw 1; Atomics.compareExchange(a, 0, 1, 2) }`,
    `export class X { #unused() { Atomics.compareExchange(a, 0, 1, 2) } }`,
    `class Unused { f() { Atomics.compareExchange(a, 0, 1, 2) } }`,
    `const Atomics = { compareExchange() {} }; Atomics.compareExchange()`,
    `const cas = Atomics.compareExchange`,
    `Atomics.exchange(a, 0, 1)`,
    `type T = typeof Atomics.compareExchange`,
  ])('is not met by %s', (text) => {
    expect(found(CAS, `declare const a: Int32Array; ${text};\nexport {};`)).toEqual([
      '1:1 `Atomics.compareExchange` is never called by code that can run.',
    ]);
  });

  test.each([
    `export function f() { Atomics.compareExchange(a, 0, 1, 2) }`,
    `export class A { f() { this.#g() } #g() { return Atomics.compareExchange(a, 0, 1, 2) } }`,
    `export class A { f() { while (true) { if (Atomics['compareExchange'](a, 0, 1, 2) === 0) return } } }`,
    `const { compareExchange } = Atomics; export const f = () => compareExchange(a, 0, 1, 2)`,
    `const { compareExchange: cas } = Atomics; export const f = () => cas(a, 0, 1, 2)`,
    `const A = Atomics; export const f = () => A.compareExchange(a, 0, 1, 2)`,
    `const cas = Atomics.compareExchange; export const f = () => cas(a, 0, 1, 2)`,
    `const cas = Atomics.compareExchange.bind(Atomics); export const f = () => Atomics.compareExchange.call(null, a, 0, 1, 2)`,
    `export const f = () => globalThis.Atomics.compareExchange(a, 0, 1, 2)`,
    `export const f = () => Reflect.apply(Atomics.compareExchange, null, [a, 0, 1, 2])`,
    `function cas() { return Atomics.compareExchange(a, 0, 1, 2) } class Word { try() { return cas() } } export { Word }`,
    `const go = () => Atomics.compareExchange(a, 0, 1, 2); go()`,
  ])('is met by %s', (text) => {
    expect(found(CAS, `declare const a: Int32Array; ${text};\nexport {};`)).toEqual([]);
  });

  test('meets imported names by any alias, and classes by `new`', () => {
    const uses = `export class Q { c = new C(1); f() { return s([]) } }`;
    expect(found(GO, `import { Chan as C, select as s } from '@katas/goroutine'; ${uses}`)).toEqual([]);
    expect(
      found(GO, `import * as g from '@katas/goroutine'; const { Chan: C, select: s } = g; ${uses}`),
    ).toEqual([]);
    expect(
      found(GO, `import { Chan as C, select as s } from '@katas/goroutine'; export class Q {}`),
    ).toHaveLength(1);
    expect(found(GO, `class Chan {} const select = () => new Chan(); select(); export {}`)).toHaveLength(1);
    expect(
      found(GO, `import type { Chan } from '@katas/goroutine'; export const f = (c: Chan) => c`),
    ).toHaveLength(1);
  });
});
