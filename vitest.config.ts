import { defineConfig } from 'vitest/config';

// One config for the whole workspace; each package's `test` script runs its own folder with it.
// The katas' hidden suites are not listed: they run against a candidate, through the grader.
export default defineConfig({
  test: {
    include: ['**/src/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'katas/**'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
