import { drive } from '../core/drive.ts';
import { NondeterminismError } from '../core/strategy.ts';
import type { Deviation, Failure } from '../core/program.ts';
import { Replay } from '../core/replay.ts';
import { type Budget, type Explored, search } from '../core/search.ts';
import { parseToken } from '../core/token.ts';
import { type BlockedTask, blockedTasks, type LeftTimer, leftTimers } from './blocked.ts';
import { syncDrain, turn } from './drain.ts';
import { outside, RefusedError } from './foreign.ts';
import { currentTask } from './identity.ts';
import { captureStack, type SourceFilter, type Stack } from './place.ts';
import { TasksProgram } from './program.ts';
import { Recorder } from './recorder.ts';
import { Stage, type TasksStage } from './stage.ts';
import type { Check, SteeredRun } from './steered-run.ts';
import type { TraceStep } from './trace.ts';

/** A program of goroutines, and how it is to be explored. */
export interface TasksScenario {
  /** For the story of a failure. */
  readonly name?: string;
  /**
   * The program: starts goroutines and waits for them, with the library's `go`, `Chan` … Everything that it uses must
   * be made inside of it, because it is run once per schedule. It judges by throwing, by `t.check`, or by giving a
   * function that is called when everything has come to rest: that fails by throwing, or with a sentence or `false`.
   */
  readonly run: (t: TasksStage) => Check | undefined | void | Promise<Check | undefined | void>;
  readonly budget?: Budget;
  /** Default: another one each time; a report tells it. */
  readonly seed?: number;
  /** Virtual milliseconds that what `run` has started may take to end after it; default 100. */
  readonly graceMs?: number;
  /** Whether what is left afterwards is a failure; default `fail`. */
  readonly leaks?: 'fail' | 'ignore';
  /** Steps after which a run counts as endless; default 50 000. */
  readonly maxSteps?: number;
  /** Which files are the code under test: reports show lines of those where there are any. */
  readonly source?: SourceFilter;
  /** How microtasks are run between steps; default: within the turn if this Node can, which is much faster. */
  readonly drain?: 'sync' | 'turn';
}

export interface TasksReport {
  readonly name: string;
  /**
   * `pass`: every schedule up to the bound was run, and none failed; `fail`: `failure` says how; `unknown`: the budget
   * ended first; `refused`: the program cannot be judged. `reason` tells more of the last two.
   */
  readonly outcome: 'pass' | 'fail' | 'unknown' | 'refused';
  readonly explored: Explored;
  readonly failure?: Failure;
  /** Replays the failure: {@link replayTasks}. */
  readonly token?: string;
  /** No schedule with fewer deviations fails alike: all of them were run. */
  readonly isMinimal?: boolean;
  readonly reason?: string;
  /** What happened in the failing run. */
  readonly trace: readonly TraceStep[];
  /** Steps that are left out of the middle of the trace. */
  readonly omittedSteps: number;
  /** Who could not go on at its end. */
  readonly blocked: readonly BlockedTask[];
  /** Timers that were still armed at its end. */
  readonly timers: readonly LeftTimer[];
}

const DEFAULTS = { graceMs: 100, maxSteps: 50_000 } as const;

/**
 * Runs a scenario under every schedule within a bound and under random ones beyond it, in virtual time, and judges
 * each run. One at a time per process: others wait.
 * @throws {TypeError} when called inside of a run
 */
export function tasks(scenario: TasksScenario): Promise<TasksReport> {
  const origin = captureStack();
  return alone(async () => {
    const seed = scenario.seed ?? freshSeed();
    const program = await programOf(scenario, origin);
    try {
      const found = await search(program, seed, scenario.budget);
      const base = { name: nameOf(scenario), explored: found.explored, ...NOTHING_SEEN };
      if (found.outcome === 'pass') return { ...base, outcome: 'pass' };
      if (found.outcome === 'unknown') return { ...base, outcome: 'unknown', reason: found.reason };
      const seen = await record(program, parseToken(found.token), scenario.source);
      if (seen.failure?.kind !== found.failure.kind) throw unrepeatable(found.failure, seen.failure);
      const { token, isMinimal } = found;
      return { ...base, ...seen, outcome: 'fail', failure: seen.failure, token, isMinimal };
    } catch (error) {
      return refusal(scenario, seed, error);
    }
  });
}

/**
 * Runs a scenario once, under the schedule of a token: `fail` with the same story as when it was found, or `pass` where
 * it does not fail (any more).
 * @throws {TokenError} for a text that is no token
 */
export function replayTasks(scenario: TasksScenario, token: string): Promise<TasksReport> {
  const origin = captureStack();
  const deviations = parseToken(token);
  return alone(async () => {
    const started = performance.now();
    try {
      const seen = await record(await programOf(scenario, origin), deviations, scenario.source);
      const ms = performance.now() - started;
      const { failure, steps, ...rest } = seen;
      const explored = { ...NOTHING_EXPLORED, schedules: 1, steps, ms, seed: scenario.seed ?? 0 };
      const base = { name: nameOf(scenario), explored, token, ...rest };
      return failure === undefined ? { ...base, outcome: 'pass' } : { ...base, outcome: 'fail', failure };
    } catch (error) {
      return refusal(scenario, scenario.seed ?? 0, error);
    }
  });
}

