import { join } from 'node:path';
import { DEFAULT_LIMITS, type Kata, type StageDefinition, type StageVerdict } from '@katas/kata';
import type { ProvidedContext } from 'vitest';
import type { Vitest } from 'vitest/node';
import { candidateOf, told, type Many } from './candidate.ts';
import type { Transformed } from './frame.ts';
import { placeholder, referencesIn, rehearsalOf } from './reference.ts';
import { contextOf, guarded, runOf, settingsOf, solutionId } from './run.ts';
import type { Job, Runner } from './runner.ts';
import { StageRecord } from './stage-record.ts';
import { StandbyPool } from './standby-pool.ts';
import type { Run, SuiteProcess } from './suite-process.ts';
import { transform } from './transform.ts';
import { startVitest } from './vitest-instance.ts';

/** A burst of saves is over when none came for this long; then processes are made ready again. */
const REFILL_AFTER_MS = 150;

function keyOf(kata: Kata, stage: StageDefinition): string {
  return `${kata.dir} ${stage.slug}`;
}

export interface VitestRunnerOptions {
  /** Absolute path of the repository. */
  readonly root: string;
  /**
   * `rehearsed`: for each stage of the kata that was judged last a process stands by that has loaded and rehearsed its
   * suite, for one run; default `none`, which suits a command that judges once.
   */
  readonly standbys?: 'none' | 'rehearsed';
  /** What stands between a suite's process and this machine; default `none`. */
  readonly sandbox?: 'bwrap' | 'none';
}

/** One vitest, reused; a process of its own for every run; one run at a time. */
export class VitestRunner implements Runner {
  readonly #pool: StandbyPool;
  readonly #root: string;
  readonly #keepsStandbys: boolean;
  /** The kata that processes stand by for. */
  #kata: Kata | undefined;
  #vitest: Promise<Vitest> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  /** Runs that were asked for and are not over. */
  #pending = 0;
  #filling: Promise<void> | undefined;
  #refill: NodeJS.Timeout | undefined;
  readonly #texts = new Map<string, string>();
  readonly #transformed = new Map<string, readonly Transformed[]>();
  #saved: { readonly text: string; readonly transformed: Promise<Transformed> } | undefined;

  constructor({ root, standbys = 'none', sandbox = 'none' }: VitestRunnerOptions) {
    this.#pool = new StandbyPool(sandbox);
    this.#root = root;
    this.#keepsStandbys = standbys === 'rehearsed';
  }

  async prepare(): Promise<void> {
    await this.#start();
  }

  run(job: Job): Promise<StageVerdict> {
    this.#pending += 1;
    clearTimeout(this.#refill);
    if (this.#keepsStandbys) this.#kata = job.kata;
    return this.#soonest(job).finally(() => {
      this.#pending -= 1;
      this.#refillSoon();
    });
  }

