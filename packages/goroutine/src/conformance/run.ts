import { time } from '../index.ts';
import { bubble, seeded } from '../steered/index.ts';

/** Under how many schedules each translated test runs: the one in order, and some at random. */
const SEEDS = [undefined, 1, 2, 3, 4, 5, 6, 7];

/** A Go test's body, run to its end under several schedules; goroutines that it leaves behind fail it. */
export function underSchedules(body: () => Promise<void>): () => Promise<void> {
  return async () => {
    for (const seed of SEEDS) await bubble(body, seed === undefined ? {} : { chooser: seeded(seed) });
  };
}

/** Lets all goroutines run until each of them waits: virtual time passes only then. */
export function settle(): Promise<void> {
  return time.sleep(1);
}
