import { type Chooser, type SteeredOptions, SteeredRuntime } from './steered-runtime.ts';
import { LeakError } from './steered-error.ts';

/**
 * Runs `main` under a {@link SteeredRuntime}, for tests: in virtual time, the same each time.
 * @returns what `main` returns.
 * @throws what escapes `main`.
 * @throws {GoroutinePanicError} when an error escapes another goroutine.
 * @throws {DeadlockError} when nothing can go on any more; it names who waits for what.
 * @throws {LeakError} when `main` has returned and goroutines or alarms are left.
 * @throws {StepLimitError} when the run does not end.
 * @see https://pkg.go.dev/testing/synctest
 */
export async function bubble<T>(main: () => T | Promise<T>, options: SteeredOptions = {}): Promise<T> {
  const run = await new SteeredRuntime(options).run(main);
  if (run.outcome !== 'done') throw run.error;
  if (run.blocked.length > 0 || run.alarms > 0) throw new LeakError(run.blocked, run.alarms);
  return run.value as T;
}

/** Random choices that are the same for the same seed. */
export function seeded(seed: number): Chooser {
  // Mulberry32: small, and good enough to choose among a handful.
  let state = seed | 0;
  const below = (n: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
  return { next: (ready) => below(ready.length), pick: below };
}

const { imul } = Math;
