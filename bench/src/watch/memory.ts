import { readdirSync, readFileSync } from 'node:fs';

/** Proportional memory of a process and all that it started, in MB; pages that are shared count in parts. Linux only. */
export function memoryOf(pid: number): number {
  return familyOf(pid).reduce((sum, id) => sum + kilobytesOf(id), 0) / 1024;
}

/** The same of the process alone. */
export function ownMemory(pid: number): number {
  return kilobytesOf(pid) / 1024;
}

/** The process and all that it started. */
export function familyOf(pid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const id = Number(name);
    const parent = Number.isInteger(id) ? parentOf(id) : undefined;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), id]);
  }
  const family = (id: number): number[] => [
    id,
    ...(children.get(id) ?? []).flatMap((child) => family(child)),
  ];
  return family(pid);
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name may hold spaces and brackets; what counts comes after it.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}

function kilobytesOf(pid: number): number {
  try {
    return Number(/^Pss: +(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
