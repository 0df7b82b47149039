import { EventEmitter } from 'node:events';
import type { PoolOptions, PoolRunnerInitializer, PoolWorker, WorkerRequest } from 'vitest/node';
import { SuiteProcess, type Run } from './suite-process.ts';

/**
 * A vitest pool whose workers are processes that run one suite and are killed. Some may stand by: started, loaded
 * and warmed up by a run of a suite of our own before the solution is known.
 */
export class StandbyPool implements PoolRunnerInitializer {
  readonly name = 'katas-standby';
  readonly #standbys: SuiteProcess[] = [];
  #next: Run | undefined;
  #warming: SuiteProcess | undefined;

  /** How many processes stand by. */
  get standbys(): number {
    return this.#standbys.length;
  }

  /** The worker that is created next is for this run; undefined: it is warmed up and then stands by. */
  announce(run: Run | undefined): void {
    this.#next = run;
  }

  createPoolWorker(options: PoolOptions): PoolWorker {
    const run = this.#next;
    // Those that stand by are for whoever waits for a verdict.
    const ready = run && !run.isBackground ? this.#takeStandby() : undefined;
    const suite = ready ?? new SuiteProcess(options.env);
    if (!run) this.#warming = suite;
    return new SuiteWorker(suite, run, () => this.#standBy(suite));
  }

  /** Ends a warm-up that is under way: a save is more urgent. */
  abortWarmUp(): void {
    void this.#warming?.kill();
    this.#warming = undefined;
  }

  async close(): Promise<void> {
    this.abortWarmUp();
    await Promise.all(this.#standbys.splice(0).map((suite) => suite.kill()));
  }

  #takeStandby(): SuiteProcess | undefined {
    for (let suite = this.#standbys.shift(); suite; suite = this.#standbys.shift())
      if (suite.isAlive) return suite;
    return undefined;
  }

  /** A warm-up is over. @returns whether the process is kept */
  #standBy(suite: SuiteProcess): boolean {
    if (this.#warming !== suite) return false;
    this.#warming = undefined;
    if (!suite.isAlive || !suite.hasFinished) return false;
    this.#standbys.push(suite);
    return true;
  }
}

/** What vitest sees of a process for the time of one run. */
class SuiteWorker implements PoolWorker {
  readonly name = 'katas-standby';
  readonly cacheFs = false;
  readonly reportMemory = false;
  readonly #suite: SuiteProcess;
  readonly #run: Run | undefined;
  readonly #standBy: () => boolean;
  readonly #events = new EventEmitter();

  constructor(suite: SuiteProcess, run: Run | undefined, standBy: () => boolean) {
    this.#suite = suite;
    this.#run = run;
    this.#standBy = standBy;
    // vitest adds one listener per event; an "error" without a listener must not end the grader
    this.#events.on('error', () => {});
    suite.attach(this.#events);
  }

  on(event: string, callback: (...args: unknown[]) => void): void {
    this.#events.on(event, callback);
  }

  off(event: string, callback: (...args: unknown[]) => void): void {
    this.#events.off(event, callback);
  }

  deserialize(data: unknown): unknown {
    return data;
  }

  async start(): Promise<void> {
    await this.#suite.ready;
    if (this.#run) this.#suite.assign(this.#run);
  }

  send(message: WorkerRequest): void {
    // A process that stood by is set up already; a used one is killed, nothing of it is worth a tidy end.
    if (message.type === 'start' && this.#suite.isSetUp) this.#answer('started');
    else if (message.type === 'stop') this.#answer('stopped');
    else this.#suite.send(message);
  }

  #answer(type: 'started' | 'stopped'): void {
    queueMicrotask(() => this.#events.emit('message', { type, __vitest_worker_response__: true }));
  }

  async stop(): Promise<void> {
    if (this.#run || !this.#standBy()) await this.#suite.kill();
  }
}
