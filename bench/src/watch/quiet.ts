import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 50;
/** A share of all processors that is no work of anybody's. */
const IDLE = 0.25;
const LOOKS = 3;

function busyTime(): { readonly busy: number; readonly all: number } {
  let [busy, all] = [0, 0];
  for (const { times } of cpus()) {
    const sum = times.user + times.nice + times.sys + times.irq + times.idle;
    busy += sum - times.idle;
    all += sum;
  }
  return { busy, all };
}

/**
 * Resolves when the machine has had nothing to do for a moment: what a contender prepares behind a verdict must not be
 * measured as the next one's time, and a person takes longer than that between two saves.
 * @param mostMs - gives up after this long: the machine is busy with others
 */
export async function quiet(mostMs = 4000): Promise<void> {
  const end = performance.now() + mostMs;
  let idle = 0;
  let before = busyTime();
  while (idle < LOOKS && performance.now() < end) {
    await sleep(LOOK_MS);
    const now = busyTime();
    const share = (now.busy - before.busy) / Math.max(1, now.all - before.all);
    idle = share < IDLE ? idle + 1 : 0;
    before = now;
  }
}
