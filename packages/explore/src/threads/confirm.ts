import type { Deviation, Failure } from '../core/program.ts';
import type { PreparedScenario } from './prepared-scenario.ts';
import { RealThreads } from './real/real-threads.ts';
import { RefusedError } from './refused-error.ts';
import type { Confirmed, StressResult } from './report.ts';
import type { Judge } from './judge.ts';

export interface Confirming {
  readonly prepared: PreparedScenario;
  readonly judge: Judge;
  readonly maxSteps: number;
}

/** Runs a failing schedule on real threads, one step at a time. @param times - how often */
export async function confirm(
  confirming: Confirming,
  failing: { readonly failure: Failure; readonly deviations: readonly Deviation[] },
  times: number,
): Promise<Confirmed> {
  const { failure, deviations } = failing;
  try {
    const real = await startReal(confirming);
    let alike = 0;
    let other: string | undefined;
    try {
      for (let run = 0; run < times; run += 1) {
        const outcome = await real.replay(deviations);
        if (outcome.failure?.kind === failure.kind && outcome.failure.key === failure.key) alike += 1;
        else other ??= outcome.failure?.message ?? 'no failure';
      }
    } finally {
      await real.close();
    }
    return { real: alike, of: times, ...(other !== undefined && { reason: `real threads gave: ${other}` }) };
  } catch (error) {
    if (error instanceof RefusedError) return { real: 0, of: 0, reason: error.message };
    throw error;
  }
}

/** Milliseconds after which a free run counts as one that hangs. */
const HANG_MS = 1000;

/** Runs real threads that nobody steers, over and over. @param ms - for so long */
export async function stress(confirming: Confirming, ms: number): Promise<StressResult> {
  const started = performance.now();
  const result = { rounds: 0, failed: 0, failure: undefined as Failure | undefined };
  const elapsed = (): number => performance.now() - started;
  try {
    const real = await startReal(confirming);
    try {
      while (elapsed() < ms) {
        const failure = await real.free(HANG_MS);
        result.rounds += 1;
        if (failure === undefined) continue;
        result.failed += 1;
        result.failure ??= failure;
      }
    } finally {
      await real.close();
    }
    const { rounds, failed, failure } = result;
    return { rounds, failed, ms: elapsed(), ...(failure && { failure }) };
  } catch (error) {
    if (error instanceof RefusedError) return { rounds: 0, failed: 0, ms: elapsed(), reason: error.message };
    throw error;
  }
}

export function startReal({ prepared, judge, maxSteps }: Confirming): Promise<RealThreads> {
  return RealThreads.start(prepared, { maxSteps, judge: (ended) => judge.judge(ended) });
}
