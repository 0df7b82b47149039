import { rng } from '../../core/rng.ts';
import { ACCESS, type Access, type Word } from '../access.ts';
import type { CallEvent } from '../call-record.ts';
import type { Machine, Place } from '../machine.ts';
import type { MakeCall } from '../observed-subject.ts';
import { RUN, STATUS, THREAD, WOKEN } from '../schedule-state.ts';
import { at, NOBODY, Scheduler } from '../scheduler.ts';
import { SharedMemory } from '../shared-memory.ts';
import { buffersOf } from '../prepared-scenario.ts';
import type { Memory } from '../scenario.ts';
import { askedOf, fitted, type Request, Stepper } from '../stepper.ts';
import { CONTROL, DECISION_WORDS, type ThreadSetup } from './control.ts';

/** Thrown into a thread whose run is over. */
export const OVER = Object.freeze({ over: true });
/** A thread that has been told so often that the run is over will not leave by itself. */
const MOST_THROWS = 200;
const NOWHERE: Place = { array: new Int32Array(new SharedArrayBuffer(4)), base: -8, size: 4 };

/** Runs one real thread step by step: whoever has the turn decides who has it next, by the same rules as a simulation. */
export class SteeredMachine implements Machine {
  readonly scheduler: Scheduler;
  events: CallEvent[] = [];
  refusal: string | undefined;
  readonly #setup: ThreadSetup;
  readonly #stepper: Stepper;
  readonly #memory: SharedMemory;
  readonly #lose: () => never;
  #isGranted = true;
  #throws = 0;
  #ownBytes = 0;
  #random = rng(1);
  #pending: Pick<CallEvent, 'name' | 'args'> | undefined;
  #begun = -1;

  constructor(setup: ThreadSetup, lose: () => never) {
    const { names, maxSteps, run, memory } = setup;
    this.#setup = setup;
    this.#lose = lose;
    this.scheduler = new Scheduler({ threads: names.length, maxSteps, state: run.state, trail: run.trail });
    this.#stepper = new Stepper(this.scheduler, run.footprint);
    this.#memory = new SharedMemory(buffersOf(memory as Memory));
  }

  /**
   * Blocks until it is this thread's turn for the first time.
   * @throws {OVER} when the run ends before
   */
  begin(isOrdered: () => boolean): boolean {
    this.#wait();
    if (isOrdered()) return false;
    this.events = [];
    this.refusal = undefined;
    this.#isGranted = true;
    this.#throws = 0;
    this.#ownBytes = 0;
    this.#random = rng(this.#setup.id + 1);
    this.#pending = undefined;
    this.#begun = -1;
    if (this.isOver) this.#leave();
    return true;
  }

