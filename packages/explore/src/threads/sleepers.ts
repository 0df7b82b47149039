import { at, RUN, STATUS, THREAD, WOKEN } from './schedule-state.ts';

/** The end of virtual time. */
export const MOST_MS = 0x3fff_ffff;

const NONE: readonly number[] = [];

/** The threads that sleep in `Atomics.wait`: on which word, in which order, until when. */
export class Sleepers {
  readonly #state: Int32Array;
  readonly #threads: number;

  constructor(state: Int32Array, threads: number) {
    this.#state = state;
    this.#threads = threads;
  }

  sleep(thread: number, address: number, timeoutMs: number): void {
    const state = this.#state;
    const order = (state[RUN.sleeps] ?? 0) + 1;
    state[RUN.sleeps] = order;
    state[at(thread, THREAD.status)] = STATUS.asleep;
    state[at(thread, THREAD.address)] = address;
    state[at(thread, THREAD.order)] = order;
    if (timeoutMs === Infinity) return;
    state[at(thread, THREAD.deadline)] = Math.min(MOST_MS, (state[RUN.now] ?? 0) + Math.ceil(timeoutMs));
    state[RUN.timed] = (state[RUN.timed] ?? 0) + 1;
  }

  /**
   * Wakes those who sleep on the address, the longest sleeper first.
   * @returns how many
   */
  wake(address: number, most: number): number {
    let woken = 0;
    while (woken < most) {
      let first = -1;
      for (let thread = 0; thread < this.#threads; thread += 1) {
        if (this.#of(thread, THREAD.status) !== STATUS.asleep || this.#of(thread, THREAD.address) !== address)
          continue;
        if (first < 0 || this.#of(thread, THREAD.order) < this.#of(first, THREAD.order)) first = thread;
      }
      if (first < 0) return woken;
      this.#rouse(first, WOKEN.notified);
      woken += 1;
    }
    return woken;
  }

  /** The place of a sleeper among those who sleep. */
  placeOf(thread: number): number {
    let ahead = 0;
    for (let other = 0; other < this.#threads; other += 1) {
      const isAhead = this.#of(other, THREAD.order) < this.#of(thread, THREAD.order);
      if (isAhead && this.#of(other, THREAD.status) === STATUS.asleep) ahead += 1;
    }
    return ahead;
  }

  /** Those whose time is up first, if there are any with a time. */
  due(): readonly number[] {
    if (this.#state[RUN.timed] === 0) return NONE;
    let earliest = MOST_MS + 1;
    let due: number[] = [];
    for (let thread = 0; thread < this.#threads; thread += 1) {
      const deadline = this.#deadlineOf(thread);
      if (deadline < 0 || deadline > earliest) continue;
      if (deadline < earliest) due = [];
      earliest = deadline;
      due.push(thread);
    }
    return due;
  }

  #deadlineOf(thread: number): number {
    return this.#of(thread, THREAD.status) === STATUS.asleep ? this.#of(thread, THREAD.deadline) : -1;
  }

  /** The sleeper's time is up. */
  timeOut(thread: number): void {
    const state = this.#state;
    state[RUN.now] = Math.max(state[RUN.now] ?? 0, this.#of(thread, THREAD.deadline));
    this.#rouse(thread, WOKEN.timedOut);
  }

  #rouse(thread: number, woken: number): void {
    const state = this.#state;
    if (this.#of(thread, THREAD.deadline) >= 0) state[RUN.timed] = (state[RUN.timed] ?? 0) - 1;
    state[at(thread, THREAD.status)] = STATUS.ready;
    state[at(thread, THREAD.woken)] = woken;
    state[at(thread, THREAD.deadline)] = -1;
  }

  #of(thread: number, word: number): number {
    return this.#state[at(thread, word)] ?? 0;
  }
}
