import { promiseHooks } from 'node:v8';
import { currentTask } from './identity.ts';
import { captureStack, type Place, placeIn, type SourceFilter, type Stack } from './place.ts';
import type { Task } from './task.ts';

/**
 * Knows in which line each task awaits a promise that is not the library's, by the promises that V8 makes for an
 * `await`. Slow: for a recorded replay only.
 */
export class AwaitWatch {
  readonly #isSource: SourceFilter | undefined;
  readonly #stacks = new Map<Task, Stack[]>();
  #stop: (() => void) | undefined = undefined;

  constructor(isSource: SourceFilter | undefined) {
    this.#isSource = isSource;
  }

  start(): void {
    this.#stop = promiseHooks.createHook({
      init: () => {
        const task = currentTask();
        if (task === undefined) return;
        const stacks = this.#stacks.get(task);
        if (stacks === undefined) this.#stacks.set(task, [captureStack()]);
        else stacks.push(captureStack());
      },
      // What was awaited before is over.
      before: () => {
        const task = currentTask();
        if (task !== undefined) this.#stacks.set(task, []);
      },
    }) as unknown as () => void;
  }

  stop(): void {
    this.#stop?.();
  }

  /** The last promise that was made in the source under test before the task went quiet, else the last of all. */
  placeOf(task: Task): Place | undefined {
    const places = (this.#stacks.get(task) ?? []).map((stack) => placeIn(stack, this.#isSource));
    const known = places.filter((place) => place !== undefined);
    const isSource = this.#isSource;
    return (isSource && known.findLast(({ file }) => isSource(file))) ?? known.at(-1);
  }
}
