/** How much work a judgement may take. */
export interface CheckLimits {
  /** Milliseconds; default 1000. */
  readonly maxMs?: number;
  /** Different states of the search that are kept in memory, about 100 bytes each; default 300 000. */
  readonly maxStates?: number;
}

/** The clock is read once in this many steps. */
const CLOCK_EVERY = 512;

/** What is left of the work that a judgement may take. */
export class Limit {
  /** Steps of the specification that were tried. */
  visited = 0;
  /** Different states that were met. */
  states = 0;
  readonly #maxStates: number;
  readonly #deadline: number;
  #exceeded: 'time' | 'states' | undefined;

  constructor({ maxMs = 1000, maxStates = 300_000 }: CheckLimits) {
    this.#maxStates = maxStates;
    this.#deadline = performance.now() + maxMs;
    if (maxMs <= 0) this.#exceeded = 'time';
  }

  /** Which limit ended the work, if one did. */
  get exceeded(): 'time' | 'states' | undefined {
    return this.#exceeded;
  }

  step(): void {
    this.visited += 1;
    if (this.visited % CLOCK_EVERY === 0 && performance.now() > this.#deadline) this.#exceeded = 'time';
  }

  /** A piece of the work that is left, so that one hard question does not use it all up. */
  share(maxStates: number): Limit {
    this.pause();
    const maxMs = this.#exceeded ? 0 : this.#deadline - performance.now();
    return new Limit({ maxMs, maxStates });
  }

  /** Between pieces of work: looks at the clock at once. */
  pause(): void {
    if (performance.now() > this.#deadline) this.#exceeded ??= 'time';
  }

  state(): void {
    this.states += 1;
    if (this.states > this.#maxStates) this.#exceeded ??= 'states';
  }
}
