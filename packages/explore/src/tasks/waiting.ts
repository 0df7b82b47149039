import type { Op } from '@katas/goroutine';
import { badgeFor } from './identity.ts';
import type { Task } from './task.ts';

// One executor for all promises: a closure for each would be the dearest part of a step.
let captured: (value: unknown) => void;
const capture = (resolve: (value: never) => void): void => {
  captured = resolve as (value: unknown) => void;
};

/** An operation of a task: parked until it may go on, then ready, then over. */
export class Waiting {
  readonly task: Task | undefined;
  readonly op: Op;
  readonly on: object | undefined;
  /** What the operation was given: what it sends, how long it sleeps. */
  readonly brings: unknown;
  /** What it gives. */
  value: unknown;
  /** `value` is an error. */
  hasFailed: boolean;
  /** What the library knows it by, where it had to wait. */
  parked: object | undefined;
  id: number;
  #slot: number;
  #resolve: ((value: unknown) => void) | undefined;

  constructor(task: Task | undefined, op: Op, on: object | undefined, brings: unknown) {
    this.task = task;
    this.op = op;
    this.on = on;
    this.brings = brings;
    this.value = undefined;
    this.hasFailed = false;
    this.parked = undefined;
    this.id = -1;
    this.#slot = -1;
    this.#resolve = undefined;
  }

  get wasParked(): boolean {
    return this.parked !== undefined;
  }

  /** Without a task it is never settled: what it belongs to is over. */
  promise<T>(): Promise<T> {
    const promise = new Promise<T>(capture);
    this.#resolve = captured;
    return promise;
  }

  enter(): void {
    const task = this.task as Task;
    this.#slot = task.takeSlot();
    this.id = task.optionId(this.#slot);
  }

  leave(): void {
    (this.task as Task).freeSlot(this.#slot);
  }

  goOn(): void {
    const resolve = this.#resolve as (value: unknown) => void;
    // The same two extra microtasks that the native runtime takes for an error.
    if (this.hasFailed) resolve(Promise.reject(this.value));
    else resolve(this.value);
  }
}

/** A goroutine that was started and has not run yet. */
export class Start {
  readonly task: Task;
  readonly op = 'start';
  readonly on = undefined;
  readonly wasParked = false;
  readonly id: number;
  readonly #slot: number;
  readonly #body: () => unknown;

  constructor(task: Task, body: () => unknown) {
    this.task = task;
    this.#body = body;
    this.#slot = task.takeSlot();
    this.id = task.optionId(this.#slot);
  }

  leave(): void {
    this.task.freeSlot(this.#slot);
  }

  goOn(): void {
    badgeFor(this.task).enter(this.#run);
  }

  readonly #run = (): void => {
    const { task } = this;
    let result: unknown;
    try {
      result = this.#body();
    } catch (error) {
      this.#threw(error);
      return;
    }
    if (typeof (result as { then?: unknown } | undefined)?.then !== 'function') task.run.returned(task);
    else (result as PromiseLike<unknown>).then(() => task.run.returned(task), this.#threw);
  };

  readonly #threw = (error: unknown): void => {
    const { task } = this;
    task.hasReturned = true;
    task.run.panicked(error, task);
  };
}
