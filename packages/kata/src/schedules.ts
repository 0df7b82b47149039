// What hidden suites of concurrent katas import beside `suite.ts`; apart from it, because it loads the explorers.
import {
  linearizable,
  recordOf,
  replayTasks,
  replayThreads,
  storyOf,
  storyToJson,
  tasks,
  threads,
  threadsRecord,
  type Explored,
  type Memory,
  type RunRecord,
  type Spec,
  type Story,
  type TasksReport,
  type TasksScenario,
  type ThreadsBudget,
  type ThreadsReport,
  type ThreadsScenario,
} from '@katas/explore';
import type { Text } from '@katas/structure';
import { inject } from 'vitest';
import { currentTest, seed, tell } from './suite.ts';

/** How far the schedules of a run are searched. */
export interface SearchContext {
  /** Milliseconds for schedules beyond those that every run tries, for each exploration. */
  readonly beyondMs: number;
  /** What every run tries has been tried: the time goes to what lies beyond it. */
  readonly isDeep: boolean;
  /** The solution as it was read. */
  readonly solution: { readonly id: string; readonly file: string; readonly text: string };
  /** Of the kata and the stage that run: they are part of a replay. */
  readonly kata: string;
  readonly stage: string;
  /** The one exploration that is to be repeated, and its schedule. */
  readonly replay?: { readonly test: number; readonly call: number; readonly token: string };
}

declare module 'vitest' {
  interface ProvidedContext {
    search: SearchContext;
  }
}

/** What both kinds of exploration take beside their program. */
export interface Exploration {
  /** At every save each schedule with up to this many deviations from the default is run; default 1. */
  readonly bound?: number;
  /** The program as the learner would write it, shown with a failure: `P1: push(1) | C1: pop()`. */
  readonly program?: string;
  /** Names of the goroutines or threads in the order in which they are drawn. */
  readonly lanes?: readonly string[];
  /** What must hold, where the sentence of the test does not say it sharply enough. */
  readonly invariant?: Text;
  /** Slug of a known mistake (`mistakes` in `kata.ts`) that such a failure is the signature of. */
  readonly looksLike?: string | ((story: Story) => string | undefined);
}

type Own = 'budget' | 'seed' | 'source' | 'name' | 'drain';

export type ScheduleScenario = Omit<TasksScenario, Own> & Exploration;

/**
 * Runs a program of goroutines under every schedule within its bound, and under random ones for as long as the run may
 * take. Everything that the program uses must be made inside of `run`.
 * @throws {ScheduleError} with the story of the smallest failing schedule
 */
export async function everySchedule(scenario: ScheduleScenario): Promise<void> {
  const { bound = 1 } = scenario;
  const { solution, replay } = context();
  const turn = nextTurn();
  if (replay && !turn.isReplayed) return;
  const full: TasksScenario = { ...scenario, seed: turn.seed, source: (file) => file === solution.id };
  const report = replay
    ? await replayTasks(full, replay.token)
    : await tasks({ ...full, budget: budgetFor(bound, MOST_SCHEDULES) });
  note(report, bound, replay !== undefined);
  judge({ report, record: recordOf(report), scenario, turn });
}

export type InterleavingScenario<M, Q, Mem extends Memory> = Omit<
  ThreadsScenario<M, Q, Mem>,
  'budget' | 'seed' | 'subject' | 'spec'
> &
  Exploration & {
    /** What the object is, used by one thread alone: every history must be explained by an order of its calls. */
    readonly model?: Spec<unknown>;
    /** Milliseconds of runs on real threads that nobody steers, after the search; default 0. */
    readonly stressMs?: number;
  };

/**
 * Runs threads on the solution's module under every interleaving within the bound, and under random ones for as long
 * as the run may take; a failure is run again on real worker threads.
 * @throws {ScheduleError} with the story of the smallest failing interleaving
 */
