import { go } from '@katas/goroutine';
import type { SteeredRun } from './steered-run.ts';
import { currentTask } from './identity.ts';

/** Something that a scenario said must hold, and that did not. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** What a scenario is given beside the library. */
export interface TasksStage {
  /** Starts a goroutine: the library's `go`. */
  go(name: string, body: () => unknown): void;
  /**
   * The run fails where this does not hold, at once and whoever catches what it throws.
   * @throws {InvariantError} with `message` when `condition` is false
   */
  check(condition: boolean, message: string): void;
  /** A line of its own in the trace, in the lane of the goroutine that says it. */
  note(text: string, value?: unknown): void;
  /** Gives the name by which reports call a lock, a group, a channel …; gives it back. */
  label<T extends object>(on: T, name: string): T;
}

export class Stage implements TasksStage {
  readonly #run: SteeredRun;

  constructor(run: SteeredRun) {
    this.#run = run;
  }

  go(name: string, body: () => unknown): void {
    go(name, body);
  }

  check(condition: boolean, message: string): void {
    if (condition) return;
    const error = new InvariantError(message);
    this.#run.broken(error);
    throw error;
  }

  note(text: string, value?: unknown): void {
    const run = this.#run;
    run.recorder?.note(currentTask() ?? run.current, text, value);
  }

  label<T extends object>(on: T, name: string): T {
    this.#run.recorder?.subjects.label(on, name);
    return on;
  }
}
