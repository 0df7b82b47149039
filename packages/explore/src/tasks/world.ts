import { setRuntime } from '@katas/goroutine';
import { rng } from '../core/rng.ts';
import { currentTask } from './identity.ts';
import type { SteeredRun } from './steered-run.ts';
import { START_MS } from './start.ts';

/**
 * What a program may ask about the world besides the runtime: the date, the time, chance. A task of a run gets answers
 * that are the same in every run of the same schedule; everybody else gets the true ones.
 */
export class World {
  #random = rng(0);
  readonly #true = {
    Date: globalThis.Date,
    now: Date.now,
    random: Math.random,
    performanceNow: property(performance, 'now'),
    captureStackTrace: property(Error, 'captureStackTrace'),
    stackTraceLimit: Error.stackTraceLimit,
  };

  /** Before each run: chance begins again. */
  renew(): void {
    this.#random = rng(SEED);
  }

  /** @param stackDepth - 0: no stacks are taken, which saves much of the time of a run */
  install(stackDepth: number): void {
    const real = this.#true;
    const random = (): number => (task() === undefined ? real.random() : this.#random());
    const now = (): number => task()?.now() ?? real.now();
    globalThis.Date = new Proxy(real.Date, {
      construct: (target, args: unknown[], newTarget) =>
        Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
      apply: () => new real.Date(now()).toString(),
      get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
    });
    Math.random = random;
    performance.now = () => {
      const run = task();
      return run === undefined ? real.performanceNow.call(performance) : run.now() - START_MS;
    };
    Error.stackTraceLimit = stackDepth;
    if (stackDepth === 0) Error.captureStackTrace = noStack;
  }

  restore(): void {
    const real = this.#true;
    globalThis.Date = real.Date;
    Math.random = real.random;
    performance.now = real.performanceNow;
    Error.captureStackTrace = real.captureStackTrace;
    Error.stackTraceLimit = real.stackTraceLimit;
  }
}

const SEED = 1;

function noStack(): void {}

function task(): SteeredRun | undefined {
  const run = currentTask()?.run;
  return run === undefined || run.isOver ? undefined : run;
}

/** Makes `run` the one that every operation of the library goes through; gives what puts the former one back. */
export function occupy(run: SteeredRun): () => void {
  const before = setRuntime(run);
  return () => {
    setRuntime(before);
  };
}

/** A function as it is, to be put back. */
function property<T extends object, K extends keyof T>(of: T, key: K): T[K] {
  return of[key];
}
