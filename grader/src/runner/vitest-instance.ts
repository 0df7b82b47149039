import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { PoolRunnerInitializer, Vitest } from 'vitest/node';
import { RunnerError } from './runner.ts';

const REPORT_RUNNER = fileURLToPath(new URL('./report-runner.ts', import.meta.url));

export interface SuiteVitestOptions {
  /** Absolute path of the repository. */
  readonly root: string;
  readonly pool: PoolRunnerInitializer;
  /** Finds the module that a suite calls `#solution`. */
  readonly resolve: (source: string, importer: string | undefined) => string | undefined;
  /** The text of that module. */
  readonly load: (id: string) => string | undefined;
}

/**
 * A vitest of our own that runs what it is told and prints nothing.
 * @throws {RunnerError} where it does not start
 */
export async function startVitest({ root, pool, resolve, load }: SuiteVitestOptions): Promise<Vitest> {
  const silent = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });
  try {
    // Loaded when the first run is due: a file that can't even be read is answered without it.
    const { createVitest } = await import('vitest/node');
    return await createVitest(
      {
        root,
        config: false,
        watch: false,
        include: [],
        passWithNoTests: true,
        reporters: [{}],
        pool,
        isolate: true,
        maxWorkers: 1,
        runner: REPORT_RUNNER,
        disableConsoleIntercept: true,
        // Loaded by Node itself, once per process: vite would take them apart for every suite.
        server: { deps: { external: [/\/packages\/(?:goroutine|explore)\/src\//] } },
        fsModuleCache: false,
      },
      {
        logLevel: 'silent',
        // Node runs what is newest, such as `using`; made older it would import help, which the fence refuses.
        oxc: { target: 'esnext' },
        server: { watch: null },
        plugins: [
          {
            name: 'katas:solution',
            enforce: 'pre',
            resolveId: resolve,
            load,
          },
        ],
      },
      { stdout: silent(), stderr: silent() },
    );
  } catch (error) {
    throw new RunnerError('the test runner did not start', { cause: error });
  }
}
