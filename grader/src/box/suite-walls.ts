import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../grader-digest.ts';
import { seccompFilter } from './seccomp.ts';
import { NODE, wallsOf } from './walls.ts';

/** How a process that runs a suite is started. */
export interface Launch {
  readonly execPath: string;
  readonly execArgv: string[];
}

/** What a suite's process loads by itself; katas, solutions and everything else of the repository are not there. */
const SEEN = [
  'node_modules',
  'packages',
  'grader/src',
  'grader/node_modules',
  'grader/package.json',
  'package.json',
];
const CPU_SECONDS = 120;
const TMP_MB = 64;

/**
 * Starts a suite's process inside of the box.
 * @param node - options for Node
 * @param seccompFd - where the child finds the filter of {@link openFilter}
 * @param environment - what the child is told; the rest of the environment stays outside
 */
export function boxed(
  node: readonly string[],
  seccompFd: number,
  environment: Readonly<Record<string, string>>,
): Launch {
  const mounts = Object.fromEntries(SEEN.map((path) => [join(ROOT, path), join(ROOT, path)]));
  const command = [NODE, ...node];
  const [execPath = '', ...execArgv] = wallsOf({
    mounts,
    command,
    tmpMb: TMP_MB,
    cpuSeconds: CPU_SECONDS,
    seccompFd,
    environment,
  });
  return { execPath, execArgv };
}

/** A descriptor from which the filter of a suite's process is read, once. */
export function openFilter(): number {
  const folder = mkdtempSync(join(tmpdir(), 'filter-'));
  try {
    const file = join(folder, 'filter');
    writeFileSync(file, seccompFilter(process.arch, { loopback: true }));
    return openSync(file, 'r');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
