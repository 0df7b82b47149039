import { AsyncLocalStorage } from 'node:async_hooks';
import type { Task } from './task.ts';

/** What follows an `await` belongs to the task that awaited, whoever woke it. */
export const identity = new AsyncLocalStorage<Task>();
