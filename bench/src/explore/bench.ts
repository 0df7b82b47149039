import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Row } from '../report.ts';

/** They measure what the package does not export, so they live beside it. */
const SCRIPTS = ['goroutines.ts', 'threads.ts'];

/** Schedules per second for goroutines (beside fast-check) and threads, and the time to find the mistakes of the zoo. */
export function bench(rounds: number): Promise<Row[]> {
  return Promise.resolve(SCRIPTS.flatMap((script) => rowsOf(script, rounds)));
}

function rowsOf(script: string, rounds: number): Row[] {
  const path = fileURLToPath(new URL(`../../../packages/explore/bench/${script}`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, String(rounds), '--json'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${script} failed:\n${stderr}`);
  const printed: Row[] | { readonly rows: Row[] } = JSON.parse(stdout);
  return Array.isArray(printed) ? printed : printed.rows;
}
