import type { Choose, Deviation, Failure, Program, RunOutcome } from '../../core/program.ts';
import type { CallEvent } from '../call-record.ts';
import type { EndedRun } from '../judge.ts';
import type { PreparedScenario } from '../prepared-scenario.ts';
import { RefusedError } from '../refused-error.ts';
import { keyOf } from '../run-end.ts';
import { RUN } from '../schedule-state.ts';
import { NOBODY, roomFor, Scheduler, stateWords, trailWords } from '../scheduler.ts';
import { FOOTPRINT_WORDS } from '../stepper.ts';
import {
  CONTROL,
  CONTROL_WORDS,
  DECISION_WORDS,
  MOST_THREADS,
  ORDER,
  type RunMemory,
  type ThreadSetup,
  TEXT_BYTES,
} from './control.ts';
import { RealThread } from './real-thread.ts';
import { choose } from './steered-machine.ts';
import { readRecord, type ThreadRecord } from './wire.ts';

export interface RealOptions {
  readonly maxSteps: number;
  readonly judge: (ended: EndedRun) => Failure | undefined;
  /** Milliseconds until a steered run is given up; default 5000. */
  readonly patienceMs?: number;
}

function words(count: number): Int32Array<SharedArrayBuffer> {
  return new Int32Array(new SharedArrayBuffer(4 * count));
}

/**
 * Runs the threads of a scenario as real worker threads. Steered, one takes a step at a time, and the same schedule
 * means the same as in a simulation; free, they run as they like.
 */
export class RealThreads implements Program {
  readonly scheduler: Scheduler;
  readonly #prepared: PreparedScenario;
  readonly #options: RealOptions;
  readonly #control = words(CONTROL_WORDS);
  readonly #run: RunMemory;
  readonly #texts: readonly Uint8Array[];
  #threads: RealThread[] = [];
  #isSteering = false;
  #lastPoints = 0;
  #lastTaken: number[] = [];
  #lost = false;

