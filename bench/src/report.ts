import { availableParallelism, cpus, type } from 'node:os';

/** What every benchmark gives: one row for each way of doing each case. Our own way is `ours`, the limit `floor`. */
export interface Report {
  readonly machine: string;
  /** ISO date. */
  readonly date: string;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly case: string;
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
  /** Samples behind the percentiles. */
  readonly n: number;
  readonly unit: string;
}

export function reportOf(rows: readonly Row[]): Report {
  const cpu = cpus()[0]?.model.trim() ?? 'unknown processor';
  const machine = `${availableParallelism()} × ${cpu}, ${type()}, Node ${process.versions.node}`;
  return { machine, date: new Date().toISOString().slice(0, 10), rows };
}

/** @param samples - at least one. */
export function rowOf(what: Pick<Row, 'case' | 'name' | 'unit'>, samples: readonly number[]): Row {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { ...what, p50: at(0.5), p95: at(0.95), n: sorted.length };
}
