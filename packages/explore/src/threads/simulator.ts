import type { Choose, Deviation, Failure, Program, RunOutcome } from '../core/program.ts';
import { ACCESS, type Access, type Word } from './access.ts';
import type { CallEvent } from './call-record.ts';
import { enter, type Machine, type Place } from './machine.ts';
import type { MakeCall } from './observed-subject.ts';
import { PointLog } from './point-log.ts';
import { RefusedError } from './refused-error.ts';
import { keyOf } from './run-end.ts';
import { RUN, THREAD, WOKEN } from './schedule-state.ts';
import { at, NOBODY, Scheduler, stateWords, trailWords } from './scheduler.ts';
import type { SharedMemory } from './shared-memory.ts';
import { askedOf, fitted, FOOTPRINT_WORDS, type Request, Stepper } from './stepper.ts';
import { ThreadLog } from './thread-log.ts';
import { UndoLog } from './undo-log.ts';

/** Thrown into a thread to take it off the stack. Not an error: it has no use for a stack trace. */
const UNWIND = Object.freeze({ unwind: true });
/** A thread that swallows the unwinding is thrown it so many times, then runs on without effect until it ends. */
const MOST_THROWS = 8;
const MOST_IDLE_STEPS = 20_000;

const ASKED = { call: -1, return: -2, clock: -3 } as const;
const NOWHERE: Place = { array: new Int32Array(new SharedArrayBuffer(4)), base: -8, size: 4 };

/** A step of the run that is being recorded. */
export interface RecordedStep extends Pick<Request, 'thread' | 'access' | 'value' | 'expected'> {
  readonly address: number;
  readonly result: Word | string;
  readonly stack: string;
}

export interface Recording {
  step(step: RecordedStep): void;
  switched(thread: number, isDeviation: boolean): void;
  event(event: CallEvent): void;
  threw(thread: number, error: unknown): void;
}

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
export class Simulator implements Program, Machine {
  readonly scheduler: Scheduler;
  readonly stepper: Stepper;
  readonly events: CallEvent[] = [];
  recording: Recording | undefined;
  readonly #simulation: Simulation;
  readonly #logs: readonly ThreadLog[];
  readonly #points: PointLog;
  readonly #undo = new UndoLog();
  readonly #seen = new Map<number, number>();
  #choose: Choose = () => 0;
  #from = Infinity;
  #thread = 0;
  #log: ThreadLog;
  #next = NOBODY;
  #isUnwinding = false;
  #throws = 0;
  #isPruned = false;
  #failure: Failure | undefined;
  #refusal: RefusedError | undefined;
  #begun = -1;
  #pending: Pick<CallEvent, 'name' | 'args'> | undefined;
  #outcome: RunOutcome = { steps: 0 };

