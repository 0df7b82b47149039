import { EventEmitter } from 'node:events';
import type { PoolOptions, PoolRunnerInitializer, PoolWorker, WorkerRequest } from 'vitest/node';
import type { Go, RunSettings, Transformed } from './frame.ts';
import { SuiteProcess, type Run } from './suite-process.ts';

/** A suite that is to be rehearsed by the process that starts next. */
export interface Rehearsed {
  /** Says which suite of which kata it is. */
  readonly key: string;
  readonly settings: RunSettings;
  readonly references: readonly Transformed[];
}

/** Several solutions for one suite, for the process that starts next. */
export interface Many {
  readonly run: Run;
  readonly candidates: readonly Go[];
}

/**
 * A vitest pool whose workers are processes that run one suite and are killed. Some stand by: they have loaded and
 * rehearsed their suite before the solution is known.
 */
export class StandbyPool implements PoolRunnerInitializer {
  readonly name = 'katas-standby';
  readonly #sandbox: 'bwrap' | 'none';
  readonly #standbys = new Map<string, SuiteProcess>();
  #next: Run | Rehearsed | Many | undefined;
  #rehearsing: SuiteProcess | undefined;
  #after: 'another' | 'nothing' = 'nothing';
  /** Started before vitest asks for it. */
  #ahead: SuiteProcess | undefined;

  constructor(sandbox: 'bwrap' | 'none') {
    this.#sandbox = sandbox;
  }

  /** Whether a process stands by for this suite. */
  has(key: string): boolean {
    return this.#standbys.get(key)?.isAlive === true;
  }

  /** The process that stands by for this suite; it is the caller's now. */
  take(key: string): SuiteProcess | undefined {
    const suite = this.#standbys.get(key);
    this.#standbys.delete(key);
    return suite?.isAlive === true ? suite : undefined;
  }

  /** Ends the processes that stand by for other suites than these. */
  keepOnly(keys: readonly string[]): void {
    for (const [key, suite] of this.#standbys) {
      if (keys.includes(key)) continue;
      this.#standbys.delete(key);
      void suite.kill();
    }
  }

  /** The worker that is created next is for this; where another follows, its process starts beside it. */
  announce(
    next: Run | Rehearsed | Many,
    { after = 'nothing' }: { after?: 'another' | 'nothing' } = {},
  ): void {
    this.#next = next;
    this.#after = after;
  }

  createPoolWorker(options: PoolOptions): PoolWorker {
    const next = this.#next;
    if (next === undefined) throw new Error('a worker was asked for that nobody announced');
    const suite = this.#takeAhead() ?? new SuiteProcess(options.env, this.#sandbox);
    if (this.#after === 'another') this.startAhead();
    if ('candidates' in next)
      return new SuiteWorker(suite, () => suite.assignMany(next.run, next.candidates));
    if (!('key' in next)) return new SuiteWorker(suite, () => suite.assign(next));
    this.#rehearsing = suite;
    return new SuiteWorker(
      suite,
      () => suite.rehearse(next.settings, next.references),
      () => this.#standBy(next.key, suite),
    );
  }

  /** Starts the next process now: it loads what it needs while others work. */
  startAhead(): void {
    if (this.#ahead?.isAlive === true) return;
    const env = { ...process.env, NODE_ENV: 'test', VITEST: 'true', TEST: 'true' };
    this.#ahead = new SuiteProcess(env, this.#sandbox);
  }

  #takeAhead(): SuiteProcess | undefined {
    const suite = this.#ahead;
    this.#ahead = undefined;
    return suite?.isAlive === true ? suite : undefined;
  }

  /** Ends a rehearsal that is under way: a save is more urgent. */
  abortRehearsal(): void {
    void this.#rehearsing?.kill();
    this.#rehearsing = undefined;
  }

  async close(): Promise<void> {
    this.abortRehearsal();
    const left = [...this.#standbys.values(), ...(this.#ahead ? [this.#ahead] : [])];
    await Promise.all(left.map((suite) => suite.kill()));
    this.#standbys.clear();
  }

  /** A rehearsal is over. @returns whether the process is kept */
  #standBy(key: string, suite: SuiteProcess): boolean {
    if (this.#rehearsing !== suite) return false;
    this.#rehearsing = undefined;
    if (!suite.isAlive || !suite.isStandingBy) return false;
    this.#standbys.set(key, suite);
    return true;
  }
}

/** What vitest sees of a process for the time of one run. */
class SuiteWorker implements PoolWorker {
  readonly name = 'katas-standby';
  readonly cacheFs = false;
  readonly reportMemory = false;
  readonly #suite: SuiteProcess;
  readonly #begin: () => void;
  readonly #isKept: () => boolean;
  readonly #events = new EventEmitter();

  constructor(suite: SuiteProcess, begin: () => void, isKept: () => boolean = () => false) {
    this.#suite = suite;
    this.#begin = begin;
    this.#isKept = isKept;
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
    this.#begin();
  }

  send(message: WorkerRequest): void {
    // A used process is killed, nothing of it is worth a tidy end.
    if (message.type === 'stop') this.#answer('stopped');
    else this.#suite.send(message);
  }

  #answer(type: 'stopped'): void {
    queueMicrotask(() => this.#events.emit('message', { type, __vitest_worker_response__: true }));
  }

  async stop(): Promise<void> {
    if (!this.#isKept()) await this.#suite.kill();
  }
}