export async function everyInterleaving<M, Q, Mem extends Memory = SharedArrayBuffer>(
  scenario: InterleavingScenario<M, Q, Mem>,
): Promise<void> {
  const { bound = 1, model, stressMs } = scenario;
  const { solution, replay } = context();
  const turn = nextTurn();
  if (replay && !turn.isReplayed) return;
  const full: ThreadsScenario<M, Q, Mem> = {
    ...scenario,
    subject: { source: solution.text, file: threadFile(solution.id) },
    seed: turn.seed,
    ...(model && { spec: linearizable(model) }),
  };
  const report = replay
    ? await replayedThreads(full, replay.token)
    : await threads({
        ...full,
        budget: { ...budgetFor(bound, Infinity), ...(stressMs !== undefined && { stressMs }) },
      });
  note(report, bound, replay !== undefined);
  judge({ report, record: threadsRecordOf(report, model), scenario, turn });
}

/**
 * Enough for every small program of a solution that does a call in a few steps. One of many small steps (goroutines that
 * send each other messages) may have a hundred times as many schedules within the same bound: it is not refused for that;
 * its verdict says how far the search came, and the search goes on behind the verdict.
 */
const MOST_SCHEDULES = 8000;

function budgetFor(bound: number, schedules: number): ThreadsBudget {
  const { beyondMs, isDeep } = context();
  const extent = { ms: beyondMs, maxBound: bound + 3 };
  return isDeep ? { ...extent, mustComplete: -1 } : { ...extent, mustComplete: bound, schedules };
}

/**
 * What the explorer calls the text that it evaluates by itself. Under the id of the module that the suite imports, its lines
 * would be mapped once more, by the map of that one.
 */
function threadFile(id: string): string {
  return `${id}?thread`;
}

async function replayedThreads<M, Q, Mem extends Memory>(
  scenario: ThreadsScenario<M, Q, Mem>,
  token: string,
): Promise<ThreadsReport> {
  const started = performance.now();
  const told = await replayThreads(scenario, token);
  const explored: Explored = {
    schedules: 1,
    steps: told.trace?.length ?? 0,
    pruned: 0,
    ms: performance.now() - started,
    completeBound: -1,
    isExhausted: false,
    seed: scenario.seed ?? 0,
  };
  const outcome = told.failure ? 'fail' : 'pass';
  return { ...told, outcome, backEnd: 'replay', explored, token, races: [], notes: [] };
}

function threadsRecordOf(report: ThreadsReport, model: Spec<unknown> | undefined): RunRecord | undefined {
  const record = threadsRecord(report);
  const history = report.calls && recordOf({ ...report, history: report.calls }, model)?.history;
  return record && { ...record, ...(history && { history }) };
}

/** A schedule that fails, with its story. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
  /** The story as JSON; a runner draws it. */
  readonly story?: string;
  readonly replay?: string;
  readonly mistake?: string;
  readonly input?: string;

  constructor(message: string, told: Omit<ScheduleError, keyof Error> = {}) {
    super(message);
    Object.assign(this, told);
    // The stack is that of the suite; where things went wrong is in the story.
    this.stack = `${this.name}: ${message}`;
  }
}

interface Turn {
  /** `3.1`: the fourth test's second exploration. */
  readonly place: string;
  readonly seed: number;
  readonly isReplayed: boolean;
}

function nextTurn(): Turn {
  const { replay } = context();
  const test = currentTest();
  const call = test.explorations;
  test.explorations += 1;
  return {
    place: `${test.index}.${call}`,
    // Another stream of random choices for each exploration of a run.
    seed: 1 + (((seed ^ Math.imul(test.index * 64 + call + 1, 0x9e_37_79_b1)) >>> 1) % 0x7f_ff_ff_fe),
    isReplayed: replay?.test === test.index && replay.call === call,
  };
}

