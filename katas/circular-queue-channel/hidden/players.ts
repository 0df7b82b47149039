import type { ChanQueue } from '#solution';
import { context, type Context, gosched, type Recv } from '@katas/goroutine';
import { History } from './history.ts';
import { type Lane, type Step, stepsOf } from './script.ts';

/** Who plays the lanes of a program on one queue, and writes down every call. */
export class Players {
  readonly history = new History();
  readonly #queue: ChanQueue<number>;
  readonly #ctx: Context;
  readonly #cancel: () => void;

  constructor(queue: ChanQueue<number>, ctxMs: number | undefined) {
    this.#queue = queue;
    [this.#ctx, this.#cancel] =
      ctxMs === undefined
        ? context.withCancel(context.background())
        : context.withTimeout(context.background(), ctxMs);
  }

  async play({ name, steps }: Lane): Promise<void> {
    for (const step of steps) {
      if (step.name === 'push' || step.name === 'pop') await this.#wait(name, step);
      else if (step.name === 'gosched') await gosched();
      else if (step.name === 'cancel') this.#cancel();
      else this.#decide(name, step);
    }
  }

  /** Closes the queue and takes what is left. */
  drain(): void {
    this.#cancel();
    const [close, tryPop] = stepsOf('close(); tryPop()') as [Step, Step];
    this.#decide('main', close);
    for (let left = this.#queue.capacity; left >= 0; left -= 1) {
      const taken = this.#decide('main', tryPop) as Recv<number> | undefined;
      if (taken?.ok !== true) return;
    }
  }

  async #wait(task: string, step: Step): Promise<void> {
    const ctx = step.hasContext ? this.#ctx : undefined;
    const entry = this.history.begin({ task, ...step });
    try {
      const result =
        step.name === 'pop' ? await this.#queue.pop(ctx) : await this.#queue.push(step.value as number, ctx);
      this.history.returned(entry, result);
    } catch (error) {
      this.history.failed(entry, error);
    }
  }

  #decide(task: string, step: Step): unknown {
    const entry = this.history.begin({ task, ...step });
    try {
      const result = this.#call(step);
      this.history.returned(entry, result);
      return result;
    } catch (error) {
      this.history.failed(entry, error);
      return undefined;
    }
  }

  #call({ name, value }: Step): unknown {
    const queue = this.#queue;
    if (name === 'tryPush') return queue.tryPush(value as number);
    if (name === 'tryPop') return queue.tryPop();
    if (name === 'length') return queue.length;
    return queue.close();
  }
}
