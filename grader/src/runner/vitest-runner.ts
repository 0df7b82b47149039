import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { StageVerdict } from '@katas/kata';
import type { SearchContext } from '@katas/kata/schedules';
import type { RuleSpec } from '@katas/structure';
import type { TestProject, Vitest } from 'vitest/node';
import type { RunSettings } from './frame.ts';
import { RunnerError, type Job, type Runner } from './runner.ts';
import { StageRecord } from './stage-record.ts';
import { StandbyPool } from './standby-pool.ts';
import type { Run } from './suite-process.ts';

const WARM_UP = fileURLToPath(new URL('./warm-up.ts', import.meta.url));
/** A burst of saves is over when none came for this long; then processes are made ready again. */
const REFILL_AFTER_MS = 150;
const REPORT_RUNNER = fileURLToPath(new URL('./report-runner.ts', import.meta.url));
/** Beyond its limits a run gets this long to say so by itself before it is killed from outside. */
const GRACE_MS = 2000;
/** At each save an exploration gets so many milliseconds beyond its bound: time for the odd lucky find. */
const BEYOND_MS = 20;

/** Where the solution is for its suite; no such file exists, the text comes from the job. */
function solutionId(dir: string): string {
  return join(dir, 'solution.ts');
}

function builtinsOf(rules: readonly RuleSpec[]): string[] {
  return rules.flatMap((rule) => (rule.rule === 'no-builtins' ? rule.names : []));
}

function importsOf(rules: readonly RuleSpec[]): string[] {
  return rules.flatMap((rule) => (rule.rule === 'imports' ? rule.allow : []));
}

export interface VitestRunnerOptions {
  /** Absolute path of the repository. */
  readonly root: string;
  /**
   * How many processes are kept ready: started, loaded and warmed up, each for one run. 0 suits a command that judges
   * once; a watch mode wants as many as a kata has stages.
   */
  readonly standbys?: number;
}

/** One vitest, reused; a process of its own for every run; one run at a time. */
export class VitestRunner implements Runner {
  readonly #pool = new StandbyPool();
  readonly #root: string;
  readonly #wanted: number;
  #vitest: Promise<Vitest> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  /** Runs that were asked for and are not over. */
  #pending = 0;
  #filling: Promise<void> | undefined;
  #refill: NodeJS.Timeout | undefined;
  readonly #texts = new Map<string, string>();

  constructor({ root, standbys = 0 }: VitestRunnerOptions) {
    this.#root = root;
    this.#wanted = standbys;
  }

  async prepare(): Promise<void> {
    await this.#start();
  }

  run(job: Job): Promise<StageVerdict> {
    this.#pending += 1;
    clearTimeout(this.#refill);
    this.#pool.abortWarmUp();
    return this.#queue(() => this.#run(job)).finally(() => {
      this.#pending -= 1;
      this.#refillSoon();
    });
  }

  async close(): Promise<void> {
    this.#pending = Infinity;
    clearTimeout(this.#refill);
    this.#pool.abortWarmUp();
    await this.#last;
    await this.#pool.close();
    const vitest = await this.#vitest;
    this.#vitest = undefined;
    await vitest?.close();
  }

  /** vitest runs one thing at a time. */
  #queue<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => {});
    return mine;
  }

  /** Makes processes ready until all that are wanted stand by, or a run is asked for. */
  async fill(): Promise<void> {
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined;
    });
    await this.#filling;
  }

  async #fill(): Promise<void> {
    while (this.#pending === 0 && this.#pool.standbys < this.#wanted) await this.#queue(() => this.#warmUp());
  }

  #refillSoon(): void {
    if (this.#pending > 0) return;
    clearTimeout(this.#refill);
    this.#refill = setTimeout(() => void this.fill().catch(() => {}), REFILL_AFTER_MS).unref();
  }

  async #warmUp(): Promise<void> {
    if (this.#pending > 0) return;
    const vitest = await this.#start();
    const project = vitest.getRootProject();
    this.#pool.announce(undefined);
    project.provide('seed', 1);
    project.provide('testMs', 1000);
    project.provide('onlyTest', undefined);
    await vitest.runTestSpecifications([project.createSpecification(WARM_UP)]);
    process.exitCode = 0;
  }

  async #run(job: Job): Promise<StageVerdict> {
    job.signal?.throwIfAborted();
    const vitest = await this.#start();
    const project = vitest.getRootProject();
    const id = solutionId(job.kata.dir);
    this.#texts.set(id, job.text);
    vitest.invalidateFile(id);
    provide(project, job);
    const record = new StageRecord(job);
    const run = this.#announce(job, record);
    const kill = (): void => void run.process?.kill();
    job.signal?.addEventListener('abort', kill);
    const deadline = setTimeout(
      () => {
        record.limit('time');
        kill();
      },
      job.limits.stageMs + (job.search?.totalMs ?? 0) + GRACE_MS,
    );
    try {
      await this.#execute({ vitest, suite: join(job.kata.dir, job.stage.suite), run, record });
    } finally {
      clearTimeout(deadline);
      job.signal?.removeEventListener('abort', kill);
    }
    job.signal?.throwIfAborted();
    return record.verdict();
  }

  #announce(job: Job, record: StageRecord): Run {
    const rules = [...job.kata.definition.structure, ...(job.stage.structure ?? [])];
    const settings: RunSettings = {
      solution: solutionId(job.kata.dir),
      imports: importsOf(rules),
      builtins: builtinsOf(rules),
      testMs: job.limits.testMs + (job.search?.totalMs ?? 0),
      memoryMb: job.limits.memoryMb,
      outputKb: job.limits.outputKb,
    };
    let raw = 0;
    const run: Run = {
      settings,
      isBackground: job.search !== undefined,
      onFrame: (frame) => {
        if (record.take(frame)) void run.process?.kill();
      },
      onRawOutput: (text) => {
        raw += text.length;
        if (text.includes('JavaScript heap out of memory')) record.limit('memory');
        if (raw <= job.limits.outputKb * 1000) return;
        record.limit('output');
        void run.process?.kill();
      },
    };
    this.#pool.announce(run);
    return run;
  }

  async #execute({ vitest, suite, run, record }: Execution): Promise<void> {
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications([
      vitest.getRootProject().createSpecification(suite),
    ]);
    // vitest sets it when tests fail, which is no failure of ours
    process.exitCode = 0;
    if (record.limited) return;
    if (run.process?.hasFinished !== true) return record.limit('crash');
    const unhandled = unhandledErrors[0];
    if (unhandled !== undefined) return record.unhandled({ message: errorText(unhandled) });
    const broken = testModules[0]?.errors()[0];
    if (broken) record.unhandled({ message: broken.message });
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
          // Loaded by Node itself, once per process: vite would take them apart for every suite.
          server: { deps: { external: [/\/packages\/(?:goroutine|explore)\/src\//] } },
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

/** What the suite is told; all of it, because it stays from one run to the next. */
function provide(project: TestProject, { kata, stage, seed, limits, text, search, replay }: Job): void {
  project.provide('seed', seed);
  project.provide('testMs', limits.testMs + (search?.totalMs ?? 0));
  project.provide('onlyTest', replay?.test);
  const context: SearchContext = {
    beyondMs: search?.beyondMs ?? BEYOND_MS,
    solution: { id: solutionId(kata.dir), file: `${kata.slug}.ts`, text },
    kata: kata.slug,
    stage: stage.slug,
    ...(replay && { replay }),
  };
  project.provide('search', context);
}

interface Execution {
  readonly vitest: Vitest;
  readonly suite: string;
  readonly run: Run;
  readonly record: StageRecord;
}

function errorText(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}
