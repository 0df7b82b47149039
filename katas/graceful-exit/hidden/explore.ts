import { everySchedule, type Exploration } from '@katas/kata/schedules';
import { time } from '@katas/goroutine';
import { bubble, seeded, StepLimitError } from '@katas/goroutine/steered';
import { seed, withInput } from '@katas/kata/suite';
import { expect } from 'vitest';
import { LONG_MS } from './scene.ts';

type Start = (name: string, body: () => unknown) => void;

interface Play extends Exploration {
  readonly program: string;
  /**
   * Starts everything in goroutines of its own, returns at once, and judges when all has come to rest. So the clock
   * stands: once a program has returned, no timer fires that lies further ahead than the explorer's grace for what is left
   * behind. The deadline of the group is out of the game, and a timer for it that stays armed is a leak.
   */
  readonly run: (start: Start) => () => void;
}

/** Runs a program whose deadline is out of reach under every schedule within the bound. */
export function everyOrder({ run, ...rest }: Play): Promise<void> {
  return everySchedule({
    ...rest,
    run: (t) => {
      const startMs = time.now();
      const judge = run((name, body) => t.go(name, body));
      // The very turn in which the program begins is the one moment at which the deadline could still overtake it.
      return () => (time.now() - startMs < LONG_MS ? judge() : undefined);
    },
  });
}

/** Orders that are the same in each run, the one of the queue first; then as many that are not. */
const ORDERS = 8;
/** Ten times what a program takes here. */
const MAX_STEPS = 5000;
const NEVER_RESTS =
  'time can not go on, because somebody never waits: a loop that asks again and again what is always ready';

/**
 * Runs a program in virtual time in sixteen orders. The clock moves only when nobody can go on, so that times are exact.
 */
export async function inVirtualTime(program: string, run: () => Promise<void>): Promise<void> {
  for (let order = 0; order < 2 * ORDERS; order += 1) {
    try {
      const options = order === 0 ? {} : { chooser: seeded(order < ORDERS ? order : seed + order) };
      await bubble(
        async () => {
          await run();
          // What is due at this very moment may still happen.
          await time.sleep(1);
        },
        { maxSteps: MAX_STEPS, ...options },
      );
    } catch (error) {
      withInput(program, () => {
        if (error instanceof StepLimitError) expect.fail(NEVER_RESTS);
        throw error;
      });
    }
  }
}
