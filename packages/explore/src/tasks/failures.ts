import type { Failure } from '../core/program.ts';
import { describeLeft, describeStuck, nameOf, spinning } from './blocked.ts';
import type { SteeredRun } from './steered-run.ts';
import type { Task } from './task.ts';

/** Nothing can go on any more, and the scenario's own task has not returned. */
export function deadlock(run: SteeredRun): Failure {
  const message = run.recorder === undefined ? 'deadlock' : describeStuck(run);
  return { kind: 'deadlock', key: '', message };
}

/** The run does not end, or nothing happens in it any more but looking. */
export function livelock(run: SteeredRun): Failure {
  const names = spinning(run).map(nameOf).join(', ');
  const steps = run.steps - run.progress.madeAt;
  const message = `livelock: ${names} went on for ${steps} steps, and nothing came of it`;
  return { kind: 'livelock', key: '', message };
}

/** The scenario's own task has returned, and something of the run is left. */
export function leak(run: SteeredRun): Failure {
  const message = run.recorder === undefined ? 'leak' : describeLeft(run);
  return { kind: 'leak', key: '', message };
}

/** An error that nobody caught. */
export function panic(error: unknown, task: Task | undefined): Failure {
  const who = task === undefined ? 'a callback of no goroutine' : `goroutine ${nameOf(task)}`;
  return { kind: 'panic', key: keyOf(error), message: `panic in ${who}: ${textOf(error)}` };
}

/** A promise was rejected, and nobody awaits it. */
export function unhandled(error: unknown, task: Task | undefined): Failure {
  const who = task === undefined ? 'no goroutine' : `goroutine ${nameOf(task)}`;
  const message = `panic: a promise that nobody awaits was rejected, made in ${who}: ${textOf(error)}`;
  return { kind: 'panic', key: keyOf(error), message };
}

export function invariant(error: unknown): Failure {
  return { kind: 'invariant', key: keyOf(error), message: messageOf(error) };
}

/** Whether an error that escaped is the scenario's verdict rather than an accident in the code under test. */
export function isJudgement(error: unknown, task: Task | undefined): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'AssertionError') return true;
  return task?.number === 1 && error.constructor === Error;
}

/** The part of an error's text that does not depend on the schedule: up to the first value. */
function keyOf(error: unknown): string {
  const name = error instanceof Error ? error.name : typeof error;
  const constant = /^[^\n\d[{"'`(]*/.exec(messageOf(error))?.[0] ?? '';
  return `${name}: ${constant.trim()}`;
}

function textOf(error: unknown): string {
  return error instanceof Error && error.name !== 'Error'
    ? `${error.name}: ${messageOf(error)}`
    : messageOf(error);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
