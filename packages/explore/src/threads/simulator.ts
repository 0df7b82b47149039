import type { Choose, Deviation, Failure, Program, RunOutcome } from '../core/program.ts';
import type { Word } from './access.ts';
import type { CallEvent } from './call-record.ts';
import { enter, type Place } from './machine.ts';
import type { MakeCall } from './observed-subject.ts';
import { PointLog } from './point-log.ts';
import { type Recording, stackHere } from './recording.ts';
import { RefusedError } from './refused-error.ts';
import { keyOf } from './run-end.ts';
import { at, RUN, THREAD } from './schedule-state.ts';
import { NOBODY, roomFor, Scheduler, stateWords, trailWords } from './scheduler.ts';
import type { SharedMemory } from './shared-memory.ts';
import { FOOTPRINT_WORDS, Stepper } from './stepper.ts';
import { isPromise, type MadeAccess, SteppingMachine } from './stepping-machine.ts';
import { ThreadLog } from './thread-log.ts';
import { UndoLog } from './undo-log.ts';

/** Thrown into a thread to take it off the stack. Not an error: it has no use for a stack trace. */
const UNWIND = Object.freeze({ unwind: true });
/** A thread that swallows the unwinding is thrown it so many times, then runs on without effect until it ends. */
const MOST_THROWS = 8;
const MOST_IDLE_STEPS = 20_000;
/** Steps of a loop without progress of which a recording gets the places. */
const MOST_SHOWN = 64;

export interface Simulation {
  readonly names: readonly string[];
  readonly memory: SharedMemory;
  /** Runs a thread from its beginning to its end. */
  readonly start: (thread: number, makeCall: MakeCall) => unknown;
  /** Judges a run that has ended. */
  readonly judge: (simulator: Simulator) => Failure | undefined;
  readonly maxSteps: number;
  /** Cut runs short that reach a state that was explored before. */
  readonly prunes: boolean;
}

/**
 * Runs threads on the one thread there is: each runs to its next shared access; when another is to go on first, it is
 * unwound, and later run again from its beginning with what it saw before, up to where it was.
 *
 * Consecutive runs mostly begin alike; the common beginning is not run again but returned to.
 */
export class Simulator extends SteppingMachine implements Program {
  /** Is told what happens, if there is one. */
  recording: Recording | undefined;
  readonly #simulation: Simulation;
  readonly #logs: readonly ThreadLog[];
  readonly #points: PointLog;
  readonly #undo = new UndoLog();
  readonly #seen = new Map<number, number>();
  #choose: Choose = () => 0;
  #from = Infinity;
  #log: ThreadLog;
  #next = NOBODY;
  #isUnwinding = false;
  #throws = 0;
  #isPruned = false;
  #failure: Failure | undefined;
  #refusal: RefusedError | undefined;
  #outcome: RunOutcome = { steps: 0 };

  constructor(simulation: Simulation) {
    const { maxSteps } = simulation;
    const threads = simulation.names.length;
    const state = new Int32Array(stateWords(threads));
    const trail = new Int32Array(trailWords(threads, maxSteps));
    const scheduler = new Scheduler({ threads, maxSteps, state, trail });
    super(scheduler, new Stepper(scheduler, new Int32Array(FOOTPRINT_WORDS * roomFor(maxSteps))));
    this.#simulation = simulation;
    this.stepper.onChange = ({ place, index }, before) => {
      this.#undo.push(place.array, index, before);
      state[RUN.undo] = this.#undo.length;
    };
    this.#logs = simulation.names.map(() => new ThreadLog());
    this.#log = this.#logs[0] ?? new ThreadLog();
    this.#points = new PointLog(state.length);
  }

  get names(): readonly string[] {
    return this.#simulation.names;
  }

  get footprint(): Int32Array {
    return this.stepper.footprint;
  }

  reset(): void {
    this.#seen.clear();
    this.forget();
  }