  #soonest(job: Job): Promise<StageVerdict> {
    // Those that stand by are for whoever waits for a verdict.
    const isBackground = job.search !== undefined || job.replay !== undefined;
    const ready = isBackground ? undefined : this.#pool.take(keyOf(job.kata, job.stage));
    if (ready) return this.#perform(ready, job);
    this.#pool.abortRehearsal();
    this.#pool.startAhead();
    return this.#queue(() => this.#run(job));
  }

  async close(): Promise<void> {
    this.#pending = Infinity;
    clearTimeout(this.#refill);
    this.#pool.abortRehearsal();
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
  async fill(kata: Kata | undefined = this.#kata): Promise<void> {
    if (this.#keepsStandbys) this.#kata = kata;
    this.#filling ??= this.#fill().finally(() => {
      this.#filling = undefined;
    });
    await this.#filling;
  }

  async #fill(): Promise<void> {
    for (let next = this.#missing(); next; next = this.#missing()) {
      const { kata, stage } = next;
      const isReady = await this.#queue(() => this.#rehearse(kata, stage));
      // A suite that can't be rehearsed (its author works on it) is run as it is.
      if (!isReady && this.#pending === 0) return;
    }
  }

  /** The stage that no process stands by for. */
  #missing(): { readonly kata: Kata; readonly stage: StageDefinition } | undefined {
    const kata = this.#kata;
    if (kata === undefined || this.#pending > 0) return undefined;
    const { stages } = kata.definition;
    this.#pool.keepOnly(stages.map((stage) => keyOf(kata, stage)));
    const stage = stages.find((each) => !this.#pool.has(keyOf(kata, each)));
    return stage && { kata, stage };
  }

  #refillSoon(): void {
    if (this.#pending > 0) return;
    clearTimeout(this.#refill);
    this.#refill = setTimeout(() => void this.fill().catch(() => {}), REFILL_AFTER_MS).unref();
  }

  /** @returns whether a process stands by now */
  async #rehearse(kata: Kata, stage: StageDefinition): Promise<boolean> {
    if (this.#pending > 0) return false;
    const vitest = await this.#start();
    const settings = settingsOf(kata, stage, { ...DEFAULT_LIMITS, ...kata.definition.limits });
    const references = await this.#references(kata);
    this.#texts.set(settings.solution, placeholder(settings.imports));
    vitest.invalidateFile(settings.solution);
    for (const [key, value] of Object.entries(contextOf(rehearsalOf(kata, stage), 'quick')))
      vitest.getRootProject().provide(key as keyof ProvidedContext, value as never);
    const key = keyOf(kata, stage);
    // The next one is loaded while this one rehearses; after the last, one is loaded for the next save.
    this.#pool.announce({ key, settings, references }, { after: 'another' });
    await vitest.runTestSpecifications([
      vitest.getRootProject().createSpecification(join(kata.dir, stage.suite)),
    ]);
    process.exitCode = 0;
    return this.#pool.has(key);
  }

  /** Solutions that suites are rehearsed with. */
  async #references(kata: Kata): Promise<readonly Transformed[]> {
    const known = this.#transformed.get(kata.dir);
    if (known) return known;
    const texts = referencesIn(kata.dir);
    const found = await Promise.all(texts.map((text) => transform(text, solutionId(kata.dir))));
    this.#transformed.set(kata.dir, found);
    return found;
  }

  /** A run in a process that stands by: nothing but the solution's text is still to be loaded. */
  async #perform(suite: SuiteProcess, job: Job): Promise<StageVerdict> {
    let solution: Transformed;
    try {
      solution = await this.#transform(job);
    } catch {
      // What can't be parsed is told by the way that everything else goes.
      void suite.kill();
      return await this.#queue(() => this.#run(job));
    }
    const quick = new StageRecord(job);
    let record = quick;
    const ended = Promise.withResolvers<void>();
    let isDone = false;
    const run = runOf(job, () => record, {
      onDone: (depth) => {
        isDone = depth === 'full';
        if (isDone) return ended.resolve();
        // What is told of the full sizes is told by their verdict.
        record = new StageRecord({ kata: job.kata, stage: job.stage, text: job.text });
        void Promise.resolve(job.onQuick?.(quick.verdict())).then(() => suite.deepen());
      },
    });
    await guarded({ job, record: () => record, run }, async () => {
      if (job.signal?.aborted === true) return;
      suite.go(run, { solution, context: { ...contextOf(job, 'quick') } });
      await Promise.race([ended.promise, suite.gone]);
    });
    void suite.kill();
    job.signal?.throwIfAborted();
    if (!isDone) record.limit('crash');
    return record.verdict();
  }

  /**
   * Runs jobs that differ in their texts only, in one process, one after the other, and a solution that is known to be
   * right after them: where that fails something was left behind, and every job gets a process of its own. Undefined: it was aborted.
   */
  async runMany(jobs: readonly Job[]): Promise<(StageVerdict | undefined)[]> {
    const [first] = jobs;
    const [right] = first ? referencesIn(first.kata.dir) : [];
    const isAlone = jobs.length < 2 || first?.search !== undefined || first?.replay !== undefined;
    if (!first || right === undefined || isAlone)
      return await Promise.all(jobs.map((job) => this.#unlessAborted(job)));
    const control: Job = {
      kata: first.kata,
      stage: first.stage,
      seed: first.seed,
      limits: first.limits,
      text: right,
    };
    const { verdicts, stoppedAt } = await this.#queue(() => this.#runMany([...jobs, control]));
    const isClean = stoppedAt !== undefined || verdicts.at(-1)?.outcome === 'pass';
    const alone = async (job: Job, verdict: StageVerdict | undefined): Promise<StageVerdict | undefined> =>
      // A limit, or an error that nobody caught, may be the fault of one before it.
      isClean && (verdict?.outcome === 'pass' || (verdict?.outcome === 'fail' && !verdict.message))
        ? told(job, verdict)
        : await this.#unlessAborted(job);
    const before = jobs.slice(0, stoppedAt === undefined ? jobs.length : stoppedAt + 1);
    const [mine, others] = await Promise.all([
      Promise.all(before.map((job, index) => alone(job, verdicts[index]))),
      this.runMany(jobs.slice(before.length)),
    ]);
    return [...mine, ...others];
  }

  /** One that nobody wants any more must not take the others with it. */
  async #unlessAborted(job: Job): Promise<StageVerdict | undefined> {
    try {
      return await this.run(job);
    } catch (error) {
      if (job.signal?.aborted === true) return undefined;
      throw error;
    }
  }

  async #runMany(jobs: readonly Job[]): Promise<Many> {
    const [first] = jobs;
    if (!first) return { verdicts: [], stoppedAt: undefined };
    const vitest = await this.#start();
    const project = vitest.getRootProject();
    const prepared = await Promise.all(jobs.map((job) => candidateOf(job)));
    const known = jobs.flatMap((job, index) => {
      const candidate = prepared[index];
      const { kata, stage, text } = job;
      return candidate ? [{ index, candidate, record: new StageRecord({ kata, stage, text }) }] : [];
    });
    let now = 0;
    const record = (): StageRecord => known[now]?.record ?? new StageRecord(first);
    const run = runOf(first, record, {
      onCandidate: (index) => {
        now = index;
      },
    });
    const settings = settingsOf(first.kata, first.stage, first.limits);
    this.#texts.set(settings.solution, placeholder(settings.imports));
    vitest.invalidateFile(settings.solution);
    for (const [key, value] of Object.entries(contextOf(first, 'full')))
      project.provide(key as keyof ProvidedContext, value as never);
    this.#pool.announce({ run, candidates: known.map(({ candidate }) => candidate) });
    await guarded({ job: jobs.at(-1) ?? first, record, run }, async () => {
      await vitest.runTestSpecifications([
        project.createSpecification(join(first.kata.dir, first.stage.suite)),
      ]);
    });
    process.exitCode = 0;
    const hasFinished = run.process?.hasFinished === true && !record().limited;
    const verdicts: (StageVerdict | undefined)[] = jobs.map(() => undefined);
    for (const [at, each] of known.entries())
      if (at < now || hasFinished) verdicts[each.index] = each.record.verdict();
    return { verdicts, stoppedAt: hasFinished ? undefined : known[now]?.index };
  }

  /** All stages of a save want the same. */
  #transform({ kata, text }: Job): Promise<Transformed> {
    if (this.#saved?.text !== text)
      this.#saved = { text, transformed: transform(text, solutionId(kata.dir)) };
    return this.#saved.transformed;
  }

  async #run(job: Job): Promise<StageVerdict> {
    job.signal?.throwIfAborted();
    const vitest = await this.#start();
    const project = vitest.getRootProject();
    const id = solutionId(job.kata.dir);
    this.#texts.set(id, job.text);
    vitest.invalidateFile(id);
    for (const [key, value] of Object.entries(contextOf(job, 'full')))
      project.provide(key as keyof ProvidedContext, value as never);
    const record = new StageRecord(job);
    const run = runOf(job, () => record);
    this.#pool.announce(run, { after: this.#pending > 1 ? 'another' : 'nothing' });
    await guarded({ job, record: () => record, run }, async () => {
      await this.#execute({ vitest, suite: join(job.kata.dir, job.stage.suite), run, record });
    });
    job.signal?.throwIfAborted();
    return record.verdict();
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
    this.#vitest ??= startVitest({
      root: this.#root,
      pool: this.#pool,
      resolve: (source, importer) => this.#resolve(source, importer),
      load: (id) => this.#texts.get(id.split('?')[0] ?? ''),
    });
    return this.#vitest;
  }

  #resolve(source: string, importer: string | undefined): string | undefined {
    if (source !== '#solution' || importer === undefined) return undefined;
    const dir = [...this.#texts.keys()].find((id) => importer.startsWith(id.slice(0, -'solution.ts'.length)));
    return dir;
  }
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
