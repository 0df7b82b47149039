import { Worker } from 'node:worker_threads';
import type { TypesVerdict } from '@katas/kata';

export interface TypesRequest {
  /** The kata's folder: imports are resolved from there. */
  readonly dir: string;
  readonly text: string;
}

export interface TypesReply {
  readonly id: number;
  readonly types: TypesVerdict;
}

/**
 * Finds type errors in a thread of its own, with TypeScript's native compiler behind it. Whatever happens to it, a
 * verdict is given: what can't be checked is said in a note.
 */
export class TypeChecker {
  readonly #waiting = new Map<number, (types: TypesVerdict) => void>();
  readonly #entry: URL;
  #worker: Worker | undefined;
  #last = 0;
  /** Why it is not asked any more. */
  #broken: string | undefined;

  /** @param entry - the thread's module; another one for tests */
  constructor(entry: URL = new URL('./type-thread.ts', import.meta.url)) {
    this.#entry = entry;
  }

  /** Never rejects. */
  check(request: TypesRequest): Promise<TypesVerdict> {
    if (this.#broken !== undefined) return Promise.resolve(notChecked(this.#broken));
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      try {
        const worker = this.#start();
        worker.ref();
        worker.postMessage({ id, ...request });
      } catch (error) {
        this.#break(error instanceof Error ? error.message : String(error));
      }
    });
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#answerAll(notChecked('it was closed'));
    // The compiler is a process of its own, which ends when it is told to.
    worker?.postMessage('close');
    const ended = worker && new Promise((resolve) => worker.once('exit', resolve));
    const timer = setTimeout(() => void worker?.terminate(), CLOSE_MS);
    await ended;
    clearTimeout(timer);
  }

  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(this.#entry);
    worker.unref();
    worker.on('message', ({ id, types }: TypesReply) => {
      const resolve = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) worker.unref();
      resolve?.(types);
    });
    worker.on('error', (error) => this.#break(error.message));
    worker.on('exit', () => {
      if (this.#worker === worker) this.#break('it ended');
    });
    this.#worker = worker;
    return worker;
  }

  #break(why: string): void {
    this.#broken ??= why;
    this.#worker = undefined;
    this.#answerAll(notChecked(this.#broken));
  }

  #answerAll(types: TypesVerdict): void {
    for (const resolve of this.#waiting.values()) resolve(types);
    this.#waiting.clear();
  }
}

const CLOSE_MS = 500;

function notChecked(why: string): TypesVerdict {
  return {
    errors: [],
    note: { en: `Types were not checked: ${why}`, zh: `没有检查类型：${why}` },
  };
}
