import { describe, expect, test } from 'vitest';
import { found } from '../fixture.ts';

const NONE = { rule: 'imports', allow: [] } as const;
const SOME = { rule: 'imports', allow: ['@katas/goroutine', 'node:http'] } as const;

describe('imports', () => {
  test.each([
    `import fs from 'node:fs'`,
    `import { readFileSync } from 'fs'`,
    `import * as x from './other.ts'`,
    `import 'side-effect'`,
    `import type { Stats } from 'node:fs'`,
    `import { type Stats } from 'node:fs'`,
    `export { a } from './other.ts'`,
    `export * from './other.ts'`,
    `export type { A } from './other.ts'`,
    `import x = require('node:fs')`,
    `const x = require('node:fs')`,
    `const r = require; r('node:fs')`,
    `const x = await import('node:fs')`,
    `export const f = (name: string) => import(name)`,
    `export const f = (name: string) => import('node:' + name)`,
    `const fs = process.getBuiltinModule('fs')`,
    `const { getBuiltinModule } = process; getBuiltinModule('fs')`,
    `import process from 'node:process'; process.getBuiltinModule('fs')`,
    `export type S = import('node:fs').Stats`,
  ])('finds %s', (text) => {
    expect(found(NONE, `${text};\nexport {};`)).not.toEqual([]);
    expect(found(SOME, `${text};\nexport {};`)).not.toEqual([]);
  });

  test.each([
    `import { go } from '@katas/goroutine'`,
    `import type { Chan } from '@katas/goroutine'`,
    `import { createServer } from 'node:http'`,
    `import { createServer } from 'http'`,
    `const x = await import('node:http')`,
    `const spec = '@katas/' + 'goroutine'; await import(spec)`,
    `export type C = import('@katas/goroutine').Chan<number>`,
  ])('leaves alone what is allowed: %s', (text) => {
    expect(found(SOME, `${text};\nexport {};`)).toEqual([]);
  });

  test('does not take other things for imports', () => {
    expect(
      found(NONE, `const require = (x: string) => x; require('a'); import.meta; // import 'x'\nexport {};`),
    ).toEqual([]);
  });

  test('an allowed name is matched whole', () => {
    expect(found(SOME, `import '@katas/goroutine/internal'`)).toEqual([
      '1:8 `@katas/goroutine/internal` is imported.',
    ]);
    expect(found(SOME, `import 'node:https'`)).toHaveLength(1);
  });
});
