import type { Choose, Program, RunOutcome } from '../core/program.ts';
import { Accidents } from './accidents.ts';
import { type Drain, fromEventLoop, turn } from './drain.ts';
import { panic, unhandled } from './failures.ts';
import { ForeignWatch } from './foreign.ts';
import type { Recorder } from './recorder.ts';
import { type RunLimits, SteeredRun } from './steered-run.ts';
import type { Stack } from './place.ts';
import { occupy, World } from './world.ts';

export interface TasksProgramOptions {
  /** The scenario's own task; called anew for each run. */
  readonly scenario: (run: SteeredRun) => unknown;
  readonly origin: Stack;
  readonly limits: RunLimits;
  /** Undefined: awaits the event loop's next turn instead. */
  readonly drain: Drain | undefined;
}

/** Deep enough for the frames of libraries above the one that matters. */
const STACK_DEPTH = 40;

/** A scenario of goroutines as something that the search can run again and again. */
export class TasksProgram implements Program {
  readonly #options: TasksProgramOptions;
  readonly #foreign = new ForeignWatch();
  readonly #world = new World();
  readonly #accidents = new Accidents(() => this.#running !== undefined);
  #running: SteeredRun | undefined = undefined;

  constructor(options: TasksProgramOptions) {
    this.#options = options;
  }

  /** Calls `burst` where runs are isolated from the rest of the process, and microtasks can be drained. */
  enter<T>(burst: () => T | Promise<T>): Promise<T> {
    return this.#inside(0, burst);
  }

  run(choose: Choose): RunOutcome | Promise<RunOutcome> {
    const run = this.#begin(choose, undefined);
    return this.#options.drain === undefined
      ? this.#awaitEach(run)
      : this.#drainEach(run, this.#options.drain);
  }

  /**
   * Runs once and writes down everything.
   * @param after - is called when nothing goes on any more, before the run is taken down
   */
  record(choose: Choose, recorder: Recorder, after: (run: SteeredRun) => Promise<void>): Promise<RunOutcome> {
    return this.#inside(STACK_DEPTH, async () => {
      const run = this.#begin(choose, recorder);
      recorder.attach(run);
      recorder.awaits.start();
      let leave = (): void => {};
      try {
        leave = occupy(run);
        const { drain } = this.#options;
        if (drain === undefined) while (run.step()) await turn();
        else drainEach(run, drain);
        await after(run);
        return this.#judge(run);
      } finally {
        recorder.awaits.stop();
        this.#end(run, leave);
      }
    });
  }

  #begin(choose: Choose, recorder: Recorder | undefined): SteeredRun {
    const { scenario, origin, limits } = this.#options;
    this.#world.renew();
    const run = new SteeredRun({ choose, limits, recorder });
    run.begin(() => scenario(run), origin);
    this.#running = run;
    return run;
  }

  #drainEach(run: SteeredRun, drain: Drain): RunOutcome {
    const leave = occupy(run);
    try {
      drainEach(run, drain);
      return this.#judge(run);
    } finally {
      this.#end(run, leave);
    }
  }

  async #awaitEach(run: SteeredRun): Promise<RunOutcome> {
    const leave = occupy(run);
    try {
      while (run.step()) await turn();
      return this.#judge(run);
    } finally {
      this.#end(run, leave);
    }
  }

  #end(run: SteeredRun, leave: () => void): void {
    run.end();
    leave();
    this.#running = undefined;
  }

  #judge(run: SteeredRun): RunOutcome {
    run.assertSound();
    this.#foreign.assertNone();
    const thrown = this.#accidents.takeThrown();
    const rejected = this.#accidents.takeRejected();
    const { steps } = run;
    if (thrown !== undefined) return { steps, failure: panic(thrown.error, thrown.task) };
    const failure = run.failure;
    if (rejected !== undefined && failure?.kind !== 'panic' && failure?.kind !== 'invariant')
      return { steps, failure: unhandled(rejected.error, rejected.task) };
    return failure === undefined ? { steps } : { steps, failure };
  }

  async #inside<T>(stackDepth: number, work: () => T | Promise<T>): Promise<T> {
    this.#world.install(stackDepth);
    this.#accidents.listen();
    this.#foreign.start();
    try {
      return await fromEventLoop(work);
    } finally {
      this.#foreign.stop();
      this.#accidents.stop();
      this.#world.restore();
    }
  }
}

function drainEach(run: SteeredRun, drain: Drain): void {
  while (run.step()) drain();
}
