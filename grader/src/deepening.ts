import type { StageVerdict, Verdict } from '@katas/kata';
import type { Judge, JudgeRequest } from './judge.ts';
import { verdictOf } from './verdict-of.ts';

/** A search for schedules beyond those that every run tries. */
export interface Deepening {
  readonly judge: Judge;
  /** As the verdict was asked for; `on` hears the stages of each round. */
  readonly request: JudgeRequest;
  /** Milliseconds in all. */
  readonly totalMs: number;
  /** Of each round after the first: programs that are drawn are drawn afresh. */
  readonly nextSeed: () => number;
  /** Called after each round that found nothing. */
  readonly onRound?: (verdict: Verdict) => void;
}

/** The first round is short, each one after it twice as long: what is easily found is found early. */
const FIRST_ROUND_MS = 2000;

/** Whether there is anything to search: a pass of suites that explore. */
export function canDeepen(verdict: Verdict): boolean {
  return verdict.outcome === 'pass' && verdict.explored !== undefined;
}

/**
 * Goes on searching where a verdict passed, in rounds. Resolves with the same verdict that counts more schedules, or
 * with one that fails.
 * @throws the signal's reason when it is aborted
 */
export async function deepen(verdict: Verdict, { totalMs, ...search }: Deepening): Promise<Verdict> {
  let known = verdict;
  let seed = search.request.seed;
  let left = totalMs;
  for (let roundMs = FIRST_ROUND_MS; left > 0 && canDeepen(known); roundMs *= 2) {
    const ms = Math.min(left, roundMs);
    const started = performance.now();
    known = await searchOnce(known, { ...search, request: { ...search.request, seed } }, ms);
    if (canDeepen(known)) search.onRound?.(known);
    // A round that is over early has run every schedule there is: another seed may draw other programs.
    left -= Math.max(ms / 4, performance.now() - started);
    seed = search.nextSeed();
  }
  return known;
}

async function searchOnce(
  known: Verdict,
  { judge, request }: Pick<Deepening, 'judge' | 'request'>,
  ms: number,
): Promise<Verdict> {
  const stages = known.stages.filter(({ explored }) => explored !== undefined);
  const programs = known.explored?.programs ?? 1;
  const search = { beyondMs: Math.max(1, Math.floor(ms / programs)), totalMs: ms };
  const found = await judge.judge({ ...request, only: stages.map(({ slug }) => slug), search });
  const merged = known.stages.map((stage) => {
    const again = found.stages.find(({ slug }) => slug === stage.slug);
    return again ? sum(stage, again) : stage;
  });
  return verdictOf({
    request,
    findings: known.findings,
    ...(known.types && { types: known.types }),
    stages: merged,
    // What the learner waited for; the search is told in schedules.
    durationMs: known.durationMs,
  });
}

/** The later run of a stage, with the schedules of both. */
function sum(stage: StageVerdict, again: StageVerdict): StageVerdict {
  if (again.outcome !== 'pass' || !stage.explored || !again.explored) return again;
  const { programs, schedules, ...bound } = again.explored;
  return {
    ...again,
    explored: { programs, schedules: schedules + stage.explored.schedules, ...bound },
  };
}
