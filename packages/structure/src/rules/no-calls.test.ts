import { describe, expect, test } from 'vitest';
import { found } from '../fixture.ts';

const RULE = { rule: 'no-calls', calls: ['JSON.stringify', '.sort', 'setTimeout', 'process.exit'] } as const;

describe('no-calls', () => {
  test.each([
    `JSON.stringify(1)`,
    `JSON['stringify'](1)`,
    `JSON?.stringify?.(1)`,
    `(JSON as any)['string' + 'ify'](1)`,
    `const { stringify } = JSON; stringify(1)`,
    `const { stringify: s } = globalThis.JSON; s(1)`,
    `let s; ({ stringify: s } = JSON); s(1)`,
    `const J = JSON; J.stringify(1)`,
    `const s = JSON.stringify; s(1)`,
    `export const f = [1].map(JSON.stringify)`,
    `JSON.stringify.call(null, 1)`,
    `Reflect.apply(JSON.stringify, JSON, [1])`,
    `Reflect.get(JSON, 'stringify')(1)`,
    `export const f = (k: string) => JSON[k](1)`,
    `const holder = { J: JSON }; holder.J.stringify(1)`,
    `export const f = ({ stringify } = JSON) => stringify(1)`,
    `Object.values(JSON)[1](1)`,
    `eval('JSON.stringify(1)')`,
    `Function('return JSON.stringify')()`,
    `[2, 1].sort()`,
    `[2, 1]['sort']()`,
    `[2, 1]['so' + 'rt']()`,
    `const { sort } = Array.prototype; sort.call([1])`,
    `Array.prototype.sort.call([1])`,
    `export const f = (a: number[]) => a.sort?.()`,
    `export const f = ({ sort }: number[]) => sort`,
    `setTimeout(() => {}, 1)`,
    `globalThis.setTimeout(() => {}, 1)`,
    `globalThis['setTimeout'](() => {}, 1)`,
    `const { setTimeout: wait } = globalThis; wait(() => {}, 1)`,
    `const wait = setTimeout; wait(() => {}, 1)`,
    `import { setTimeout as wait } from 'node:timers'; wait(() => {}, 1)`,
    `import { setTimeout as wait } from 'node:timers/promises'; await wait(1)`,
    `import * as timers from 'timers'; timers.setTimeout(() => {}, 1)`,
    `import timers from 'timers'; timers.setTimeout(() => {}, 1)`,
    `process.exit(1)`,
    `import process from 'node:process'; process.exit(1)`,
    `import { exit } from 'node:process'; exit(1)`,
    `const { exit: leave } = process; leave(1)`,
  ])('finds %s', (text) => {
    expect(found(RULE, `${text};\nexport {};`)).not.toEqual([]);
  });

  test.each([
    `class Q { sort() {} } new Q().sort()`,
    `export class Q { sort() {} f() { this.sort() } }`,
    `interface Sorter { sort(): void } export const f = (s: Sorter) => s.sort()`,
    `const JSON = { stringify: (x: unknown) => x }; JSON.stringify(1)`,
    `const setTimeout = (f: () => void) => f(); setTimeout(() => {})`,
    `const o = { sort: 1, stringify: 2 }; o.sort + o.stringify`,
    `// JSON.stringify([].sort())\nconst s = 'setTimeout()'`,
    `JSON.parse('1'); typeof setTimeout; clearTimeout(undefined)`,
    `process.nextTick(() => {}); setImmediate(() => {})`,
    `class P { #sort() {} f() { this.#sort() } } new P()`,
  ])('leaves alone: %s', (text) => {
    expect(found(RULE, `${text};\nexport {};`)).toEqual([]);
  });

  test('points at the name of the method, not at the chain before it', () => {
    expect(found(RULE, `export const f = (a: number[]) =>\n  a.map((x) => x)\n    .sort();`)).toEqual([
      '3:6 `.sort` is used here.',
    ]);
  });
});
