import { AsyncLocalStorage } from 'node:async_hooks';
import type { Task } from './task.ts';

const badges = new AsyncLocalStorage<Badge>();

/** Badges of runs that have ended with nothing left, by the number of the task that wore them. */
let pool: Badge[] = [];

/**
 * By which the continuations of a task are known. To make one costs a context of its own in V8, so those of a run
 * that has left nothing behind are worn again by the tasks of the next one.
 */
export class Badge {
  task: Task | undefined = undefined;
  /** Calls `body` and all that follows from it as this badge's task. */
  readonly enter: (body: () => void) => void = badges.run(this, () => AsyncLocalStorage.snapshot());
}

/** What follows an `await` belongs to the task that awaited, whoever woke it. */
export function currentTask(): Task | undefined {
  return badges.getStore()?.task;
}

export function badgeFor(task: Task): Badge {
  let badge = pool[task.number];
  if (badge === undefined) {
    badge = new Badge();
    pool[task.number] = badge;
  }
  badge.task = task;
  return badge;
}

/** A run has ended with tasks that could still go on one day: they keep their badges. */
export function dropBadges(): void {
  if (pool.length > 0) pool = [];
}
