import { threads, type ThreadsReport, type ThreadsScenario } from '@katas/explore';
import type { SearchContext } from '@katas/kata/schedules';
import { inject } from 'vitest';
import { open, type Module, type Queue } from './shared-queue.ts';

type Undisturbed = Pick<ThreadsScenario<Module, Queue, SharedArrayBuffer>, 'memory' | 'run'>;

/**
 * Runs threads under those schedules only in which nobody is interrupted and time passes when nobody can go on: what
 * is said about time, or about who sleeps, holds in these.
 */
export async function undisturbed({ memory, run }: Undisturbed): Promise<ThreadsReport> {
  const { solution }: SearchContext = inject('search');
  const report = await threads<Module, Queue, SharedArrayBuffer>({
    subject: { source: solution.text, file: solution.id },
    memory,
    open,
    run,
    races: 'off',
    budget: { ms: 0, mustComplete: 0, maxBound: 0, minimiseMs: 0, confirm: 0, maxSteps: 1000 },
  });
  if (report.isRefused) throw new Error(`it could not be judged: ${report.reason ?? 'no reason was given'}`);
  return report;
}

/** How the only thread waits for what never comes: asleep, or looking again and again; or it does not wait at all. */
export function waitingOf({ failure }: ThreadsReport): 'asleep' | 'restless' | 'not at all' {
  if (failure === undefined) return 'not at all';
  return failure.kind === 'deadlock' ? 'asleep' : 'restless';
}
