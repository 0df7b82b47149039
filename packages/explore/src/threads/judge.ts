import type { Failure } from '../core/program.ts';
import { ACCESS_NAMES } from './access.ts';
import { callsOf, type CallEvent, type CallRecord } from './call-record.ts';
import type { AnyScenario, PreparedScenario } from './prepared-scenario.ts';
import { findRace, type Race } from './race.ts';
import { RefusedError } from './refused-error.ts';
import { failureOf, keyOf, type NameOf } from './run-end.ts';
import { RUN } from './schedule-state.ts';
import type { Scheduler } from './scheduler.ts';
import { wordName } from './thread-trace.ts';

/** A run that is over, simulated or real. */
export interface EndedRun {
  readonly scheduler: Scheduler;
  readonly footprint: Int32Array;
  readonly events: readonly CallEvent[];
}

/** Runs that are all looked at for data races, and the share of those after them. */
const ALL_OF = 512;
const ONE_IN = 8;

/** Says what is wrong with a run. */
export class Judge {
  /** Whether a data race makes a run a failure. */
  isRaceFailure = false;
  /** Told of a race where it is no failure. */
  onRace: ((race: Race) => void) | undefined;
  readonly #prepared: PreparedScenario;
  #runs = 0;

  constructor(prepared: PreparedScenario) {
    this.#prepared = prepared;
  }

  judge({ scheduler, footprint, events }: EndedRun, nameOf: NameOf = wordName): Failure | undefined {
    const { names } = this.#prepared;
    return (
      failureOf(scheduler, names, nameOf) ?? this.#wrong(events) ?? this.#raced(scheduler, footprint, nameOf)
    );
  }

  /** Judges what a run that came to its end has left behind. */
  #wrong(events: readonly CallEvent[]): Failure | undefined {
    const { spec, final } = this.#prepared.scenario;
    if (spec === undefined && final === undefined) return undefined;
    const history = callsOf(events, this.#prepared.names);
    const unlawful = spec && this.#lawful(history, spec);
    if (unlawful !== undefined) return { kind: 'not-linearizable', key: 'history', message: unlawful };
    const wrong = final && this.#finally(history, final);
    return typeof wrong === 'string' ? { kind: 'invariant', key: keyOf(wrong), message: wrong } : undefined;
  }

  /** A history that can't be judged says nothing about the program. */
  #lawful(history: readonly CallRecord[], spec: NonNullable<AnyScenario['spec']>): string | undefined {
    try {
      return spec(history);
    } catch (error) {
      throw new RefusedError(error instanceof Error ? error.message : String(error));
    }
  }

  #finally(history: readonly CallRecord[], final: NonNullable<AnyScenario['final']>): string | undefined {
    const prepared = this.#prepared;
    const { memory, shared, module } = prepared;
    memory.save();
    try {
      return final({ history, memory: shared, module, open: () => prepared.openAlone() }) ?? undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      memory.restore();
    }
  }

  /** What orders two accesses hardly depends on the schedule: after a while a sample will do. */
  #looksForRaces(): boolean {
    if (this.isRaceFailure) return true;
    this.#runs += 1;
    return this.onRace !== undefined && (this.#runs <= ALL_OF || this.#runs % ONE_IN === 0);
  }

  #raced(scheduler: Scheduler, footprint: Int32Array, nameOf: NameOf): Failure | undefined {
    if (this.#prepared.scenario.races === 'off' || !this.#looksForRaces()) return undefined;
    const race = findRace(footprint, scheduler.state[RUN.accesses] ?? 0, scheduler.threads);
    if (race === undefined) return undefined;
    if (this.isRaceFailure) return raceFailure(race, this.#prepared.names, nameOf);
    this.onRace?.(race);
    return undefined;
  }
}

function raceFailure({ address, first, second }: Race, names: readonly string[], nameOf: NameOf): Failure {
  const side = ({ thread, access }: Race['first']): string =>
    `${names[thread] ?? ''} (${ACCESS_NAMES[access] ?? ''})`;
  return {
    kind: 'race',
    key: `word ${address}`,
    message: `race: nothing orders ${side(first)} and ${side(second)} on ${nameOf(address)}, and one of the two is no atomic operation`,
  };
}
