// For Node's own test runner: `#solution` is the saved file, `vitest` is the shim beside this file.
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const solution = process.env['BENCH_SOLUTION'] ?? '';
const shim = new URL('./node-test.ts', import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'vitest') return { url: shim, shortCircuit: true };
    if (specifier === '#solution') return { url: pathToFileURL(solution).href, shortCircuit: true };
    return next(specifier, context);
  },
});
