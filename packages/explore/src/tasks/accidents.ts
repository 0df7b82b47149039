import { currentTask } from './identity.ts';
import type { Task } from './task.ts';

const { queueMicrotask: trueQueueMicrotask } = globalThis;
const trueNextTick: typeof process.nextTick = Reflect.get(process, 'nextTick');

type Listener = (...args: unknown[]) => void;

const EVENTS = ['unhandledRejection', 'rejectionHandled'] as const;

/**
 * Errors that belong to no `await`: rejections that nobody handles and throws out of bare callbacks. While it listens
 * nobody else hears of those that a run has caused.
 */
export class Accidents {
  readonly #rejected = new Map<unknown, { readonly error: unknown; readonly task: Task | undefined }>();
  #thrown: { readonly error: unknown; readonly task: Task | undefined } | undefined = undefined;
  readonly #others = new Map<string, Listener[]>();
  readonly #listeners: Record<(typeof EVENTS)[number], Listener>;
  readonly #isOurs: () => boolean;

  /** @param isOurs - whether what happens without a task belongs to the run */
  constructor(isOurs: () => boolean) {
    this.#isOurs = isOurs;
    this.#listeners = {
      unhandledRejection: (error, promise) => {
        const task = currentTask();
        if (task?.run.isOver === true) return;
        if (task === undefined && !this.#isOurs()) this.#passOn('unhandledRejection', [error, promise]);
        else this.#rejected.set(promise, { error, task });
      },
      rejectionHandled: (promise) => {
        if (!this.#rejected.delete(promise) && currentTask() === undefined)
          this.#passOn('rejectionHandled', [promise]);
      },
    };
  }

  listen(): void {
    globalThis.queueMicrotask = (callback) => {
      const task = currentTask();
      if (task === undefined) trueQueueMicrotask(callback);
      else trueQueueMicrotask(() => this.#call(callback, task));
    };
    process.nextTick = <Args extends unknown[]>(callback: (...args: Args) => void, ...args: Args): void => {
      const task = currentTask();
      if (task === undefined) trueNextTick(callback, ...args);
      else trueNextTick(() => this.#call(() => callback(...args), task));
    };
    for (const event of EVENTS) {
      this.#others.set(event, process.rawListeners(event) as Listener[]);
      process.removeAllListeners(event);
      process.on(event as 'unhandledRejection', this.#listeners[event]);
    }
  }

  stop(): void {
    globalThis.queueMicrotask = trueQueueMicrotask;
    process.nextTick = trueNextTick;
    for (const event of EVENTS) {
      process.off(event, this.#listeners[event]);
      for (const other of this.#others.get(event) ?? []) process.on(event as 'unhandledRejection', other);
    }
  }

  /** What was thrown out of a bare callback. */
  takeThrown(): { readonly error: unknown; readonly task: Task | undefined } | undefined {
    const thrown = this.#thrown;
    this.#thrown = undefined;
    return thrown;
  }

  /** The first rejection that nobody has handled. */
  takeRejected(): { readonly error: unknown; readonly task: Task | undefined } | undefined {
    if (this.#rejected.size === 0) return undefined;
    const [first] = this.#rejected.values();
    this.#rejected.clear();
    return first;
  }

  /** Node's way with an exception that nobody catches would break the event loop under a drain. */
  #call(callback: () => void, task: Task): void {
    try {
      callback();
    } catch (error) {
      if (!task.run.isOver) this.#thrown ??= { error, task };
    }
  }

  #passOn(event: string, args: unknown[]): void {
    const others = this.#others.get(event) ?? [];
    if (others.length === 0 && event !== 'rejectionHandled') throw args[0];
    for (const other of others) other.apply(process, args);
  }
}
