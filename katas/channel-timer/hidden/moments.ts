import { expect } from 'vitest';
import { atRest, fresh, gives, withProgram } from './expectation.ts';

/** Timers of these delays, some of them stopped or reset: each other one fires in its moment. */
export async function firesInItsMoment(
  delays: readonly number[],
  stopped: ReadonlySet<number>,
  moved: ReadonlyMap<number, number>,
): Promise<void> {
  const changes = [
    ...[...stopped].map((i) => `t${i}.stop()`),
    ...[...moved].map(([i, ms]) => `t${i}.reset(${ms})`),
  ];
  await withProgram(`timers t0 … of ${delays.join(', ')} ms; ${changes.join('; ')}`, async () => {
    const { clock, timers } = fresh();
    const made = delays.map((ms) => timers.newTimer(ms));
    for (const i of stopped) expect(made[i]?.stop(), `t${i}.stop()`).toBe(true);
    for (const [i, ms] of moved) expect(made[i]?.reset(ms), `t${i}.reset(${ms})`).toBe(true);
    const due = delays.map((ms, i) => (stopped.has(i) ? undefined : (moved.get(i) ?? ms)));
    for (const now of [...new Set(due)].filter((ms) => ms !== undefined).toSorted((a, b) => a - b)) {
      await clock.advance(now - clock.now());
      for (const [i, timer] of made.entries()) {
        if (due[i] === now) gives(timer.C, now, `of t${i}, at ${now}`);
        else if (timer.C.tryRecv() !== undefined)
          expect.fail(`t${i} has fired by ${now}, due: ${due[i] ?? 'never'}`);
      }
    }
    atRest(clock);
  });
}