/**
 * Whether the schedule of a token fails in this way, `times` in a row; without a trace, so that a thousand times take
 * no time.
 */
export function failsEachTime(scenario: TasksScenario, token: string, times: number): Promise<boolean> {
  const origin = captureStack();
  const deviations = parseToken(token);
  return alone(async () => {
    const program = await programOf(scenario, origin);
    let key: string | undefined;
    for (let i = 0; i < times; i += 1) {
      const found = await drive(program, new Replay(deviations), { maxSchedules: 1, maxMs: Infinity });
      if (found.failure === undefined || found.deviations?.length !== deviations.length) return false;
      const now = `${found.failure.kind} ${found.failure.message} ${found.steps}`;
      if (key !== undefined && key !== now) return false;
      key = now;
    }
    return true;
  });
}

interface Seen {
  readonly failure: Failure | undefined;
  readonly steps: number;
  readonly trace: readonly TraceStep[];
  readonly omittedSteps: number;
  readonly blocked: readonly BlockedTask[];
  readonly timers: readonly LeftTimer[];
}

const NOTHING_SEEN = { trace: [], omittedSteps: 0, blocked: [], timers: [] } as const;
const NOTHING_EXPLORED = {
  schedules: 0,
  steps: 0,
  pruned: 0,
  ms: 0,
  completeBound: -1,
  isExhausted: false,
} as const;

async function record(
  program: TasksProgram,
  deviations: readonly Deviation[],
  isSource: SourceFilter | undefined,
): Promise<Seen> {
  const recorder = new Recorder(isSource);
  const strategy = new Replay(deviations);
  const choose = strategy.begin();
  if (choose === undefined) throw new TypeError('explore: a replay that has begun');
  let rest: Omit<Seen, 'failure' | 'steps'> = NOTHING_SEEN;
  const outcome = await program.record(choose, recorder, async (run) => {
    rest = {
      trace: recorder.trace(),
      omittedSteps: recorder.dropped,
      blocked: run.failure === undefined ? [] : blockedTasks(run),
      timers: run.failure === undefined ? [] : leftTimers(run),
    };
    await assertAlone(run, recorder);
  });
  return { failure: outcome.failure, steps: outcome.steps, ...rest };
}

/** How long something from outside gets to show itself after nothing can go on any more. */
const OUTSIDE_TURNS = 8;

/** @throws {RefusedError} where a task that is stuck goes on without having been let */
async function assertAlone(run: SteeredRun, recorder: Recorder): Promise<void> {
  if (run.failure?.kind !== 'deadlock' && run.failure?.kind !== 'leak') return;
  const before = recorder.count;
  for (let i = 0; i < OUTSIDE_TURNS; i += 1) await turn();
  if (recorder.count !== before) throw outside(run);
}

/** A scenario as the search sees it. */
export async function programOf(scenario: TasksScenario, origin: Stack): Promise<TasksProgram> {
  const { graceMs = DEFAULTS.graceMs, maxSteps = DEFAULTS.maxSteps, leaks = 'fail' } = scenario;
  return new TasksProgram({
    scenario: (run) => scenario.run(new Stage(run)),
    origin,
    limits: { graceMs, maxSteps, reportsLeaks: leaks === 'fail' },
    drain: scenario.drain === 'turn' ? undefined : await syncDrain(),
  });
}

function nameOf(scenario: TasksScenario): string {
  return scenario.name ?? 'scenario';
}

function unrepeatable(found: Failure, seen: Failure | undefined): RefusedError {
  return new RefusedError(
    `the program is not deterministic: it failed (${found.message}), and ` +
      `${seen === undefined ? 'did not fail' : `failed otherwise (${seen.message})`} under the same schedule. ` +
      'It keeps something from one run to the next, such as a variable of its module.',
  );
}

function refusal(scenario: TasksScenario, seed: number, error: unknown): TasksReport {
  if (!(error instanceof RefusedError) && !(error instanceof NondeterminismError)) throw error;
  const explored = { ...NOTHING_EXPLORED, seed };
  return { name: nameOf(scenario), outcome: 'refused', explored, reason: error.message, ...NOTHING_SEEN };
}

function freshSeed(): number {
  return 1 + Math.floor(Math.random() * 0x7f_ff_ff_fe);
}

let last: Promise<unknown> = Promise.resolve();

/** One after the other: there is one current Runtime per process. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  if (currentTask()?.run.isOver === false) throw new TypeError('explore: tasks() inside of a run');
  const mine = last.then(work);
  last = mine.catch(() => {});
  return mine;
}
