import type { StageVerdict } from '@katas/kata';
import type { Job, Runner } from './runner.ts';
import { VitestRunner, type VitestRunnerOptions } from './vitest-runner.ts';

/** No more than this in one process: one that is stopped costs all that wait behind it a new start. */
const MOST = 24;

interface Waiting {
  readonly job: Job;
  readonly answer: PromiseWithResolvers<StageVerdict>;
}

export interface BatchingRunnerOptions extends VitestRunnerOptions {
  /** Processes at a time. */
  readonly lanes: number;
}

/**
 * Runs jobs of the same suite and seed in one process, one after the other: many times faster than a process each. For
 * authors' tools, whose candidates are known; what is asked for at the same time is put together.
 */
export class BatchingRunner implements Runner {
  readonly #lanes: readonly VitestRunner[];
  readonly #free: VitestRunner[];
  readonly #waiting = new Map<string, Waiting[]>();
  #isClosed = false;

  constructor({ lanes, ...options }: BatchingRunnerOptions) {
    this.#lanes = Array.from({ length: lanes }, () => new VitestRunner(options));
    this.#free = [...this.#lanes];
  }

  async prepare(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.prepare()));
  }

  fill(): Promise<void> {
    return Promise.resolve();
  }

  run(job: Job): Promise<StageVerdict> {
    const answer = Promise.withResolvers<StageVerdict>();
    // Whoever asked may have turned to something else by the time that it ends.
    answer.promise.catch(() => {});
    const key = keyOf(job);
    this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), { job, answer }]);
    // Everything that is asked for in this turn is known before the first is begun.
    setImmediate(() => this.#pump());
    return answer.promise;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#lanes.map((lane) => lane.close()));
  }

  #pump(): void {
    for (let lane = this.#free.pop(); lane; lane = this.#free.pop()) {
      const batch = this.#largest();
      if (batch.length === 0 || this.#isClosed) return void this.#free.push(lane);
      void this.#carryOut(lane, batch);
    }
  }

  #largest(): Waiting[] {
    const [found] = [...this.#waiting].toSorted(([, a], [, b]) => b.length - a.length);
    if (!found) return [];
    const [key, jobs] = found;
    const batch = jobs.splice(0, MOST);
    if (jobs.length === 0) this.#waiting.delete(key);
    return batch;
  }

  async #carryOut(lane: VitestRunner, batch: readonly Waiting[]): Promise<void> {
    const wanted = batch.filter(({ job, answer }) => {
      if (job.signal?.aborted !== true) return true;
      answer.reject(job.signal.reason);
      return false;
    });
    try {
      const verdicts = await lane.runMany(wanted.map(({ job }) => job));
      for (const [index, { job, answer }] of wanted.entries()) {
        const verdict = verdicts[index];
        if (job.signal?.aborted === true) answer.reject(job.signal.reason);
        else if (verdict) answer.resolve(verdict);
        else answer.reject(new Error('a batch ended without a verdict'));
      }
    } catch (error) {
      for (const { answer } of wanted) answer.reject(error);
    } finally {
      this.#free.push(lane);
      this.#pump();
    }
  }
}

const identities = new WeakMap<object, number>();
let last = 0;

/** Jobs with the same key differ in their texts only. */
function keyOf({ kata, stage, seed, limits, search, replay }: Job): string {
  if (!identities.has(kata)) identities.set(kata, (last += 1));
  return JSON.stringify([identities.get(kata), stage.slug, seed, limits, search, replay]);
}