  /** Makes the next run begin at the beginning. */
  forget(): void {
    this.#points.clear();
  }

  /** What the last run took at each point of decision. */
  taken(): number[] {
    return Array.from({ length: this.#points.length }, (_, point) => this.#points.taken(point));
  }

  /** The last run as departures from the default. */
  deviations(): Deviation[] {
    return this.taken().flatMap((index, point) =>
      index === 0 ? [] : [{ at: point, id: this.#points.options(point)[index] ?? 0 }],
    );
  }

  /** @throws {RefusedError} when a thread does what can't be simulated */
  run(choose: Choose, from: number): RunOutcome {
    this.#choose = choose;
    this.#from = from;
    this.#failure = undefined;
    this.#isPruned = false;
    const before = enter(undefined);
    try {
      let thread = this.#resume();
      // The run before took the very same decisions.
      if (thread === undefined) return this.#outcome;
      while (thread !== NOBODY) {
        enter(this);
        this.#execute(thread);
        enter(undefined);
        if (this.#refusal) throw this.#refusal;
        thread = this.#failure ? NOBODY : this.#next;
      }
      if (!this.#isPruned) this.#failure ??= this.#simulation.judge(this);
      this.#outcome = outcomeOf(this.scheduler, this.#failure, this.#isPruned);
      return this.#outcome;
    } catch (error) {
      this.#refusal = undefined;
      this.forget();
      throw error;
    } finally {
      enter(before);
    }
  }

  random(): number {
    return this.#log.random(this.thread);
  }

  allocate(bytes: number): SharedArrayBuffer {
    return this.#log.allocate(bytes, { thread: this.thread, memory: this.#simulation.memory });
  }

  baseOf(buffer: SharedArrayBuffer): number {
    return this.#simulation.memory.baseOf(buffer);
  }

  refuse(reason: string): never {
    this.#refusal ??= new RefusedError(reason);
    return this.#unwind();
  }

  /** The thread does not do the same when it is run again. */
  diverged(): never {
    this.#refusal ??= this.#divergence();
    return this.#unwind();
  }

  protected isLeaving(): boolean {
    return this.#isUnwinding;
  }

  protected leave(place: Place, index: number): Word {
    this.#throws += 1;
    if (this.#throws <= MOST_THROWS || this.#throws > MOST_IDLE_STEPS) throw UNWIND; // oxlint-disable-line no-throw-literal
    // It has swallowed the unwinding. What it reads now lets most loops end.
    return place.array[index];
  }

  protected isBehind(): boolean {
    return this.#log.isBehind;
  }

  protected isNext(asked: number): boolean {
    return this.#log.isNext(asked);
  }

  protected recall(asked: number): unknown {
    return this.#log.next(asked, this);
  }

  protected remember(asked: number, result: unknown): void {
    this.#log.push(asked, result);
    this.scheduler.state[at(this.thread, THREAD.log)] = this.#log.length;
  }

  protected override wakeUp(): void {
    this.#log.isGranted = false;
  }

  protected arrive(asked: number): void {
    if (this.#log.isGranted) {
      this.#log.isGranted = false;
      return;
    }
    if (this.scheduler.goesOn(this.thread, asked)) return;
    const next = this.#decide();
    if (next === this.thread) return;
    this.#next = next;
    this.#unwind();
  }

  protected block(): never {
    this.#next = this.#decide();
    return this.#unwind();
  }

  protected watch(
    { thread, access, place, index, value, expected }: MadeAccess,
    result: Word | string,
  ): void {
    if (this.recording === undefined) return;
    const address = place.base + index * place.size;
    // A thread that goes round in a loop has shown its places.
    const stack = this.scheduler.of(thread, THREAD.forward) > MOST_SHOWN ? undefined : stackHere();
    this.recording.step({ thread, access, value, expected, address, result, stack });
  }

  protected watchEvent(event: CallEvent): void {
    this.recording?.event(event);
  }

  /** Where the run begins like the one before, returns there; otherwise begins anew. */
  #resume(): number | undefined {
    const points = this.#points;
    const { scheduler } = this;
    for (let point = 0; point < points.length; point += 1) {
      const index = this.#choose(points.options(point), points.costs(point));
      if (index === points.taken(point)) continue;
      points.restore(point, scheduler);
      this.#undo.backTo(scheduler.state[RUN.undo] ?? 0);
      this.#logs.forEach((log, thread) => log.backTo(scheduler.of(thread, THREAD.log)));
      this.events.length = scheduler.state[RUN.events] ?? 0;
      points.setTaken(point, index);
      return scheduler.take(index);
    }
    if (points.length > 0) return undefined;
    scheduler.reset();
    this.#undo.clear();
    for (const log of this.#logs) log.clear();
    this.events.length = 0;
    this.#simulation.memory.reset();
    return this.#decide();
  }

  #decide(): number {
    const { scheduler } = this;
    const { state } = scheduler;
    const count = scheduler.prepare();
    if (count === 0) return NOBODY;
    let index = 0;
    if (count > 1) {
      const point = state[RUN.points] ?? 0;
      if (point >= this.#from && this.#simulation.prunes && this.#wasHere()) {
        this.#isPruned = true;
        return NOBODY;
      }
      state[RUN.points] = point + 1;
      this.#points.save(point, scheduler);
      index = this.#choose(scheduler.options, scheduler.costs);
      this.#points.setTaken(point, index);
    }
    const last = (state[RUN.last] ?? 0) - 1;
    const isTimer = (scheduler.options[index] ?? 0) >= scheduler.threads;
    const isDeviation = (scheduler.costs[index] ?? 0) > 0;
    const thread = scheduler.take(index);
    if (this.recording && (isTimer || thread !== last)) {
      this.recording.switched(thread, isDeviation ? (isTimer ? 'early timer' : 'preemption') : undefined);
    }
    return thread;
  }

  /** The same state was explored before, with as many deviations left. */
  #wasHere(): boolean {
    const key = this.scheduler.key();
    const spent = this.scheduler.state[RUN.spent] ?? 0;
    const before = this.#seen.get(key);
    if (before !== undefined && before <= spent) return true;
    this.#seen.set(key, spent);
    return false;
  }

  #execute(thread: number): void {
    const log = this.#logs[thread] ?? this.#log;
    this.begin(thread);
    this.#log = log;
    log.rewind();
    this.#isUnwinding = false;
    this.#throws = 0;
    this.#next = NOBODY;
    try {
      const result = this.#simulation.start(thread, this.makeCall);
      if (isPromise(result)) this.refuse(`${this.#name} is asynchronous; a thread must run to its end`);
      if (this.#isUnwinding) return;
      if (log.isBehind) this.diverged();
      this.scheduler.finish(thread);
      this.#next = this.#decide();
    } catch (error) {
      if (!this.#isUnwinding) this.#panicked(error);
    }
  }

  #panicked(error: unknown): void {
    if (this.#log.isBehind) {
      this.#refusal ??= this.#divergence();
      return;
    }
    this.beginCall();
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.#failure = { kind: 'panic', key: keyOf(message), message: `${this.#name} threw ${message}` };
    this.recording?.threw(this.thread, error);
  }

  #divergence(): RefusedError {
    const what =
      'it keeps state outside of its own objects and the shared memory, or depends on something from outside';
    return new RefusedError(`${this.#name} does not do the same when it is run again: ${what}`, true);
  }

  #unwind(): never {
    this.#isUnwinding = true;
    throw UNWIND; // oxlint-disable-line no-throw-literal
  }

  get #name(): string {
    return this.names[this.thread] ?? '';
  }
}

function outcomeOf({ state }: Scheduler, failure: Failure | undefined, isPruned: boolean): RunOutcome {
  const steps = state[RUN.steps] ?? 0;
  return { steps, ...(failure && { failure }), ...(isPruned && { isPruned }) };
}
