import type { RecvChan } from '@katas/goroutine';
import { Timers } from '#solution';
import { expect } from 'vitest';
import { type ClockOptions, FakeClock } from './fake-clock.ts';

/** Timers on a clock of their own. */
export function fresh(options: ClockOptions = {}): { clock: FakeClock; timers: Timers } {
  const clock = new FakeClock(options);
  return { clock, timers: new Timers(clock) };
}

/** `C.tryRecv()` gives this time. */
export function gives(C: RecvChan<number>, ms: number, when: string): void {
  expect(C.tryRecv(), `C.tryRecv() ${when}`).toEqual({ value: ms, ok: true });
}

/** `C.tryRecv()` gives a time within these. */
export function givesWithin(
  C: RecvChan<number>,
  [least, most]: readonly [number, number],
  when: string,
): void {
  const received = C.tryRecv();
  const what = `C.tryRecv() ${when}`;
  expect(received, what).toEqual({ value: expect.any(Number), ok: true });
  const value = received?.value ?? Number.NaN;
  if (!(value >= least && value <= most))
    expect.fail(`${what}: ${value} is not between ${least} and ${most}`);
}

/** Nothing can be received, and the channel is open. */
export function givesNothing(C: RecvChan<number>, when: string): void {
  expect(C.tryRecv(), `C.tryRecv() ${when}`).toBe(undefined);
}

/** Nothing can be received after a stop or a reset; says which of two known mistakes it looks like. */
export function emptyAndOpen(C: RecvChan<number>, when: string): void {
  const received = C.tryRecv();
  if (received === undefined) return;
  const what = `C.tryRecv() ${when}`;
  if (received.ok) mistaken('stale-value', () => expect(received, what).toBe(undefined));
  mistaken('stop-closes', () => expect.fail(`${what}: the channel is closed`));
}

/** Somebody waits for a timer that was stopped, and has received nothing. */
export function goesOnWaiting(received: readonly (readonly [string, unknown])[], what: string): void {
  if (received.some(([, value]) => value === undefined))
    mistaken('stop-closes', () => expect.fail(`${what}: that the channel is closed`));
  expect(received, what).toEqual([]);
}

function mistaken(mistake: string, body: () => void): void {
  try {
    body();
  } catch (error) {
    if (error instanceof Error) Object.assign(error, { mistake });
    throw error;
  }
}

/** Nothing is armed when nothing is to come. */
export function atRest(clock: FakeClock, when = 'when no timer is left'): void {
  clock.check();
  expect(clock.armedAtMs, `the time for which the clock is armed ${when}`).toBe(undefined);
}

/** Fails with a sentence unless `count` is within `limit`. */
export function within(count: number, limit: number, what: string): void {
  if (!(count <= limit)) expect.fail(`${what}: ${count}, at most ${limit} are allowed`);
}

/** `withInput` for what awaits. */
export async function withProgram(program: string, body: () => void | Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'input') === undefined)
      Object.assign(error, { input: program });
    throw error;
  }
}
