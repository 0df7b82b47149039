import { Worker } from 'node:worker_threads';
import type { Inspection, RuleSpec } from '@katas/structure';

export interface InspectionRequest {
  readonly text: string;
  readonly rules: readonly RuleSpec[];
  readonly exports: readonly string[];
}

export interface InspectionReply {
  readonly id: number;
  readonly inspection?: Inspection;
  readonly problem?: string;
}

/** Reads sources in a thread of its own: the parser's load time and work do not delay the run of the tests. */
export class InspectionThread {
  readonly #waiting = new Map<number, PromiseWithResolvers<Inspection>>();
  #worker: Worker | undefined;
  #last = 0;

  /** @throws {Error} when the inspector itself broke on a source */
  inspect(request: InspectionRequest): Promise<Inspection> {
    this.#last += 1;
    const answer = Promise.withResolvers<Inspection>();
    this.#waiting.set(this.#last, answer);
    const worker = this.#start();
    worker.ref();
    worker.postMessage({ id: this.#last, ...request });
    return answer.promise;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./inspection-worker.ts', import.meta.url));
    worker.unref();
    worker.on('message', (reply: InspectionReply) => {
      const answer = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if (this.#waiting.size === 0) worker.unref();
      if (reply.inspection) answer?.resolve(reply.inspection);
      else answer?.reject(new Error(`the source inspector broke: ${reply.problem}`));
    });
    worker.on('error', (error) => {
      for (const answer of this.#waiting.values()) answer.reject(error);
      this.#waiting.clear();
      this.#worker = undefined;
    });
    this.#worker = worker;
    return worker;
  }
}
