import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { StageVerdict } from '@katas/kata';
import type { SuiteContext } from '@katas/kata/suite';
import type { RuleSpec } from '@katas/structure';
import type { TestProject, Vitest } from 'vitest/node';
import { FreshPool, type FreshRun } from './fresh-pool.ts';
import type { RunSettings } from './frame.ts';
import { RunnerError, type Job, type Runner } from './runner.ts';
import { StageRecord } from './stage-record.ts';

const REPORT_RUNNER = fileURLToPath(new URL('./report-runner.ts', import.meta.url));
/** Beyond its limits a run gets this long to say so by itself before it is killed from outside. */
const GRACE_MS = 2000;

/** Where the solution is for its suite; no such file exists, the text comes from the job. */
function solutionId(dir: string): string {
  return join(dir, 'solution.ts');
}

export function builtinsOf(rules: readonly RuleSpec[]): string[] {
  return rules.flatMap((rule) => (rule.rule === 'no-builtins' ? rule.names : []));
}

export function importsOf(rules: readonly RuleSpec[]): string[] {
  return rules.flatMap((rule) => (rule.rule === 'imports' ? rule.allow : []));
}

/** One vitest, reused; one fresh process per run; one run at a time. */
export class VitestRunner implements Runner {
  readonly #pool = new FreshPool();
  readonly #root: string;
  #vitest: Promise<Vitest> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  readonly #texts = new Map<string, string>();

  /** @param root - absolute path of the repository */
  constructor(root: string) {
    this.#root = root;
  }

  async prepare(): Promise<void> {
    await this.#start();
  }

  run(job: Job): Promise<StageVerdict> {
    const mine = this.#last.then(() => this.#run(job));
    this.#last = mine.catch(() => {});
    return mine;
  }

  async close(): Promise<void> {
    const vitest = await this.#vitest;
    this.#vitest = undefined;
    await vitest?.close();
  }

  async #run(job: Job): Promise<StageVerdict> {
    job.signal?.throwIfAborted();
    const vitest = await this.#start();
    const project = vitest.getRootProject();
    const id = solutionId(job.kata.dir);
    this.#texts.set(id, job.text);
    vitest.invalidateFile(id);
    const context: SuiteContext = { seed: job.seed, testMs: job.limits.testMs };
    project.provide('seed', context.seed);
    project.provide('testMs', context.testMs);
    const record = new StageRecord(job.stage, job.text, job.onTest);
    const run = this.#announce(job, record);
    const kill = (): void => run.kill?.();
    job.signal?.addEventListener('abort', kill);
    const deadline = setTimeout(() => {
      record.limit('time');
      kill();
    }, job.limits.stageMs + GRACE_MS);
    try {
      await this.#execute(vitest, project, { suite: join(job.kata.dir, job.stage.suite), record });
    } finally {
      clearTimeout(deadline);
      job.signal?.removeEventListener('abort', kill);
    }
    job.signal?.throwIfAborted();
    return record.verdict();
  }

  #announce(job: Job, record: StageRecord): FreshRun {
    const rules = [...job.kata.definition.structure, ...(job.stage.structure ?? [])];
    const settings: RunSettings = {
      solution: solutionId(job.kata.dir),
      imports: importsOf(rules),
      builtins: builtinsOf(rules),
      testMs: job.limits.testMs,
      memoryMb: job.limits.memoryMb,
      outputKb: job.limits.outputKb,
    };
    let raw = 0;
    let errors = '';
    const run: FreshRun = {
      settings,
      onFrame: (frame) => {
        if (record.take(frame)) run.kill?.();
      },
      onRawOutput: (text) => {
        raw += text.length;
        if (errors.length < 4000) errors += text;
        if (raw <= job.limits.outputKb * 1000) return;
        record.limit('output');
        run.kill?.();
      },
      onExit: () => {
        // A run that ended by itself was killed after its last frame; what it lacks makes it a crash or a limit.
        if (errors.includes('heap limit') || errors.includes('out of memory')) record.limit('memory');
      },
    };
    this.#pool.next = run;
    return run;
  }

  async #execute(
    vitest: Vitest,
    project: TestProject,
    on: { suite: string; record: StageRecord },
  ): Promise<void> {
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications([
      project.createSpecification(on.suite),
    ]);
    // vitest sets it when tests fail, which is no failure of ours
    process.exitCode = 0;
    if (on.record.limited) return;
    const crashed = unhandledErrors.some((error) => /Worker exited|worker/i.test(errorText(error)));
    if (crashed) return on.record.limit('crash');
    const unhandled = unhandledErrors[0];
    if (unhandled !== undefined) return on.record.unhandled({ message: errorText(unhandled) });
    const broken = testModules[0]?.errors()[0];
    if (broken) on.record.unhandled({ message: broken.message });
  }

  #start(): Promise<Vitest> {
    this.#vitest ??= this.#create();
    return this.#vitest;
  }

  async #create(): Promise<Vitest> {
    const silent = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });
    try {
      // Loaded when the first run is due: a file that can't even be read is answered without it.
      const { createVitest } = await import('vitest/node');
      return await createVitest(
        {
          root: this.#root,
          config: false,
          watch: false,
          include: [],
          passWithNoTests: true,
          reporters: [{}],
          pool: this.#pool,
          isolate: true,
          maxWorkers: 1,
          runner: REPORT_RUNNER,
          disableConsoleIntercept: true,
          fsModuleCache: false,
        },
        {
          logLevel: 'silent',
          server: { watch: null },
          plugins: [
            {
              name: 'katas:solution',
              enforce: 'pre',
              resolveId: (source, importer) => this.#resolve(source, importer),
              load: (id) => this.#texts.get(id.split('?')[0] ?? ''),
            },
          ],
        },
        { stdout: silent(), stderr: silent() },
      );
    } catch (error) {
      throw new RunnerError('the test runner did not start', { cause: error });
    }
  }

  #resolve(source: string, importer: string | undefined): string | undefined {
    if (source !== '#solution' || importer === undefined) return undefined;
    const dir = [...this.#texts.keys()].find((id) => importer.startsWith(id.slice(0, -'solution.ts'.length)));
    return dir;
  }
}

function errorText(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}
