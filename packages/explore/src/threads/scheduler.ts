import { mix } from './access.ts';
import { COST } from '../core/program.ts';
import { at, RUN, RUN_WORDS, STATUS, THREAD, THREAD_WORDS, VERDICT, WOKEN } from './schedule-state.ts';
import { MOST_MS, Sleepers } from './sleepers.ts';

/** Steps that must repeat those before them until a thread counts as one that gets nowhere. */
const FEWEST_REPEATS = 4;
const LONGEST_PERIOD = 24;
/** For so many steps a thread may go on like that when nothing else is left to run. */
const PATIENCE = 1200;

/** So many steps in all threads may take in loops that they were let go on with; they do not count as progress. */
const MOST_FORWARD = 4000;
/** Steps that are taken without a decision: a waking, the end of a call. */
const SPARE = 64;

/** So often in a row a thread may look at the clock before time goes on by that. */
const MOST_LOOKS = 64;

/** What is known of the loop that a thread is in. */
const LOOP_WORDS = [THREAD.repeats, THREAD.parked, THREAD.forward, THREAD.stuck] as const;

export interface Step {
  readonly asked: number;
  readonly seen: number;
  readonly hasChanged: boolean;
}

/** Nobody goes on: the run is over, see the verdict. */
export const NOBODY = -1;

export interface SchedulerOptions {
  readonly threads: number;
  readonly maxSteps: number;
  /** Where the state is kept; shared memory when the threads are real. */
  readonly state: Int32Array;
  /** What each thread did and saw, as numbers. */
  readonly trail: Int32Array;
}

export function stateWords(threads: number): number {
  return RUN_WORDS + threads * THREAD_WORDS;
}

/** Most accesses that a run can have. */
export function roomFor(maxSteps: number): number {
  return 2 * (maxSteps + SPARE) + MOST_FORWARD;
}

export function trailWords(threads: number, maxSteps: number): number {
  return 2 * threads * roomFor(maxSteps);
}

/**
 * Decides which thread takes the next step, and knows who sleeps, who gets nowhere and what time it is. It runs
 * nothing itself: the same rules drive simulated threads and real ones, so that a schedule means the same for both.
 *
 * The alternatives of a decision are thread ids; a sleeper whose time is up is its id plus the number of threads.
 */
export class Scheduler {
  readonly state: Int32Array;
  readonly threads: number;
  readonly options: number[] = [];
  readonly costs: number[] = [];
  readonly sleepers: Sleepers;
  readonly #trail: Int32Array;
  readonly #maxSteps: number;
  readonly #room: number;

  constructor(options: SchedulerOptions) {
    this.state = options.state;
    this.threads = options.threads;
    this.sleepers = new Sleepers(options.state, options.threads);
    this.#trail = options.trail;
    this.#maxSteps = options.maxSteps;
    this.#room = roomFor(options.maxSteps);
  }

  get verdict(): number {
    return this.state[RUN.verdict] ?? 0;
  }

  /** Back to the beginning of a run. */
  reset(): void {
    this.state.fill(0);
    for (let thread = 0; thread < this.threads; thread += 1) {
      this.state[at(thread, THREAD.hash)] = thread + 1;
      this.state[at(thread, THREAD.hash2)] = thread + 101;
      this.state[at(thread, THREAD.deadline)] = -1;
    }
  }

  of(thread: number, word: number): number {
    return this.state[at(thread, word)] ?? 0;
  }

  /**
   * The thread is about to take the step that `asked` stands for. Does it go on without a decision? That is so while it
   * exhausts a loop that it was let go on with.
   */
  goesOn(thread: number, asked: number): boolean {
    if (this.of(thread, THREAD.repeats) === 0) return false;
    const { state } = this;
    const before = this.of(thread, THREAD.trail) - this.of(thread, THREAD.period);
    if (this.#trail[this.#trailOf(thread, before)] !== asked) {
      for (const word of LOOP_WORDS) state[at(thread, word)] = 0;
      return false;
    }
    const forward = this.of(thread, THREAD.forward);
    if (forward === 0) return false;
    const steps = (state[RUN.forward] ?? 0) + 1;
    if (forward > PATIENCE || steps > MOST_FORWARD) {
      state[at(thread, THREAD.forward)] = 0;
      state[at(thread, THREAD.stuck)] = this.#era;
      return false;
    }
    state[RUN.forward] = steps;
    state[at(thread, THREAD.forward)] = forward + 1;
    return true;
  }

