import { expect } from 'vitest';
import type { Report } from '#solution';
import { must, mustBe } from './expectation.ts';
import type { Scene } from './scene.ts';

/** What a report should say; what is left out should be empty, and the code 0. */
export interface Expected {
  readonly cause?: Error;
  readonly errors?: readonly (readonly [name: string, error: Error])[];
  readonly timedOut?: readonly string[];
  readonly exitCode?: number;
}

/** The report of a scene that must be over by now. */
export function reportOf(scene: Scene): Report {
  const { report, rejection } = scene;
  if (report !== undefined) return report;
  must(rejection === undefined, `wait() must never reject, and did: ${rejection}`);
  return expect.fail(
    `wait() has not resolved, though nobody is left who could do anything; until then: ${scene.story}`,
  );
}

/** The scene came to an end without force, and its report says what it should, with the very errors that were thrown. */
export function expectReport(scene: Scene, expected: Expected): Report {
  const report = reportOf(scene);
  expect(scene.exits, 'what exit was called with, though nothing had to be ended by force').toEqual([]);
  checkReport(report, expected);
  return report;
}

export function checkReport(
  report: Report,
  { cause, errors = [], timedOut = [], exitCode = 0 }: Expected,
): void {
  const wanted: Report = {
    cause,
    errors: errors.map(([name, error]) => ({ name, error })),
    timedOut,
    exitCode,
  };
  mustBe('the report', shown(report), shown(wanted));
  must(report.cause === cause, 'report.cause is not the very object that began the shutdown');
  for (const [index, [name, error]] of errors.entries()) {
    const isSame = report.errors[index]?.error === error;
    must(isSame, `the error of ${name} in the report is not the very object that was thrown`);
  }
}

/** The scene was ended by force, once, with this code and at this time. */
export function mustExit({ exits, exitsMs, story }: Scene, code: number, atMs?: number): void {
  must(exits.length > 0, `exit was never called: ${story}`);
  expect(exits, 'what exit was called with').toEqual([code]);
  if (atMs !== undefined) expect(exitsMs, `when exit(${code}) was called, in ms`).toEqual([atMs]);
}

/** A report as one line. */
export function shown({ cause, errors, timedOut, exitCode }: Report): string {
  const failed = errors.map(({ name, error }) => `${name}: ${text(error)}`).join(', ');
  return `{ cause: ${text(cause)}, errors: [${failed}], timedOut: [${timedOut.join(', ')}], exitCode: ${exitCode} }`;
}

function text(error: unknown): string {
  if (error === undefined) return 'undefined';
  return error instanceof Error ? error.message : `not an Error but a ${typeof error}`;
}
