import type { Failure } from '../core/program.ts';
import type { Explored } from '../core/search.ts';
import { checkHistory } from '../linearize/check.ts';
import type { Operation } from '../linearize/operation.ts';
import type { Spec } from '../linearize/spec.ts';
import type { RecordedBlocked, RecordedStep, RunRecord } from './run-record.ts';

/** What the reports of the goroutines' and the threads' explorers have in common. */
export interface ExplorerReport {
  readonly failure?: Failure;
  readonly token?: string;
  readonly isMinimal?: boolean;
  readonly trace?: readonly RecordedStep[];
  /** Steps that are left out of the middle of the trace. */
  readonly omittedSteps?: number;
  readonly blocked?: readonly RecordedBlocked[];
  readonly stuck?: readonly RecordedBlocked[];
  readonly explored?: Explored;
  readonly confirmed?: { readonly real: number; readonly of: number };
  readonly history?: readonly Operation[];
}

/** Of a long run the goroutines' explorer keeps so many steps of the beginning, and some of the end. */
const KEPT_FIRST = 150;

/**
 * The failing run of a report, to be told with `storyOf`; undefined where none failed.
 * @param spec - of a scenario whose histories are judged: shows why the calls have no order
 */
export function recordOf(report: ExplorerReport, spec?: Spec<unknown>): RunRecord | undefined {
  const { failure, token, isMinimal = false, trace = [], omittedSteps = 0, explored, confirmed } = report;
  if (failure === undefined || token === undefined) return undefined;
  const blocked = report.blocked ?? report.stuck;
  return {
    failure,
    token,
    isMinimal,
    trace,
    ...(omittedSteps > 0
      ? { omitted: { count: omittedSteps, at: Math.min(KEPT_FIRST, trace.length - 1) } }
      : {}),
    ...(blocked ? { blocked } : {}),
    ...(explored ? { explored } : {}),
    ...(confirmed ? { confirmed } : {}),
    ...historyOf(report, spec),
  };
}

function historyOf(
  { failure, history }: ExplorerReport,
  spec: Spec<unknown> | undefined,
): Pick<RunRecord, 'history'> {
  if (failure?.kind !== 'not-linearizable' || history === undefined || spec === undefined) return {};
  const result = checkHistory(history, spec);
  return result.outcome === 'not-linearizable' ? { history: { operations: history, why: result.why } } : {};
}
