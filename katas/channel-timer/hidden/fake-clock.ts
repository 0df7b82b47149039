import type { Clock } from '#solution';

/** Rings that one stretch of time may take before the clock calls it polling. */
const MOST_RINGS = 3000;
/** Rings without any time passing. */
const MOST_STANDING = 2000;

export interface ClockOptions {
  /** What it says at first; default 0. */
  readonly startMs?: number;
  /** How far ahead it can count, in ms: for a time further away it rings early, and has to be armed again. */
  readonly farthestMs?: number;
}

/** What the solution may not do with a clock. */
export class ClockError extends Error {
  override readonly name = 'ClockError';
  readonly mistake?: string;

  constructor(message: string, mistake?: string) {
    super(message);
    if (mistake !== undefined) this.mistake = mistake;
  }
}

/** A clock that is moved by hand, and takes its contract at its word. */
export class FakeClock implements Clock {
  /** Calls of `arm` so far. */
  arms = 0;
  /** Wake-ups that rang so far. */
  rings = 0;
  #now: number;
  readonly #farthestMs: number;
  #armed: { readonly atMs: number; readonly ringMs: number; readonly wake: () => void } | undefined =
    undefined;
  #places: Set<string> | undefined = undefined;
  #wrong: ClockError | undefined = undefined;

  constructor({ startMs = 0, farthestMs = Infinity }: ClockOptions = {}) {
    this.#now = startMs;
    this.#farthestMs = farthestMs;
  }

  now(): number {
    return this.#now;
  }

  arm(atMs: number, wake: () => void): () => void {
    this.arms += 1;
    this.#places?.add(callerOfArm());
    if (typeof atMs !== 'number' || Number.isNaN(atMs))
      this.#refuse(`clock.arm(${String(atMs)}, …): not a time`);
    if (this.#armed !== undefined) {
      this.#refuse(
        `clock.arm(${atMs}, …) while the wake-up for ${this.#armed.atMs} is still armed: at most one may be`,
        'several-wake-ups',
      );
    }
    const ringMs = Math.max(Math.min(atMs, this.#now + this.#farthestMs), this.#now);
    const armed = { atMs, ringMs, wake };
    this.#armed = armed;
    return () => {
      if (this.#armed === armed) this.#armed = undefined;
    };
  }

  /** The time for which it is armed. */
  get armedAtMs(): number | undefined {
    return this.#armed?.atMs;
  }

  /** The places of the source from which `arm` is called from now on. */
  watchPlaces(): ReadonlySet<string> {
    this.#places = new Set();
    return this.#places;
  }

  /** Lets time pass, ringing when it is time. */
  move(ms: number): void {
    for (const ring of this.#passing(ms)) ring();
    this.check();
  }

  /** Lets time pass, and does not ring yet. */
  lag(ms: number): void {
    this.#now += ms;
  }

  /** Lets time pass at once; then rings, too late, until there is nothing to ring for. */
  leap(ms: number): void {
    this.#now += ms;
    this.move(0);
  }

  /** Like {@link move}; after each ring everybody who can go on does so. */
  async advance(ms: number): Promise<void> {
    for (const ring of this.#passing(ms)) {
      ring();
      await settled();
    }
    await settled();
    this.check();
  }

  /** Like {@link leap}; after each ring everybody who can go on does so. */
  async oversleep(ms: number): Promise<void> {
    this.#now += ms;
    await this.advance(0);
  }

  /** @throws {ClockError} what was done wrong, also when somebody has caught the error */
  check(): void {
    if (this.#wrong !== undefined) throw this.#wrong;
  }

  *#passing(ms: number): Iterable<() => void> {
    const endMs = this.#now + ms;
    let standing = 0;
    for (let rings = 1; this.#armed !== undefined && this.#armed.ringMs <= endMs; rings++) {
      if (rings > MOST_RINGS) {
        this.#refuse(`the clock was armed and rang ${MOST_RINGS} times in ${ms} ms: it is polled`, 'polling');
      }
      standing = this.#armed.ringMs > this.#now ? 0 : standing + 1;
      if (standing > MOST_STANDING) {
        this.#refuse(
          `at ${this.#now} the clock rings and is armed for ${this.#armed.atMs}, over and over, without end`,
        );
      }
      const { ringMs, wake } = this.#armed;
      this.#now = Math.max(this.#now, ringMs);
      this.#armed = undefined;
      this.rings += 1;
      yield wake;
    }
    this.#now = endMs;
  }

  #refuse(message: string, mistake?: string): never {
    this.#wrong ??= new ClockError(message, mistake);
    throw this.#wrong;
  }
}

/** When everybody who can go on has done so. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The line and column of whoever called `arm`, which called this. */
function callerOfArm(): string {
  const [, , caller = ''] = (new Error('here').stack ?? '').split('\n').slice(1);
  const [, line, column] = /:(\d+):(\d+)\)?$/.exec(caller) ?? [];
  return line === undefined ? caller.trim() : `line ${line}:${column}`;
}