  private constructor(prepared: PreparedScenario, options: RealOptions) {
    const { maxSteps } = options;
    const threads = prepared.names.length;
    this.#prepared = prepared;
    this.#options = options;
    this.#run = {
      state: words(stateWords(threads)),
      trail: words(trailWords(threads, maxSteps)),
      footprint: words(FOOTPRINT_WORDS * roomFor(maxSteps)),
      wanted: words(maxSteps + 64),
      decisions: words((maxSteps + 64) * DECISION_WORDS),
    };
    this.scheduler = new Scheduler({ threads, maxSteps, state: this.#run.state, trail: this.#run.trail });
    this.#texts = prepared.names.map(() => new Uint8Array(new SharedArrayBuffer(TEXT_BYTES)));
  }

  /** @throws {RefusedError} when real threads can't have what the scenario uses */
  static async start(prepared: PreparedScenario, options: RealOptions): Promise<RealThreads> {
    if (prepared.source === undefined) throw new RefusedError('real threads need the source of the module');
    if (prepared.names.length > MOST_THREADS)
      throw new RefusedError(`there are more than ${MOST_THREADS} threads`);
    const made = new RealThreads(prepared, options);
    await made.#setUp();
    return made;
  }

  /** Takes steered runs as any other program; gives the event loop a turn only when a thread is lost. */
  run(ask: Choose): RunOutcome | Promise<RunOutcome> {
    const { wanted } = this.#run;
    wanted.fill(0, 0, this.#lastPoints);
    const taken: number[] = [];
    // As far as this run is like the one before, what there is to choose from is known before it runs.
    for (let point = 0; point < this.#lastPoints; point += 1) {
      const { options, costs } = this.#decision(point);
      const index = ask(options, costs);
      taken.push(index);
      wanted[point] = (options[index] ?? 0) + 1;
      if (index !== this.#lastTaken[point]) break;
    }
    return this.#ran(ask, taken);
  }

  /** The run that was last as departures from the default. */
  deviations(): Deviation[] {
    const points = this.#control[CONTROL.points] ?? 0;
    return Array.from({ length: points }, (_, at) => ({ at, id: (this.#run.wanted[at] ?? 0) - 1 })).filter(
      ({ at, id }) => id >= 0 && id !== this.#decision(at).options[0],
    );
  }

  /** One run with these departures from the default. */
  replay(deviations: readonly Deviation[]): RunOutcome | Promise<RunOutcome> {
    const byPoint = new Map(deviations.map(({ at, id }) => [at, id]));
    this.#lastPoints = 0;
    this.#run.wanted.fill(0);
    for (const [at, id] of byPoint) if (at < this.#run.wanted.length) this.#run.wanted[at] = id + 1;
    const outcome = this.#once();
    this.#run.wanted.fill(0);
    return this.#lost ? this.#restart().then(() => outcome) : outcome;
  }

  /** One run that nobody steers. @returns the failure, if any */
  async free(patienceMs: number): Promise<Failure | undefined> {
    this.#reset();
    for (const [id, thread] of this.#threads.entries()) {
      thread.order(ORDER.free);
      // Those that wait for their turn in a steered run look for other orders when they get it.
      if (this.#isSteering) this.#turn(id);
    }
    this.#isSteering = false;
    if (!this.#await(patienceMs)) {
      await this.#restart();
      return {
        kind: 'deadlock',
        key: 'asleep',
        message: `some threads did not come to an end within ${patienceMs} ms`,
      };
    }
    const records = this.#records();
    refuseIf(records);
    return this.#judge(records);
  }

  async close(): Promise<void> {
    const threads = this.#threads;
    this.#threads = [];
    if (this.#lost) {
      await Promise.all(threads.map((thread) => thread.stop()));
      return;
    }
    this.#leaveSteering(threads);
    for (const thread of threads) thread.release();
  }

  #ran(ask: Choose, taken: number[]): RunOutcome | Promise<RunOutcome> {
    const outcome = this.#once();
    const points = this.#control[CONTROL.points] ?? 0;
    this.#lastPoints = points;
    let isOther = false;
    while (taken.length < points && !isOther) {
      const point = taken.length;
      const { options, costs } = this.#decision(point);
      const index = ask(options, costs);
      taken.push(index);
      this.#run.wanted[point] = (options[index] ?? 0) + 1;
      // The strategy departs from the default where the run has taken it: once more.
      isOther = index !== 0;
    }
    if (!isOther) this.#lastTaken = taken;
    const goOn = (): RunOutcome | Promise<RunOutcome> => (isOther ? this.#ran(ask, taken) : outcome);
    return this.#lost ? this.#restart().then(goOn) : goOn();
  }

  #once(): RunOutcome {
    this.#reset();
    if (!this.#isSteering) for (const thread of this.#threads) thread.order(ORDER.steered);
    this.#isSteering = true;
    const first = this.#first();
    if (first !== NOBODY) this.#turn(first);
    const isBack = this.#await(this.#options.patienceMs ?? 5000);
    if (!isBack || Atomics.load(this.#control, CONTROL.lost) !== 0) this.#lost = true;
    if (!isBack && this.scheduler.verdict === 0) {
      throw new RefusedError('a real thread did not come to its next access: it loops without one');
    }
    const records = this.#records();
    refuseIf(records);
    const failure = this.#judge(records);
    return { steps: this.scheduler.state[RUN.steps] ?? 0, ...(failure && { failure }) };
  }

  #first(): number {
    const { scheduler } = this;
    scheduler.reset();
    const count = scheduler.prepare();
    if (count < 2) return count === 0 ? NOBODY : scheduler.take(0);
    this.#control[CONTROL.points] = 1;
    return scheduler.take(choose(scheduler, 0, this.#run));
  }

  #turn(thread: number): void {
    Atomics.store(this.#control, CONTROL.turns + thread, 1);
    Atomics.notify(this.#control, CONTROL.turns + thread);
  }

  /** Blocks until all threads are through. */
  #await(patienceMs: number): boolean {
    const control = this.#control;
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const done = Atomics.load(control, CONTROL.done);
      if (done >= this.#prepared.names.length) return true;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      Atomics.wait(control, CONTROL.done, done, left);
    }
  }

  #reset(): void {
    this.#control.fill(0);
    for (const text of this.#texts) text.fill(0, 0, 4);
    this.#prepared.memory.reset();
  }

  #records(): ThreadRecord[] {
    return this.#texts.map(readRecord);
  }

  #judge(records: readonly ThreadRecord[]): Failure | undefined {
    const panicked = records.findIndex(({ panic }) => panic !== undefined);
    const panic = records[panicked]?.panic;
    if (panic) {
      const message = panic.name === '' ? panic.message : `${panic.name}: ${panic.message}`;
      const name = this.#prepared.names[panicked] ?? '';
      return { kind: 'panic', key: keyOf(message), message: `${name} threw ${message}` };
    }
    return this.#options.judge({
      scheduler: this.scheduler,
      footprint: this.#run.footprint,
      events: merged(records),
    });
  }

  #decision(point: number): { readonly options: number[]; readonly costs: number[] } {
    const { decisions } = this.#run;
    const from = point * DECISION_WORDS;
    const packed = Array.from(decisions.subarray(from + 1, from + 1 + (decisions[from] ?? 0)));
    return { options: packed.map((each) => each >> 2), costs: packed.map((each) => each & 3) };
  }

  async #setUp(): Promise<void> {
    const { names, scenario, source, shared } = this.#prepared;
    const { open, data } = scenario;
    const bodies = Object.values(scenario.run);
    const setupOf = (id: number): ThreadSetup => {
      const body = bodies[id] ?? [];
      return {
        id,
        names,
        maxSteps: this.#options.maxSteps,
        control: this.#control,
        run: this.#run,
        text: this.#texts[id] ?? new Uint8Array(),
        memory: shared,
        data,
        module: {
          body: source?.body ?? '',
          file: source?.file ?? '',
          isStateless: source?.state.length === 0,
        },
        open: open && String(open),
        body: typeof body === 'function' ? String(body) : body,
      };
    };
    this.#threads = names.map(() => RealThread.take());
    this.#isSteering = false;
    this.#lost = false;
    try {
      await Promise.all(this.#threads.map((thread, id) => thread.setUp(setupOf(id))));
    } catch (error) {
      await Promise.all(this.#threads.map((thread) => thread.stop()));
      throw new RefusedError(
        `real threads can not have the scenario: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  /** Threads that can't be brought back are ended, and others take their place. */
  async #restart(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.stop()));
    await this.#setUp();
  }

  #leaveSteering(threads: readonly RealThread[]): void {
    if (!this.#isSteering) return;
    this.#isSteering = false;
    threads.forEach((thread, id) => {
      thread.order(0);
      this.#turn(id);
    });
  }
}

function refuseIf(records: readonly ThreadRecord[]): void {
  const refused = records.find((record) => record.refused !== undefined)?.refused;
  if (refused !== undefined) throw new RefusedError(refused);
}

/** The calls of all threads in one list, in the order in which they happened. */
function merged(records: readonly ThreadRecord[]): CallEvent[] {
  const all = records.flatMap(({ events }) => events.map((event) => ({ event, own: events })));
  all.sort((a, b) => a.event.at - b.event.at);
  const indexes = new Map(all.map(({ event }, index) => [event, index]));
  return all.map(({ event, own }) => {
    const begin = event.begun === undefined ? undefined : own[event.begun];
    return begin === undefined ? event : { ...event, begun: indexes.get(begin) ?? 0 };
  });
}
