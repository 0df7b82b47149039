import { describe, expect, test } from 'vitest';
import { found } from '../fixture.ts';

const RULE = { rule: 'no-test-sniffing' } as const;

describe('no-test-sniffing', () => {
  test.each([
    `if (process.env.VITEST) {}`,
    `const { env } = process`,
    `const testing = typeof process !== 'undefined'`,
    `typeof window === 'undefined'`,
    `import.meta.env`,
    `import.meta.vitest`,
    `import.meta.url`,
    `import.meta['en' + 'v']`,
    `globalThis.process`,
    `globalThis['proc' + 'ess']`,
    `const { process: p } = globalThis`,
    `globalThis.__vitest_worker__`,
    `'__vitest_worker__' in globalThis; globalThis['__vitest_' + 'index__']`,
    `Object.keys(globalThis)`,
    `Reflect.get(globalThis, '__vitest_worker__')`,
    `__vitest_worker__`,
    `describe('x', () => {})`,
    `expect(1)`,
    `vi.fn()`,
    `typeof jest`,
    `new Error().stack`,
    `Error().stack`,
    `const { stack } = new Error()`,
    `const e = new Error(); e['st' + 'ack']`,
    `try { throw new Error() } catch (e: any) { e.stack }`,
    `Error.captureStackTrace({})`,
    `Error.prepareStackTrace = () => 1`,
    `Error.stackTraceLimit = 0`,
    `require.main`,
    `__filename`,
    `import { argv } from 'node:process'`,
    `import { isMainThread } from 'node:worker_threads'`,
    `import { readFileSync } from 'node:fs'`,
    `import { expect as e } from 'vitest'`,
    `navigator.userAgent`,
  ])('finds %s', (text) => {
    expect(found(RULE, `${text};\nexport {};`)).not.toEqual([]);
  });

  test.each([
    `class Closed extends Error { constructor() { super('x'); Error.captureStackTrace(this, Closed) } }`,
    `class Walk { stack: number[] = []; next() { this.stack.push(1) } } new Walk()`,
    `export const f = (log: (s?: string) => void, e: Error) => log(e.stack)`,
    `export const f = (g: () => void) => { try { g() } catch (e) { console.error((e as Error).stack) } }`,
    `const test = (x: number) => x; test(1); function it() {} it(); const expect = 1; expect`,
    `performance.now(); Date.now(); Math.random(); console.log(1)`,
    `export class A { process() { return this.it } it = 1; window = 3 }`,
    `export const f = (window: number, process: number) => window + process`,
    `import.meta.main`,
    `// process.env.VITEST\nconst s = '__vitest_worker__'`,
  ])('leaves alone: %s', (text) => {
    expect(found(RULE, `${text};\nexport {};`)).toEqual([]);
  });
});