  /**
   * Lists who could take the next step in {@link options} and {@link costs}.
   * @returns how many there are; 0: the run is over
   */
  prepare(): number {
    const { state, options, costs, threads } = this;
    options.length = 0;
    costs.length = 0;
    const steps = (state[RUN.steps] ?? 0) + 1;
    state[RUN.steps] = steps;
    if (steps > this.#maxSteps) {
      state[RUN.verdict] = VERDICT.tooLong;
      return 0;
    }
    const last = (state[RUN.last] ?? 0) - 1;
    const era = this.#era;
    const isLastReady = last >= 0 && this.of(last, THREAD.status) === STATUS.ready;
    const goesOn = isLastReady && !this.#rests(last, era) && this.of(last, THREAD.hasPaused) === 0;
    if (goesOn) this.#offer(last, COST.free);
    const cost = goesOn ? COST.deviation : COST.free;
    for (let distance = 1; distance <= threads; distance += 1) {
      const thread = (last + distance) % threads;
      if (thread === last || this.of(thread, THREAD.status) !== STATUS.ready || this.#rests(thread, era))
        continue;
      this.#offer(thread, cost);
    }
    const isOthersTurn = isLastReady && !goesOn && this.of(last, THREAD.stuck) !== era;
    // To go on in a loop that gets nowhere while others could run is nothing that a fair scheduler does for long.
    if (options.length > 0 && isOthersTurn) this.#offer(last, COST.unfair);
    if (options.length === 0) this.#offerResting(last);
    const penalty = options.length > 0 ? COST.unfair : COST.free;
    for (const thread of this.sleepers.due()) this.#offer(thread + threads, penalty);
    if (options.length === 0) state[RUN.verdict] = this.#end();
    return options.length;
  }

  /** Lets the alternative at this index take the next step. */
  take(index: number): number {
    const { state, threads } = this;
    const option = this.options[index] ?? 0;
    if (index > 0 && (this.costs[index] ?? 0) > 0) state[RUN.spent] = (state[RUN.spent] ?? 0) + 1;
    const thread = option % threads;
    if (option >= threads) this.sleepers.timeOut(thread);
    const last = (state[RUN.last] ?? 0) - 1;
    if (last >= 0) state[at(last, THREAD.hasPaused)] = 0;
    if (this.of(thread, THREAD.parked) === this.#era && this.#isRepeating(thread)) {
      state[at(thread, THREAD.forward)] = 1;
    }
    state[RUN.last] = thread + 1;
    return thread;
  }

  /** The thread has taken a step: `asked` stands for what it did, `seen` for what came of it. */
  commit(thread: number, { asked, seen, hasChanged }: Step): void {
    const { state } = this;
    const length = this.of(thread, THREAD.trail);
    const here = this.#trailOf(thread, length);
    this.#trail[here] = asked;
    this.#trail[here + 1] = seen;
    state[at(thread, THREAD.trail)] = length + 1;
    state[at(thread, THREAD.looks)] = 0;
    this.observe(thread, asked);
    this.observe(thread, seen);
    state[RUN.accesses] = (state[RUN.accesses] ?? 0) + 1;
    if (hasChanged) state[RUN.version] = (state[RUN.version] ?? 0) + 1;
    this.#followPeriod(thread, length);
  }

  /** The thread's future may depend on this number. */
  observe(thread: number, seen: number): void {
    const { state } = this;
    const hash = at(thread, THREAD.hash);
    const hash2 = at(thread, THREAD.hash2);
    state[hash] = mix(state[hash] ?? 0, seen);
    state[hash2] = mix((state[hash2] ?? 0) + 0x632be5ab, seen);
  }

  /** How the thread was woken, once. */
  takeWoken(thread: number): number {
    const woken = this.of(thread, THREAD.woken);
    if (woken !== WOKEN.no) {
      this.state[at(thread, THREAD.woken)] = WOKEN.no;
      if (woken === WOKEN.notified) for (const word of LOOP_WORDS) this.state[at(thread, word)] = 0;
    }
    return woken;
  }

  pause(thread: number): void {
    this.state[at(thread, THREAD.hasPaused)] = 1;
  }

  finish(thread: number): void {
    this.state[at(thread, THREAD.status)] = STATUS.done;
  }

  /** The thread looks at the clock. For one that does nothing else, time goes on. */
  tick(thread: number): number {
    const { state } = this;
    const looks = this.of(thread, THREAD.looks) + 1;
    state[at(thread, THREAD.looks)] = looks;
    const beyond = looks - MOST_LOOKS + (this.of(thread, THREAD.forward) > 0 ? MOST_LOOKS : 0);
    if (beyond > 0) state[RUN.now] = Math.min(MOST_MS, (state[RUN.now] ?? 0) + beyond * beyond);
    return state[RUN.now] ?? 0;
  }

  /** Stands for everything that the future of the run depends on, in 53 bits. */
  key(): number {
    const { state, threads } = this;
    let low = state[RUN.memoryHash] ?? 0;
    let high = state[RUN.memoryHash2] ?? 0;
    for (let thread = 0; thread < threads; thread += 1) {
      const flags = this.#flags(thread);
      low = mix(low, (state[at(thread, THREAD.hash)] ?? 0) ^ flags);
      high = mix(high + 0x3c6ef372, (state[at(thread, THREAD.hash2)] ?? 0) ^ Math.imul(flags, 31));
    }
    const last = state[RUN.last] ?? 0;
    const now = state[RUN.now] ?? 0;
    low = mix(mix(low, last), now);
    high = mix(mix(high, last + 7), now);
    return (low >>> 0) * 0x20_0000 + (high & 0x1f_ffff);
  }

  #flags(thread: number): number {
    const isAsleep = this.of(thread, THREAD.status) === STATUS.asleep;
    const bits =
      this.of(thread, THREAD.status) |
      (this.of(thread, THREAD.woken) << 2) |
      (this.of(thread, THREAD.hasPaused) << 4) |
      (this.#rests(thread, this.#era) ? 32 : 0) |
      (this.of(thread, THREAD.stuck) === this.#era ? 64 : 0) |
      (Math.min(31, this.of(thread, THREAD.repeats)) << 7);
    return isAsleep ? mix(mix(bits, this.sleepers.placeOf(thread)), this.of(thread, THREAD.deadline)) : bits;
  }

  get #era(): number {
    return (this.state[RUN.version] ?? 0) + 1;
  }

  #rests(thread: number, era: number): boolean {
    return this.of(thread, THREAD.parked) === era || this.of(thread, THREAD.stuck) === era;
  }

