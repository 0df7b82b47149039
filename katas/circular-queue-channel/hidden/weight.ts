import { ChanQueue } from '#solution';
import { Call, rest } from './call.ts';
import { watched } from './watching-runtime.ts';

/** Steps of the small program below with which the schedules of a solution become too many for a deeper search. */
const HEAVY = 18;

let known: Promise<number> | undefined;

/**
 * Whether the solution takes many steps for one call, as one with a monitor does: the number of schedules grows with
 * them exponentially.
 */
export async function isHeavy(): Promise<boolean> {
  known ??= weigh();
  return (await known) >= HEAVY;
}

async function weigh(): Promise<number> {
  let steps = 0;
  await watched(async (watch) => {
    const queue = new ChanQueue<number>(1);
    const before = watch.begun;
    for (const call of [
      () => queue.pop(),
      () => queue.push(1),
      () => queue.push(2),
      () => queue.push(3),
      () => queue.pop(),
    ]) {
      void new Call(call());
      await rest();
    }
    steps = watch.begun - before;
    queue.close();
    await rest();
  });
  return steps;
}
