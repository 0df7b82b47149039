import { drive } from '../core/drive.ts';
import { minimise, type Minimal } from '../core/minimise.ts';
import type { Deviation, Program } from '../core/program.ts';
import { Replay } from '../core/replay.ts';
import { search, type SearchResult } from '../core/search.ts';
import { tokenOf } from '../core/token.ts';
import type { Judge } from './judge.ts';
import type { PreparedScenario } from './prepared-scenario.ts';

export interface Searching {
  readonly prepared: PreparedScenario;
  readonly program: Program;
  readonly judge: Judge;
  /** The schedule of the run that was judged last. */
  readonly lastRun: () => readonly Deviation[];
}

export type Searched = SearchResult & {
  /** A race that is no worse than a note. */
  readonly race?: Minimal;
};

/** So many runs after the first race something worse is still looked for. */
const AFTER_RACE = 1000;

/**
 * Looks for a failure; where there is none but a data race, that is the failure. A race tells less than what comes of
 * it: so it comes last.
 */
export async function searchAll({ prepared, program, judge, lastRun }: Searching): Promise<Searched> {
  const { budget, seed = 1, races = 'fail' } = prepared.scenario;
  let raced: readonly Deviation[] | undefined;
  judge.isRaceFailure = false;
  judge.onRace = () => {
    raced = lastRun();
    judge.onRace = undefined;
  };
  // Where nothing worse turns up soon after a race, the race is the failure.
  let left = AFTER_RACE;
  const patient: Program = {
    reset: () => program.reset?.(),
    run(choose, from) {
      if (raced !== undefined && races === 'fail') left -= 1;
      if (left === 0) judge.isRaceFailure = true;
      return program.run(choose, from);
    },
  };
  const found = await search(patient, seed, budget);
  judge.onRace = undefined;
  judge.isRaceFailure = races === 'fail';
  if (found.outcome === 'fail' || raced === undefined) return found;
  judge.isRaceFailure = true;
  program.reset?.();
  const { failure } = await drive(program, new Replay(raced), { maxSchedules: 1, maxMs: Infinity });
  const race =
    failure && (await minimise(program, { failure, deviations: raced }, budget?.minimiseMs ?? 500));
  if (race === undefined) return found;
  if (races === 'note') return { ...found, race };
  return {
    outcome: 'fail',
    explored: found.explored,
    failure: race.failure,
    token: tokenOf(race.deviations),
    isMinimal: race.isCertified,
  };
}