  #isRepeating(thread: number): boolean {
    const period = this.of(thread, THREAD.period);
    return period > 0 && this.of(thread, THREAD.repeats) >= Math.max(FEWEST_REPEATS, 2 * period);
  }

  #followPeriod(thread: number, length: number): void {
    const { state } = this;
    const here = this.#trailOf(thread, length);
    const period = this.of(thread, THREAD.period);
    if (period > 0 && length >= period && this.#isSame(here, here - 2 * period)) {
      state[at(thread, THREAD.repeats)] = this.of(thread, THREAD.repeats) + 1;
      if (this.of(thread, THREAD.forward) === 0 && this.#isRepeating(thread)) {
        state[at(thread, THREAD.parked)] = this.#era;
      }
      return;
    }
    for (const word of LOOP_WORDS) state[at(thread, word)] = 0;
    const farthest = Math.min(length, LONGEST_PERIOD);
    let found = 0;
    for (let back = 1; back <= farthest && found === 0; back += 1) {
      if (this.#isSame(here, here - 2 * back)) found = back;
    }
    state[at(thread, THREAD.period)] = found;
    state[at(thread, THREAD.repeats)] = found > 0 ? 1 : 0;
  }

  #isSame(here: number, there: number): boolean {
    const trail = this.#trail;
    return trail[here] === trail[there] && trail[here + 1] === trail[there + 1];
  }

  /** Where in the trail the thread's step of this number is: two words each. */
  #trailOf(thread: number, step: number): number {
    return 2 * (thread * this.#room + step);
  }

  #offer(option: number, cost: number): void {
    this.options.push(option);
    this.costs.push(cost);
  }

  /** Nobody gets anywhere: those who repeat themselves go on for a while, as a bounded loop ends by itself. */
  #offerResting(last: number): void {
    const { threads, options } = this;
    const era = this.#era;
    for (let distance = 0; distance < threads; distance += 1) {
      const thread = (Math.max(0, last) + distance) % threads;
      if (this.of(thread, THREAD.status) !== STATUS.ready || this.of(thread, THREAD.stuck) === era) continue;
      this.#offer(thread, COST.free);
    }
    if ((this.state[RUN.forward] ?? 0) >= MOST_FORWARD) return;
    // The bound may be a high one. They take turns.
    for (let distance = 1; distance <= threads && options.length === 0; distance += 1) {
      const thread = (last + distance) % threads;
      if (this.of(thread, THREAD.status) === STATUS.ready) this.#offer(thread, COST.free);
    }
  }

  #end(): number {
    let isAnyAsleep = false;
    for (let thread = 0; thread < this.threads; thread += 1) {
      const status = this.of(thread, THREAD.status);
      if (status === STATUS.ready) return VERDICT.livelock;
      if (status === STATUS.asleep) isAnyAsleep = true;
    }
    return isAnyAsleep ? VERDICT.deadlock : VERDICT.none;
  }
}
