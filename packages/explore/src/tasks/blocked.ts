import { originPlace, type Place, placeText } from './place.ts';
import { START_MS } from './start.ts';
import type { SteeredRun } from './steered-run.ts';
import type { Task } from './task.ts';

/** A goroutine that does not go on by itself: what it waits for, and where. */
export interface BlockedTask {
  readonly task: string;
  /** Go's word for what it waits in; `promise` where it is none of the library's operations. */
  readonly op: string;
  /** The channel or lock, by name or number; empty where there is none. */
  readonly on: string;
  readonly startedAt: Place | undefined;
  readonly waitsAt: Place | undefined;
}

/** Something that was armed and has not fired when it should be gone. */
export interface LeftTimer {
  /** Virtual milliseconds from the end of the run until it would have fired. */
  readonly inMs: number;
  readonly armedAt: Place | undefined;
}

/** How reports call a goroutine: its name, with a number where several have it. */
export function nameOf(task: Task): string {
  const { givenName, number, run } = task;
  if (givenName === undefined) return `goroutine ${number}`;
  const alike = run.tasks.filter((one) => one.givenName === givenName);
  return alike.length === 1 ? givenName : `${givenName}#${alike.indexOf(task) + 1}`;
}

/** Every goroutine that has not returned, and every operation that still waits. */
export function blockedTasks(run: SteeredRun): BlockedTask[] {
  const { recorder } = run;
  const blocked: BlockedTask[] = [];
  for (const task of run.tasks) {
    const startedAt = originPlace(task.origin, recorder);
    const waits = run.waits.filter((one) => one.task === task);
    for (const one of waits) {
      blocked.push({
        task: nameOf(task),
        op: one.op,
        on: recorder?.subjects.name(one.on) ?? '',
        startedAt,
        waitsAt: recorder?.placeOf(one),
      });
    }
    if (waits.length > 0 || task.hasReturned) continue;
    blocked.push({
      task: nameOf(task),
      op: 'promise',
      on: '',
      startedAt,
      waitsAt: recorder?.awaits.placeOf(task),
    });
  }
  return blocked;
}

export function leftTimers(run: SteeredRun): LeftTimer[] {
  const nowMs = run.elapsedMs + START_MS;
  return run.alarms.all.map((alarm) => ({
    inMs: alarm.atMs - nowMs,
    armedAt: run.recorder?.placeOf(alarm),
  }));
}

/** The goroutines that went on without progress. */
export function spinning(run: SteeredRun): Task[] {
  const since = Math.max(run.progress.madeAt, run.steps - RECENT_STEPS);
  return run.tasks.filter((task) => !task.hasReturned && task.lastStep > since);
}

const RECENT_STEPS = 1000;

export function describeStuck(run: SteeredRun): string {
  const blocked = blockedTasks(run);
  const names = [...new Set(blocked.map(({ task }) => task))].join(', ');
  return [`deadlock: nobody is left to wake ${names}`, ...blocked.map(describe)].join('\n');
}

export function describeLeft(run: SteeredRun): string {
  const blocked = blockedTasks(run);
  const timers = leftTimers(run);
  const names = [...new Set(blocked.map(({ task }) => task))];
  if (timers.length > 0) names.push(timers.length === 1 ? 'a timer' : `${timers.length} timers`);
  return [
    `leak: the scenario has returned, but ${names.join(', ')} ${names.length === 1 && timers.length < 2 ? 'is' : 'are'} left`,
    ...blocked.map(describe),
    ...timers.map(({ inMs, armedAt }) => `  a timer, to fire in ${inMs} ms, set at ${placeText(armedAt)}`),
  ].join('\n');
}

function describe({ task, op, on, startedAt, waitsAt }: BlockedTask): string {
  const what =
    op === 'promise'
      ? 'waits for a promise that no channel, lock or timer stands behind'
      : `waits in ${op}${on === '' ? '' : ` on ${on}`}`;
  return `  ${task} ${what}, at ${placeText(waitsAt)} (started at ${placeText(startedAt)})`;
}