  constructor(simulation: Simulation) {
    const { maxSteps } = simulation;
    const threads = simulation.names.length;
    const state = new Int32Array(stateWords(threads));
    const trail = new Int32Array(trailWords(threads, maxSteps));
    this.#simulation = simulation;
    this.scheduler = new Scheduler({ threads, maxSteps, state, trail });
    this.stepper = new Stepper(this.scheduler, new Int32Array(FOOTPRINT_WORDS * 2 * (maxSteps + 64)));
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

  reset(): void {
    this.#seen.clear();
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

  get footprint(): Int32Array {
    return this.stepper.footprint;
  }

  /** Makes the next run begin at the beginning. */
  forget(): void {
    this.#points.clear();
  }

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

  access(access: Access, place: Place, index: number, value: Word): Word {
    return this.#access(place, { access, index, value });
  }

  compareExchange(place: Place, index: number, expected: Word, replacement: Word): Word {
    return this.#access(place, { access: ACCESS.compareExchange, index, value: replacement, expected });
  }

  #access(place: Place, what: { access: Access; index: number; value: Word; expected?: Word }): Word {
    const { access, index, value, expected } = what;
    if (this.#isUnwinding) return this.#idle({ thread: 0, asked: 0, place, ...what });
    let asked = askedOf(access, place.base + index * place.size, value);
    if (expected !== undefined) asked = askedOf(access, asked, expected);
    const log = this.#log;
    if (log.isBehind) return log.next(asked, this) as Word;
    this.#arrive(asked);
    const request = { thread: this.#thread, access, place, index, value, expected, asked };
    const result = this.stepper.make(request);
    this.#logged(asked, result);
    if (this.recording) this.#record(request, result);
    return result;
  }

  wait(place: Place, index: number, expected: Word, timeoutMs: number): 'ok' | 'not-equal' | 'timed-out' {
    if (this.#isUnwinding) {
      this.#idle(undefined);
      return 'timed-out';
    }
    const { scheduler } = this;
    const thread = this.#thread;
    const address = place.base + index * place.size;
    const asked = askedOf(ACCESS.wait, address, expected);
    if (this.#log.isBehind) return this.#log.next(asked, this) as 'ok';
    const request = { thread, place, index, asked, expected };
    const done = (access: Access, result: 'ok' | 'not-equal' | 'timed-out'): typeof result => {
      this.stepper.pass({ ...request, access }, result);
      this.#logged(asked, result);
      if (this.recording) this.#record({ ...request, access, value: expected }, result);
      return result;
    };
    const woken = scheduler.takeWoken(thread);
    if (woken !== WOKEN.no) {
      this.#log.isGranted = false;
      return done(ACCESS.wake, woken === WOKEN.notified ? 'ok' : 'timed-out');
    }
    this.#arrive(asked);
    if (!Object.is(place.array[index], fitted(place, expected))) return done(ACCESS.wait, 'not-equal');
    if (timeoutMs === 0) return done(ACCESS.wait, 'timed-out');
    if (this.recording) this.#record({ ...request, access: ACCESS.wait, value: expected }, 'asleep');
    scheduler.sleep(thread, address, timeoutMs);
    this.#next = this.#decide();
    return this.#unwind();
  }

  notify(place: Place, index: number, most: number): number {
    if (this.#isUnwinding) {
      this.#idle(undefined);
      return 0;
    }
    const address = place.base + index * place.size;
    const asked = askedOf(ACCESS.notify, address, most);
    if (this.#log.isBehind) return this.#log.next(asked, this) as number;
    this.#arrive(asked);
    const woken = this.scheduler.wake(address, most);
    const request = { thread: this.#thread, access: ACCESS.notify, place, index, asked };
    this.stepper.pass(request, woken);
    this.#logged(asked, woken);
    if (this.recording) this.#record({ ...request, value: most === Infinity ? undefined : most }, woken);
    return woken;
  }

  pause(): void {
    if (this.#isUnwinding) {
      this.#idle(undefined);
      return;
    }
    const asked = askedOf(ACCESS.pause, 0, undefined);
    if (this.#log.isBehind) {
      this.#log.next(asked, this);
      return;
    }
    this.#arrive(asked);
    const request = { thread: this.#thread, access: ACCESS.pause, place: NOWHERE, index: 0, asked };
    this.stepper.pass(request, undefined);
    this.scheduler.pause(this.#thread);
    this.#logged(asked, undefined);
    if (this.recording) this.#record({ ...request, value: undefined }, undefined);
  }

  now(): number {
    if (this.#isUnwinding) return this.scheduler.state[RUN.now] ?? 0;
    if (this.#log.isBehind) return this.#log.next(ASKED.clock, this) as number;
    const now = this.scheduler.tick(this.#thread);
    this.scheduler.observe(this.#thread, now);
    this.#logged(ASKED.clock, now);
    return now;
  }

  random(): number {
    return this.#log.random(this.#thread);
  }

  allocate(bytes: number): SharedArrayBuffer {
    return this.#log.allocate(bytes, { thread: this.#thread, memory: this.#simulation.memory });
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
    this.#refusal ??= new RefusedError(
      `${this.names[this.#thread] ?? ''} does not do the same when it is run again: it keeps state outside of its own ` +
        'objects and the shared memory, or depends on something from outside',
      true,
    );
    return this.#unwind();
  }

  /** Where the run began like the one before, returns there; otherwise begins anew. */
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
    const isDeviation = index > 0 && (scheduler.costs[index] ?? 0) > 0;
    const last = (state[RUN.last] ?? 0) - 1;
    const thread = scheduler.take(index);
    if (this.recording && thread !== last) this.recording.switched(thread, isDeviation);
    return thread;
  }

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
    this.#thread = thread;
    this.#log = log;
    log.rewind();
    this.#isUnwinding = false;
    this.#throws = 0;
    this.#next = NOBODY;
    this.#begun = -1;
    this.#pending = undefined;
    try {
      const result = this.#simulation.start(thread, this.#makeCall);
      if (this.#isUnwinding) return;
      if (log.isBehind) this.diverged();
      if (result instanceof Promise) this.refuse(`${this.names[thread] ?? ''} is asynchronous; a thread must run to its end`);
      this.scheduler.finish(thread);
      this.#next = this.#decide();
    } catch (error) {
      if (!this.#isUnwinding) this.#panicked(error);
    }
  }

  #panicked(error: unknown): void {
    if (this.#log.isBehind) {
      this.#refusal ??= new RefusedError(`${this.names[this.#thread] ?? ''} does not do the same when it is run again`, true);
      return;
    }
    if (this.#pending) this.#begin();
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const name = this.names[this.#thread] ?? '';
    this.#failure = { kind: 'panic', key: keyOf(message), message: `${name} threw ${message}` };
    this.recording?.threw(this.#thread, error);
  }

  /** At an access that was not made before: waits for the thread's turn. */
  #arrive(asked: number): void {
    if (this.#log.isGranted) {
      this.#log.isGranted = false;
    } else if (!this.scheduler.goesOn(this.#thread, asked)) {
      const next = this.#decide();
      if (next !== this.#thread || this.#isPruned) {
        this.#next = next;
        this.#unwind();
      }
    }
    if (this.#pending) this.#begin();
  }

  #unwind(): never {
    this.#isUnwinding = true;
    throw UNWIND; // oxlint-disable-line no-throw-literal
  }

  /** The thread goes on although it was unwound: what it does must have no effect. */
  #idle(request: Request | undefined): Word {
    this.#throws += 1;
    if (this.#throws <= MOST_THROWS || this.#throws > MOST_IDLE_STEPS || request === undefined) {
      throw UNWIND; // oxlint-disable-line no-throw-literal
    }
    return request.place.array[request.index];
  }

  #logged(asked: number, result: unknown): void {
    this.#log.push(asked, result);
    this.scheduler.state[at(this.#thread, THREAD.log)] = this.#log.length;
  }

  readonly #makeCall: MakeCall = (name, args, call) => {
    if (this.#isUnwinding) return this.#idle(undefined);
    const log = this.#log;
    this.#begun = -1;
    if (log.isBehind) this.#begun = log.next(ASKED.call, this) as number;
    else this.#pending = { name, args };
    let result: unknown;
    try {
      result = call();
    } catch (error) {
      if (!this.#isUnwinding) this.#end({ error: error instanceof Error ? error.message : String(error) });
      throw error;
    }
    if (this.#isUnwinding) throw UNWIND; // oxlint-disable-line no-throw-literal
    if (result instanceof Promise) this.refuse(`${name}() is asynchronous; threads share memory only in what runs to its end`);
    this.#end({ result });
    return result;
  };

  /** A call counts as made when it takes its first step: no earlier moment can be told from that one. */
  #begin(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#pending = undefined;
    this.#begun = this.events.length;
    const { scheduler } = this;
    for (let thread = 0; thread < scheduler.threads; thread += 1) {
      scheduler.observe(this.#thread, scheduler.of(thread, THREAD.returns));
    }
    this.#addEvent({ thread: this.#thread, ...pending, at: this.#tick() });
    this.#logged(ASKED.call, this.#begun);
  }

  #end(outcome: Pick<CallEvent, 'result' | 'error'>): void {
    if (this.#log.isBehind) {
      this.#log.next(ASKED.return, this);
      return;
    }
    this.#begin();
    const { state } = this.scheduler;
    const { name, args } = this.events[this.#begun] ?? { name: '', args: [] };
    state[at(this.#thread, THREAD.returns)] = this.scheduler.of(this.#thread, THREAD.returns) + 1;
    this.#addEvent({ thread: this.#thread, name, args, at: this.#tick(), begun: this.#begun, ...outcome });
    this.#logged(ASKED.return, undefined);
  }

  #record(request: Request, result: Word | string): void {
    const { thread, access, place, index, value, expected } = request;
    const address = place.base + index * place.size;
    const stack = stackHere();
    this.recording?.step({ thread, access, value, expected, address, result, stack });
  }

  #tick(): number {
    const { state } = this.scheduler;
    state[RUN.clock] = (state[RUN.clock] ?? 0) + 1;
    return state[RUN.clock] ?? 0;
  }

  #addEvent(event: CallEvent): void {
    this.events.push(event);
    this.scheduler.state[RUN.events] = this.events.length;
    this.recording?.event(event);
  }
}

function outcomeOf({ state }: Scheduler, failure: Failure | undefined, isPruned: boolean): RunOutcome {
  const steps = state[RUN.steps] ?? 0;
  return { steps, ...(failure && { failure }), ...(isPruned && { isPruned }) };
}

function stackHere(): string {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 30;
  const { stack } = new Error('here');
  Error.stackTraceLimit = before;
  return stack ?? '';
}
