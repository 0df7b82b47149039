import type { Deviation, Program } from '../core/program.ts';
import type { Explored } from '../core/search.ts';
import { NondeterminismError } from '../core/strategy.ts';
import { parseToken } from '../core/token.ts';
import { confirm, startReal, stress } from './confirm.ts';
import { CheckedSimulator } from './determinism.ts';
import { searchAll, type Searched } from './exploration.ts';
import { Judge } from './judge.ts';
import { type AnyScenario, PreparedScenario } from './prepared-scenario.ts';
import { RefusedError } from './refused-error.ts';
import { tell, type Told } from './replayed-failure.ts';
import type { ThreadsReport } from './report.ts';
import type { Memory, ThreadsScenario } from './scenario.ts';
import { Simulator } from './simulator.ts';
import type { Exports } from './source-module.ts';

const MAX_STEPS = 5000;
const CONFIRM_TIMES = 20;

/**
 * Explores how the threads of a scenario can interleave: a short random walk, then every schedule with 0, 1, 2, …
 * preemptions, then random ones until the budget is spent. A failure is made as small as it can be, and confirmed on
 * real threads.
 *
 * Promises: a failure is one that the program can have; a pass means that none of the schedules within the stated
 * bound fails *in this scenario*. It does not promise anything beyond: not for more threads or calls, and not for
 * what weakly ordered hardware may do to a program with a data race, which is why races are reported.
 *
 * A loop that does 4000 accesses without any effect while nobody else can go on counts as one that never ends. A loop
 * without any access to shared memory can't be seen, nor ended: that takes a watchdog around the process.
 *
 * What can't be explored is refused: the outcome is `unknown`, with the reason.
 * @throws {TypeError} for a scenario that makes no sense
 */
export async function threads<M = Exports, Q = never, Mem extends Memory = Memory>(
  scenario: ThreadsScenario<M, Q, Mem>,
): Promise<ThreadsReport> {
  const any = scenario as unknown as AnyScenario;
  try {
    return await new Exploration(new PreparedScenario(any)).explore();
  } catch (error) {
    if (error instanceof RefusedError) return refused(any, error.message);
    throw error;
  }
}

/**
 * Runs one schedule of a scenario and tells what happened, step by step.
 * @param token - as in a report
 * @throws {TokenError} for a text that is no token
 * @throws {RefusedError} for a scenario that can't be simulated
 */
export async function replayThreads<M = Exports, Q = never, Mem extends Memory = Memory>(
  scenario: ThreadsScenario<M, Q, Mem>,
  token: string,
): Promise<Told> {
  const deviations = parseToken(token);
  return new Exploration(new PreparedScenario(scenario as unknown as AnyScenario)).tell(deviations);
}

class Exploration {
  readonly #prepared: PreparedScenario;
  readonly #judge: Judge;
  readonly #simulator: Simulator;
  readonly #maxSteps: number;
  readonly #notes: string[] = [];

  constructor(prepared: PreparedScenario) {
    const { names, memory, start, scenario } = prepared;
    this.#prepared = prepared;
    this.#judge = new Judge(prepared);
    this.#judge.isRaceFailure = (scenario.races ?? 'fail') === 'fail';
    this.#maxSteps = scenario.budget?.maxSteps ?? MAX_STEPS;
    const judge = (ended: Simulator): ReturnType<Judge['judge']> => this.#judge.judge(ended);
    this.#simulator = new Simulator({ names, memory, start, judge, maxSteps: this.#maxSteps, prunes: true });
  }

  tell(deviations: readonly Deviation[]): Promise<Told> {
    return tell({ prepared: this.#prepared, simulator: this.#simulator, judge: this.#judge }, deviations);
  }

  async explore(): Promise<ThreadsReport> {
    const { onlyReal, scenario } = this.#prepared;
    if (scenario.backEnd === 'workers') return this.#exploreReal('asked for');
    if (onlyReal !== undefined) return this.#exploreReal(onlyReal);
    try {
      const simulator = this.#simulator;
      const found = await this.#search(new CheckedSimulator(simulator), () => simulator.deviations());
      return await this.#report(found, 'replay');
    } catch (error) {
      const reason = replayOnly(error);
      if (reason === undefined) throw error;
      return this.#exploreReal(reason);
    }
  }

  #search(program: Program, lastRun: () => readonly Deviation[]): Promise<Searched> {
    return searchAll({ prepared: this.#prepared, judge: this.#judge, program, lastRun });
  }

  async #exploreReal(reason: string): Promise<ThreadsReport> {
    this.#notes.push(`run on real threads only: ${reason}`);
    const real = await startReal(this.#confirming);
    try {
      return await this.#report(await this.#search(real, () => real.deviations()), 'workers');
    } catch (error) {
      if (error instanceof NondeterminismError) throw new RefusedError(`${reason}; and ${error.message}`);
      throw error;
    } finally {
      await real.close();
    }
  }

  async #report(found: Searched, backEnd: ThreadsReport['backEnd']): Promise<ThreadsReport> {
    const { budget = {} } = this.#prepared.scenario;
    const races = found.race ? [found.race.failure.message] : [];
    const base = { ...found, backEnd, races, notes: this.#notes };
    if (found.outcome !== 'fail') {
      const { stressMs = 0 } = budget;
      if (stressMs === 0 || found.outcome === 'unknown') return base;
      const stressed = await stress(this.#confirming, stressMs);
      if (stressed.failure === undefined) return { ...base, stress: stressed };
      return { ...base, outcome: 'fail', failure: stressed.failure, stress: stressed };
    }
    const deviations = parseToken(found.token);
    const told = backEnd === 'replay' ? await this.tell(deviations) : undefined;
    const failure = told?.failure ?? found.failure;
    const times = budget.confirm ?? CONFIRM_TIMES;
    const confirmed = times > 0 && (await confirm(this.#confirming, { failure, deviations }, times));
    return {
      ...base,
      ...told,
      failure,
      races: failure.kind === 'race' ? [failure.message] : races,
      ...(confirmed && { confirmed }),
    };
  }

  get #confirming(): Parameters<typeof confirm>[0] {
    return { prepared: this.#prepared, judge: this.#judge, maxSteps: this.#maxSteps };
  }
}

/** Why real threads may do what a simulation can't. */
function replayOnly(error: unknown): string | undefined {
  if (error instanceof NondeterminismError) return 'the same schedule did not lead to the same run twice';
  return error instanceof RefusedError && error.isReplayOnly ? error.message : undefined;
}

const NOTHING: Omit<Explored, 'seed'> = {
  schedules: 0,
  steps: 0,
  pruned: 0,
  ms: 0,
  completeBound: -1,
  isExhausted: false,
};

function refused(scenario: AnyScenario, reason: string): ThreadsReport {
  const explored = { ...NOTHING, seed: scenario.seed ?? 1 };
  return { outcome: 'unknown', backEnd: 'replay', explored, reason, isRefused: true, races: [], notes: [] };
}