function note({ explored, outcome }: TasksReport | ThreadsReport, bound: number, isReplay: boolean): void {
  const { schedules, completeBound, isExhausted } = explored;
  // A failure ends the search before its bound; how far it came stands in its story.
  if (isReplay || outcome === 'fail') return;
  tell({ schedules, bound: isExhausted ? Infinity : completeBound, least: bound });
}

type StoryPlace = NonNullable<Story['steps'][number]['place']>;

/** The search ended at {@link MOST_SCHEDULES}: nothing failed in all that was run. */
function endedEarly(report: TasksReport | ThreadsReport): boolean {
  const isRefused = 'isRefused' in report;
  return report.outcome === 'unknown' && !isRefused && report.explored.schedules >= MOST_SCHEDULES;
}

interface Judged {
  readonly report: TasksReport | ThreadsReport;
  readonly record: RunRecord | undefined;
  readonly scenario: Exploration;
  readonly turn: Turn;
}

function judge({ report, record, scenario, turn }: Judged): void {
  if (report.outcome === 'pass' || endedEarly(report)) return;
  const { program, lanes, invariant, looksLike } = scenario;
  const input = program === undefined ? {} : { input: program };
  if (record === undefined) {
    const said =
      report.failure?.message ?? `it could not be judged: ${report.reason ?? 'no reason was given'}`;
    const named = typeof looksLike === 'string' && report.failure ? { mistake: looksLike } : {};
    throw new ScheduleError(said, { ...input, ...named });
  }
  const { solution, kata, stage } = context();
  const replay = `${stage}/${turn.place}/${seed}/${record.token}`;
  const isSolution = (file: string): boolean => file === solution.id || file === threadFile(solution.id);
  const story = storyOf(withoutSuite(record, isSolution), {
    ...(lanes && { lanes }),
    ...(invariant && { invariant }),
    sourceOf: (file) => (isSolution(file) ? solution.text : undefined),
    fileName: (file) => (isSolution(file) ? solution.file : 'the test'),
    replay: () => `kata replay ${kata} ${replay}`,
  });
  const told = withoutPlaces(story, solution.file);
  const mistake = typeof looksLike === 'function' ? looksLike(told) : looksLike;
  throw new ScheduleError(typeof told.sentence === 'string' ? told.sentence : told.sentence.en, {
    ...input,
    ...(mistake !== undefined && { mistake }),
    story: storyToJson(told),
    replay,
  });
}

/** The suite's own goroutine is no part of the story, unless it is the solution that it is stuck in. */
function withoutSuite(record: RunRecord, isSolution: (file: string) => boolean): RunRecord {
  if (record.omitted !== undefined) return record;
  const isSuite = ({ task, file }: { readonly task: string; readonly file?: string }): boolean =>
    task === SUITE && (file === undefined || !isSolution(file));
  const blocked = record.blocked?.filter((one) => !isSuite({ ...one, ...one.waitsAt }));
  return {
    ...record,
    trace: record.trace.filter((step) => step.deviation !== undefined || !isSuite(step)),
    ...(blocked && blocked.length > 0 && { blocked }),
  };
}

/** A line of a hidden suite tells nothing to whoever can't see it. */
function withoutPlaces(story: Story, file: string): Story {
  const kept = (place: StoryPlace | undefined): StoryPlace | undefined =>
    place?.file === file ? place : undefined;
  return {
    ...story,
    steps: story.steps.map(({ place, ...step }) => ({
      ...step,
      ...(kept(place) && { place: kept(place)! }),
    })),
    blocked: story.blocked.map(({ waitsAt, startedAt, ...one }) => ({
      ...one,
      ...(kept(waitsAt) && { waitsAt: kept(waitsAt)! }),
      ...(kept(startedAt) && { startedAt: kept(startedAt)! }),
    })),
  };
}

/** The name of the goroutine that a scenario's `run` is. */
const SUITE = 'main';

/** Asked each time: a suite that is rehearsed is told more than once. */
function context(): SearchContext {
  return inject('search');
}
