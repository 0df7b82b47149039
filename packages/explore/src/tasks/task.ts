import type { Stack } from './place.ts';
import type { SteeredRun } from './steered-run.ts';

/** Ids of what a schedule may decide for; tasks come after those that are no task. */
const FIRST_TASK_ID = 10;
const SLOTS_PER_TASK = 10;

/** A goroutine of one run. */
export class Task {
  readonly run: SteeredRun;
  /** From 1, in the order of starting; 1 is the scenario's own. */
  readonly number: number;
  readonly givenName: string | undefined;
  readonly origin: Stack;
  hasReturned = false;
  /** The turn in which it was last let go on. */
  turn = -1;
  /** The step in which it last did anything. */
  lastStep = -1;
  #slots = 0;
  #beyond = 0;

  constructor(run: SteeredRun, number: number, start: { name: string | undefined; origin: Stack }) {
    this.run = run;
    this.number = number;
    this.givenName = start.name;
    this.origin = start.origin;
  }

  /**
   * A slot for something of this task that is ready: one task may have several at once (`Promise.all`). The
   * lowest free one, so that the ids of a schedule stay small and depend on the schedule only.
   */
  takeSlot(): number {
    const lowest = ~this.#slots & (this.#slots + 1);
    if (lowest > 1 << (SLOTS_PER_TASK - 1) || lowest <= 0) {
      this.#beyond += 1;
      return SLOTS_PER_TASK - 1 + this.#beyond;
    }
    this.#slots |= lowest;
    return 31 - Math.clz32(lowest);
  }

  freeSlot(slot: number): void {
    if (slot < SLOTS_PER_TASK) this.#slots &= ~(1 << slot);
  }

  /** By which a schedule names what is ready in `slot`. */
  optionId(slot: number): number {
    return slot < SLOTS_PER_TASK
      ? FIRST_TASK_ID + (this.number - 1) * SLOTS_PER_TASK + slot
      : slot * BEYOND + this.number;
  }
}

const BEYOND = 1_000_000;
