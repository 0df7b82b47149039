import { defineConfig } from 'vitest/config';

// What runs for each mutant: everything but the gate on the sources' text, the soak, and what starts processes.
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'src/seam.test.ts', 'src/soak/**', 'src/ring.test.ts'],
    testNamePattern: /^(?!as a program)/,
    testTimeout: 5000,
  },
});
