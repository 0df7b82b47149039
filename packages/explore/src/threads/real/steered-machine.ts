import { rng } from '../../core/rng.ts';
import type { Word } from '../access.ts';
import { buffersOf } from '../prepared-scenario.ts';
import type { Memory } from '../scenario.ts';
import { STATUS, THREAD } from '../schedule-state.ts';
import { NOBODY, Scheduler } from '../scheduler.ts';
import { SharedMemory } from '../shared-memory.ts';
import { Stepper } from '../stepper.ts';
import { isPromise, SteppingMachine } from '../stepping-machine.ts';
import { CONTROL, DECISION_WORDS, type ThreadSetup } from './control.ts';

/** Thrown into a thread whose run is over. */
export const OVER = Object.freeze({ over: true });
/** A thread that has been told so often that the run is over will not leave by itself. */
const MOST_THROWS = 200;

/** Runs one real thread step by step: whoever has the turn decides who has it next, by the same rules as a simulation. */
export class SteeredMachine extends SteppingMachine {
  /** Why the thread can't be explored. */
  refusal: string | undefined;
  readonly #setup: ThreadSetup;
  readonly #memory: SharedMemory;
  readonly #lose: () => never;
  #isGranted = true;
  #throws = 0;
  #ownBytes = 0;
  #random = rng(1);

  /** @param lose - gives up a thread that does not leave a run that is over */
  constructor(setup: ThreadSetup, lose: () => never) {
    const { names, maxSteps, run, memory } = setup;
    const scheduler = new Scheduler({ threads: names.length, maxSteps, state: run.state, trail: run.trail });
    super(scheduler, new Stepper(scheduler, run.footprint));
    this.#setup = setup;
    this.#lose = lose;
    this.#memory = new SharedMemory(buffersOf(memory as Memory));
  }

  /**
   * Blocks until it is this thread's turn for the first time.
   * @returns false when there is another order instead
   * @throws {OVER} when the run ends before
   */
  enterRun(isOrdered: () => boolean): boolean {
    this.#wait();
    if (isOrdered()) return false;
    this.begin(this.#setup.id);
    this.events.length = 0;
    this.refusal = undefined;
    this.#isGranted = true;
    this.#throws = 0;
    this.#ownBytes = 0;
    this.#random = rng(this.#setup.id + 1);
    if (this.isOver) this.#goAway();
    return true;
  }

  /** Runs the thread's part. */
  perform(part: (makeCall: SteppingMachine['makeCall']) => unknown): void {
    const result = part(this.makeCall);
    if (isPromise(result)) this.refuse('a thread is asynchronous; it must run to its end');
    if (this.isOver) return;
    this.scheduler.finish(this.#setup.id);
    const next = this.#decide();
    if (next === NOBODY) this.end();
    else this.#give(next);
  }

  /** The thread threw: the run is over. */
  panic(): void {
    this.beginCall();
    this.end();
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

  get isOver(): boolean {
    return Atomics.load(this.#setup.control, CONTROL.isOver) !== 0;
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
    return this.#goAway();
  }

  protected isLeaving(): boolean {
    return this.isOver;
  }

  protected leave(): Word {
    return this.#goAway();
  }

  protected isBehind(): boolean {
    return false;
  }

  protected isNext(): boolean {
    return false;
  }

  protected recall(): void {}

  protected remember(): void {}

  protected watch(): void {}

  protected watchEvent(): void {}

  protected arrive(asked: number): void {
    const { id } = this.#setup;
    if (this.#isGranted) this.#isGranted = false;
    else if (!this.scheduler.goesOn(id, asked)) this.#handOver();
  }

  protected block(): void {
    this.#handOver();
  }

  /** Lets whoever is next go on; returns when it is this thread's turn again. */
  #handOver(): void {
    const next = this.#decide();
    if (next === NOBODY) this.#goAway();
    if (next === this.#setup.id) return;
    this.#give(next);
    this.#wait();
    if (this.isOver) this.#goAway();
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

  #wait(): void {
    const { control, id } = this.#setup;
    const word = CONTROL.turns + id;
    while (Atomics.load(control, word) === 0) Atomics.wait(control, word, 0);
    Atomics.store(control, word, 0);
  }

  #goAway(): never {
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
