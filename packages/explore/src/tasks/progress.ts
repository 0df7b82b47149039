import type { ListedAlarm } from './alarm-list.ts';

/** Steps without progress after which nothing but time can help. */
const SPINNING_AFTER = 64;
/** Steps without progress after which a run is stuck. */
const STUCK_AFTER = 4096;

/**
 * Tells a program that works from one that only spins. Progress is a task that starts, returns, or lets another one
 * go on, and a value that is sent or received; a look at something that has not changed, or a nap, is none.
 */
export class Progress {
  readonly #maxSteps: number;
  #madeAt = 0;
  #movedAt = 0;
  #spunMs = 1;

  constructor(maxSteps: number) {
    this.#maxSteps = maxSteps;
  }

  /** The step of the last progress. */
  get madeAt(): number {
    return this.#madeAt;
  }

  made(step: number): void {
    this.#madeAt = step;
    this.#movedAt = step;
    this.#spunMs = 1;
  }

  /** Time has passed: no progress, but what spins may see something new. */
  fired(step: number): void {
    this.#movedAt = step;
  }

  isSpinning(step: number): boolean {
    return step - this.#movedAt >= SPINNING_AFTER;
  }

  /** Whether a program that reads the clock again and again sees it move now. */
  timePasses(step: number): boolean {
    return (step - this.#movedAt) % SPINNING_AFTER === 0;
  }

  /** How far: twice as far each time, so that every deadline is reached. */
  spunMs(): number {
    const ms = this.#spunMs;
    this.#spunMs = Math.min(2 * ms, LONGEST_MS);
    return ms;
  }

  /** @param alarm - the next one; an old one that is still to fire may yet bring the program forward. */
  isStuck(step: number, alarm: ListedAlarm | undefined): boolean {
    if (step > this.#maxSteps) return true;
    return step - this.#madeAt > STUCK_AFTER && (alarm === undefined || alarm.armedAt > this.#madeAt);
  }
}

const LONGEST_MS = 86_400_000;
