import type { Scheduler } from './scheduler.ts';

const FIRST_ROOM = 64;

/** The decisions of a run and where it stood at each, so that the next run can return there. */
export class PointLog {
  readonly #options: number[][] = [];
  readonly #costs: number[][] = [];
  readonly #taken: number[] = [];
  readonly #stateWords: number;
  #states: Int32Array;
  #length = 0;

  constructor(stateWords: number) {
    this.#stateWords = stateWords;
    this.#states = new Int32Array(stateWords * FIRST_ROOM);
  }

  get length(): number {
    return this.#length;
  }

  clear(): void {
    this.#length = 0;
  }

  options(point: number): readonly number[] {
    return this.#options[point] ?? [];
  }

  costs(point: number): readonly number[] {
    return this.#costs[point] ?? [];
  }

  taken(point: number): number {
    return this.#taken[point] ?? 0;
  }

  setTaken(point: number, index: number): void {
    this.#taken[point] = index;
  }

  save(point: number, { state, options, costs }: Scheduler): void {
    const words = this.#stateWords;
    if ((point + 1) * words > this.#states.length) {
      const more = new Int32Array(this.#states.length * 2);
      more.set(this.#states);
      this.#states = more;
    }
    this.#states.set(state, point * words);
    copy(options, (this.#options[point] ??= []));
    copy(costs, (this.#costs[point] ??= []));
    this.#length = point + 1;
  }

  /** Brings the scheduler back to the point, its alternatives listed, and forgets all points after it. */
  restore(point: number, scheduler: Scheduler): void {
    const words = this.#stateWords;
    const { state } = scheduler;
    const from = point * words;
    for (let word = 0; word < words; word += 1) state[word] = this.#states[from + word] ?? 0;
    copy(this.options(point), scheduler.options);
    copy(this.costs(point), scheduler.costs);
    this.#length = point + 1;
  }
}

function copy(from: readonly number[], to: number[]): void {
  to.length = from.length;
  for (let index = 0; index < from.length; index += 1) to[index] = from[index] ?? 0;
}
