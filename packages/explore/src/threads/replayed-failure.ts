import { drive } from '../core/drive.ts';
import type { Deviation, Failure } from '../core/program.ts';
import { Replay } from '../core/replay.ts';
import { callsOf } from './call-record.ts';
import type { Judge } from './judge.ts';
import type { PreparedScenario } from './prepared-scenario.ts';
import type { BlockedThread, ThreadsReport } from './report.ts';
import { STATUS, THREAD } from './schedule-state.ts';
import type { Simulator } from './simulator.ts';
import { collapsed, type ThreadStep, ThreadTrace } from './thread-trace.ts';

/** A replay of a schedule, told for a reader. */
export type Told = Required<Pick<ThreadsReport, 'trace' | 'calls' | 'blocked'>> & {
  readonly failure?: Failure;
};

export interface Telling {
  readonly prepared: PreparedScenario;
  readonly simulator: Simulator;
  readonly judge: Judge;
}

/** Runs the schedule once more, writing down each step with its place in the source. */
export async function tell(
  { prepared, simulator, judge }: Telling,
  deviations: readonly Deviation[],
): Promise<Told> {
  const { names, source, scenario } = prepared;
  const trace = new ThreadTrace({ names, source, words: scenario.words ?? {} });
  simulator.recording = trace;
  simulator.forget();
  try {
    const { failure } = await drive(simulator, new Replay(deviations), { maxSchedules: 1, maxMs: Infinity });
    const named = failure && (judge.judge(simulator, (address) => trace.nameOf(address)) ?? failure);
    const isPanic = failure?.kind === 'panic';
    const blocked = isPanic ? [] : blockedThreads(simulator, trace.steps);
    return {
      trace: collapsed(trace.steps),
      calls: callsOf(simulator.events, names),
      blocked,
      ...(named && { failure: isPanic ? failure : withPlaces(named, blocked) }),
    };
  } finally {
    simulator.recording = undefined;
    simulator.forget();
  }
}

function blockedThreads({ scheduler, names }: Simulator, steps: readonly ThreadStep[]): BlockedThread[] {
  return names.flatMap((task, thread): BlockedThread[] => {
    const status = scheduler.of(thread, THREAD.status);
    if (status === STATUS.done) return [];
    const last = steps.findLast((step) => step.task === task && step.file !== undefined) ?? { on: '' };
    const { on, value, file, line, column } = last as ThreadStep;
    const place =
      file !== undefined && line !== undefined && column !== undefined ? { file, line, column } : {};
    const state = status === STATUS.asleep ? 'asleep' : 'repeating';
    return [{ task, state, on, ...(value !== undefined && { value }), ...place }];
  });
}

function withPlaces(failure: Failure, blocked: readonly BlockedThread[]): Failure {
  const places = blocked.flatMap(({ task, file, line }) =>
    line === undefined ? [] : [`${task} at ${nameOf(file)}:${line}`],
  );
  if (places.length === 0 || (failure.kind !== 'deadlock' && failure.kind !== 'livelock')) return failure;
  return { ...failure, message: `${failure.message} (${places.join(', ')})` };
}

function nameOf(file = ''): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}
