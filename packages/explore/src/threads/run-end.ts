import type { Failure } from '../core/program.ts';
import { STATUS, THREAD, VERDICT } from './schedule-state.ts';
import type { Scheduler } from './scheduler.ts';

/** Names an address: `word 3`, or what the author calls it. */
export type NameOf = (address: number) => string;

/** What the scheduler found out when nobody could go on. */
export function failureOf(
  scheduler: Scheduler,
  names: readonly string[],
  nameOf: NameOf,
): Failure | undefined {
  switch (scheduler.verdict) {
    case VERDICT.deadlock: {
      const message = `deadlock: ${joined(sleepers(scheduler, names, nameOf))}, and nobody is left to wake ${count(scheduler, STATUS.asleep) === 1 ? 'it' : 'them'}`;
      return { kind: 'deadlock', key: 'asleep', message };
    }
    case VERDICT.livelock: {
      const spinning = named(scheduler, names, STATUS.ready);
      const verb = spinning.length === 1 ? 'repeats' : 'repeat';
      const others = sleepers(scheduler, names, nameOf);
      const rest = others.length === 0 ? '' : `; ${joined(others)}`;
      return {
        kind: 'livelock',
        key: 'spinning',
        message: `livelock: ${joined(spinning)} ${verb} the same steps and nothing is left that could end it${rest}`,
      };
    }
    case VERDICT.tooLong: {
      const alive = joined([
        ...named(scheduler, names, STATUS.ready),
        ...named(scheduler, names, STATUS.asleep),
      ]);
      return { kind: 'livelock', key: 'too long', message: `livelock: ${alive} did not come to an end` };
    }
    default:
      return undefined;
  }
}

function named(scheduler: Scheduler, names: readonly string[], status: number): string[] {
  return names.filter((_, thread) => scheduler.of(thread, THREAD.status) === status);
}

function count(scheduler: Scheduler, status: number): number {
  let found = 0;
  for (let thread = 0; thread < scheduler.threads; thread += 1) {
    if (scheduler.of(thread, THREAD.status) === status) found += 1;
  }
  return found;
}

function sleepers(scheduler: Scheduler, names: readonly string[], nameOf: NameOf): string[] {
  return names.flatMap((name, thread) =>
    scheduler.of(thread, THREAD.status) === STATUS.asleep
      ? [`${name} sleeps on ${nameOf(scheduler.of(thread, THREAD.address))}`]
      : [],
  );
}

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

/** What tells a thrown error from another, whatever the values in its message are. */
export function keyOf(message: string): string {
  return message.replaceAll(/-?\d+(?:\.\d+)?/g, '#').slice(0, 200);
}
