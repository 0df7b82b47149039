// A process of the floor: suites loaded once, run with a known solution until they are compiled, then with the saved one.
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

export interface FloorOrder {
  /** A solution that is known to be right. */
  readonly accepted: string;
  readonly exports: readonly string[];
  readonly suites: readonly string[];
  readonly depth: 'quick' | 'full';
}

export type FloorMessage = 'ready' | 'passed' | 'failed';

const WARM_UPS = 3;
const PLACE = 'katas:solution';
const order = JSON.parse(process.argv[2] ?? '') as FloorOrder;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'vitest')
      return { url: new URL('./shims/bare.ts', import.meta.url).href, shortCircuit: true };
    if (specifier === '#solution' || specifier === PLACE)
      return { url: PLACE, format: 'module', shortCircuit: true };
    return next(specifier, context);
  },
  load(url, context, next) {
    if (url !== PLACE) return next(url, context);
    const names = order.exports.join(', ');
    const set = order.exports.map((name) => `${name} = from.${name};`).join(' ');
    return {
      format: 'module',
      shortCircuit: true,
      source: `let ${names}; export { ${names} }; export function put(from) { ${set} }`,
    };
  },
});

const { put } = (await import(PLACE)) as { put: (solution: unknown) => void };
for (const suite of order.suites) await import(pathToFileURL(suite).href);
const { collected } = await import('./shims/tests.ts');

async function run(url: string): Promise<boolean> {
  try {
    put(await import(url));
    let isGood = true;
    for (const { body } of collected) {
      try {
        await body();
      } catch {
        isGood = false;
      }
    }
    return isGood;
  } catch {
    return false;
  }
}

for (let round = 0; round < WARM_UPS; round += 1) await run(pathToFileURL(order.accepted).href);
process.on('message', ({ path }: { path: string }) => {
  void run(pathToFileURL(path).href).then((isGood) => process.send?.(isGood ? 'passed' : 'failed'));
});
process.send?.('ready');