  /** The thread has come to its end. */
  finish(): void {
    this.scheduler.finish(this.#setup.id);
    const next = this.#decide();
    if (next === NOBODY) this.end();
    else this.#give(next);
  }

  /** Ends the run for all threads. */
  end(): void {
    const { control, names, id } = this.#setup;
    Atomics.store(control, CONTROL.isOver, 1);
    names.forEach((_, thread) => {
      // Those that are done wait for the next run already.
      if (thread !== id && this.scheduler.of(thread, THREAD.status) !== STATUS.done) this.#give(thread);
    });
  }

  access(access: Access, place: Place, index: number, value: Word): Word {
    const asked = askedOf(access, place.base + index * place.size, value);
    this.#arrive(asked);
    return this.#stepper.make({ thread: this.#setup.id, access, place, index, value, asked });
  }

  compareExchange(place: Place, index: number, expected: Word, replacement: Word): Word {
    const access = ACCESS.compareExchange;
    const asked = askedOf(access, askedOf(access, place.base + index * place.size, replacement), expected);
    this.#arrive(asked);
    return this.#stepper.make({ thread: this.#setup.id, access, place, index, value: replacement, expected, asked });
  }

  wait(place: Place, index: number, expected: Word, timeoutMs: number): 'ok' | 'not-equal' | 'timed-out' {
    const thread = this.#setup.id;
    const asked = askedOf(ACCESS.wait, place.base + index * place.size, expected);
    const request = { thread, place, index, asked };
    this.#arrive(asked);
    const done = (access: Access, result: 'ok' | 'not-equal' | 'timed-out'): typeof result => {
      this.#stepper.pass({ ...request, access }, result);
      return result;
    };
    if (!Object.is(place.array[index], fitted(place, expected))) return done(ACCESS.wait, 'not-equal');
    if (timeoutMs === 0) return done(ACCESS.wait, 'timed-out');
    this.scheduler.sleep(thread, place.base + index * place.size, timeoutMs);
    const next = this.#decide();
    if (next === NOBODY) this.#leave();
    if (next !== thread) {
      this.#give(next);
      this.#park();
    }
    return done(ACCESS.wake, this.scheduler.takeWoken(thread) === WOKEN.notified ? 'ok' : 'timed-out');
  }

  notify(place: Place, index: number, most: number): number {
    const address = place.base + index * place.size;
    const asked = askedOf(ACCESS.notify, address, most);
    this.#arrive(asked);
    const woken = this.scheduler.wake(address, most);
    this.#pass({ thread: this.#setup.id, access: ACCESS.notify, place, index, asked }, woken);
    return woken;
  }

  pause(): void {
    const asked = askedOf(ACCESS.pause, 0, undefined);
    this.#arrive(asked);
    this.#pass({ thread: this.#setup.id, access: ACCESS.pause, place: NOWHERE, index: 0, asked }, undefined);
    this.scheduler.pause(this.#setup.id);
  }

  now(): number {
    const now = this.scheduler.tick(this.#setup.id);
    this.scheduler.observe(this.#setup.id, now);
    return now;
  }

  random(): number {
    return this.#random();
  }

  allocate(bytes: number): SharedArrayBuffer {
    const buffer = new SharedArrayBuffer(bytes);
    this.#memory.adopt(buffer, { thread: this.#setup.id, used: this.#ownBytes });
    this.#ownBytes += Math.ceil(bytes / 8 + 1) * 8;
    return buffer;
  }

  baseOf(buffer: SharedArrayBuffer): number {
    return this.#memory.baseOf(buffer);
  }

  refuse(reason: string): never {
    this.refusal ??= reason;
    this.end();
    throw OVER; // oxlint-disable-line no-throw-literal
  }

  readonly makeCall: MakeCall = (name, args, call) => {
    this.#pending = { name, args };
    this.#begun = -1;
    let result: unknown;
    try {
      result = call();
    } catch (error) {
      if (!this.isOver) this.#end({ error: error instanceof Error ? error.message : String(error) });
      throw error;
    }
    if (this.isOver && this.#pending === undefined && this.#begun < 0) return result;
    if (result instanceof Promise) this.refuse(`${name}() is asynchronous; threads share memory only in what runs to its end`);
    this.#end({ result });
    return result;
  };

  get isOver(): boolean {
    return Atomics.load(this.#setup.control, CONTROL.isOver) !== 0;
  }

  /** A call that threw before it took a step is one of the run all the same. */
  beginCall(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#pending = undefined;
    this.#begun = this.events.length;
    const { scheduler } = this;
    for (let thread = 0; thread < scheduler.threads; thread += 1) {
      scheduler.observe(this.#setup.id, scheduler.of(thread, THREAD.returns));
    }
    this.events.push({ thread: this.#setup.id, ...pending, at: this.#tick() });
  }

  #end(outcome: Pick<CallEvent, 'result' | 'error'>): void {
    this.beginCall();
    const { state } = this.scheduler;
    const thread = this.#setup.id;
    const { name, args } = this.events[this.#begun] ?? { name: '', args: [] };
    state[at(thread, THREAD.returns)] = this.scheduler.of(thread, THREAD.returns) + 1;
    this.events.push({ thread, name, args, at: this.#tick(), begun: this.#begun, ...outcome });
  }

  #tick(): number {
    const { state } = this.scheduler;
    state[RUN.clock] = (state[RUN.clock] ?? 0) + 1;
    return state[RUN.clock] ?? 0;
  }

  #pass(request: Omit<Request, 'value'>, result: Word): void {
    this.#stepper.pass(request, result);
  }

  #arrive(asked: number): void {
    if (this.isOver) this.#leave();
    const thread = this.#setup.id;
    if (this.#isGranted) this.#isGranted = false;
    else if (!this.scheduler.goesOn(thread, asked)) {
      const next = this.#decide();
      if (next === NOBODY) this.#leave();
      if (next !== thread) {
        this.#give(next);
        this.#park();
      }
    }
    if (this.#pending) this.beginCall();
  }

  #decide(): number {
    const { scheduler } = this;
    const count = scheduler.prepare();
    if (count === 0) return NOBODY;
    if (count === 1) return scheduler.take(0);
    const { control, run } = this.#setup;
    const point = control[CONTROL.points] ?? 0;
    control[CONTROL.points] = point + 1;
    return scheduler.take(choose(scheduler, point, run));
  }

  #give(thread: number): void {
    const { control } = this.#setup;
    Atomics.store(control, CONTROL.turns + thread, 1);
    Atomics.notify(control, CONTROL.turns + thread);
  }

  #park(): void {
    this.#wait();
    if (this.isOver) this.#leave();
  }

  #wait(): void {
    const { control, id } = this.#setup;
    const word = CONTROL.turns + id;
    while (Atomics.load(control, word) === 0) Atomics.wait(control, word, 0);
    Atomics.store(control, word, 0);
  }

  #leave(): never {
    this.#throws += 1;
    if (this.#throws > MOST_THROWS) this.#lose();
    if (!this.isOver) this.end();
    throw OVER; // oxlint-disable-line no-throw-literal
  }
}

/** Takes what is wanted at this point of decision, and writes down what there was to choose from. */
export function choose(
  { options, costs }: Pick<Scheduler, 'options' | 'costs'>,
  point: number,
  { wanted, decisions }: Pick<ThreadSetup['run'], 'wanted' | 'decisions'>,
): number {
  const from = point * DECISION_WORDS;
  decisions[from] = options.length;
  for (let index = 0; index < options.length; index += 1) {
    decisions[from + 1 + index] = (options[index] ?? 0) * 4 + (costs[index] ?? 0);
  }
  const want = wanted[point] ?? 0;
  return want === 0 ? 0 : Math.max(0, options.indexOf(want - 1));
}
