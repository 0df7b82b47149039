// `vitest` for suites under `node --test`: node:test as the runner, jest's package `expect` for the assertions.
import { createRequire } from 'node:module';
import { test as nodeTest } from 'node:test';
import { lenient } from './jest-expect.ts';

export { inject } from './tests.ts';

// `expect` is no dependency of ours, it comes with jest.
const owners = ['jest', '@jest/core', 'jest-runtime', '@jest/globals', 'expect'];
const path = owners.reduce((from, name) => createRequire(from).resolve(name), import.meta.filename);
const real = createRequire(import.meta.url)(path) as { expect: (actual: unknown) => unknown };

export const expect = lenient(real.expect);

export function test(name: string, options: { timeout?: number }, body: () => void | Promise<void>): void {
  void nodeTest(name, { timeout: options.timeout ?? 5000 }, body);
}
