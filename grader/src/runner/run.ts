import { join } from 'node:path';
import type { Kata, Limits, StageDefinition } from '@katas/kata';
import type { SearchContext } from '@katas/kata/schedules';
import type { SuiteContext } from '@katas/kata/suite';
import type { RuleSpec } from '@katas/structure';
import type { RunSettings } from './frame.ts';
import type { Job } from './runner.ts';
import type { StageRecord } from './stage-record.ts';
import type { Run } from './suite-process.ts';

/** Beyond its limits a run gets this long to say so by itself before it is killed from outside. */
const GRACE_MS = 2000;
/** At each save an exploration gets so many milliseconds beyond its bound: time for the odd lucky find. */
const BEYOND_MS = 20;

/** Where the solution is for its suite; no such file exists, the text comes from the job. */
export function solutionId(dir: string): string {
  return join(dir, 'solution.ts');
}

/** What the process of a run is told. */
export function settingsOf(kata: Kata, stage: StageDefinition, limits: Limits): RunSettings {
  const rules: readonly RuleSpec[] = [...kata.definition.structure, ...(stage.structure ?? [])];
  return {
    solution: solutionId(kata.dir),
    imports: rules.flatMap((rule) => (rule.rule === 'imports' ? rule.allow : [])),
    builtins: rules.flatMap((rule) => (rule.rule === 'no-builtins' ? rule.names : [])),
    testMs: limits.testMs,
    stageMs: limits.stageMs,
    memoryMb: limits.memoryMb,
    outputKb: limits.outputKb,
  };
}

interface Hearers {
  /** The tests of a depth came to their end. */
  readonly onDone?: (depth: Depth) => void;
  /** What follows is of another solution. */
  readonly onCandidate?: (index: number) => void;
}

/** A run of a job, whose process reports into the record that is the present one. */
export function runOf(job: Job, record: () => StageRecord, hear: Hearers = {}): Run {
  const extraMs = job.search?.totalMs ?? 0;
  const { limits } = job;
  let raw = 0;
  const run: Run = {
    settings: settingsOf(job.kata, job.stage, {
      ...limits,
      testMs: limits.testMs + extraMs,
      stageMs: limits.stageMs + extraMs,
    }),
    onFrame: (frame) => {
      if (frame.type === 'done') hear.onDone?.(frame.depth);
      else if (frame.type === 'candidate') hear.onCandidate?.(frame.index);
      else if (record().take(frame)) void run.process?.kill();
    },
    onRawOutput: (text) => {
      raw += text.length;
      if (text.includes('JavaScript heap out of memory')) record().limit('memory');
      if (raw <= limits.outputKb * 1000) return;
      record().limit('output');
      void run.process?.kill();
    },
  };
  return run;
}

/** What the suite is told; all of it, because it stays from one run to the next. */
export function contextOf(job: Job, depth: Depth): Context {
  const { kata, stage, seed, limits, text, search, replay } = job;
  return {
    seed,
    testMs: limits.testMs * PATIENCE + (search?.totalMs ?? 0),
    onlyTest: replay?.test,
    depth,
    search: {
      isDeep: search !== undefined,
      beyondMs: search?.beyondMs ?? (depth === 'quick' ? 1 : BEYOND_MS),
      solution: { id: solutionId(kata.dir), file: `${kata.slug}.ts`, text },
      kata: kata.slug,
      stage: stage.slug,
      ...(replay && { replay }),
    },
  };
}

interface Context extends SuiteContext {
  readonly search: SearchContext;
}

interface Guarded {
  readonly job: Job;
  readonly record: () => StageRecord;
  readonly run: Run;
}

type Depth = SuiteContext['depth'];

/**
 * The limits are processor time, which the watchdog keeps; on the clock a run may take so many times longer: a machine that
 * is busy with others is not the learner's fault.
 */
const PATIENCE = 30;

/** Carries out a run that is killed when its job is aborted or its stage takes too long. */
export async function guarded({ job, record, run }: Guarded, carryOut: () => Promise<void>): Promise<void> {
  const kill = (): void => void run.process?.kill();
  job.signal?.addEventListener('abort', kill);
  const stop = (): void => {
    record().limit('time');
    kill();
  };
  const deadline = setTimeout(stop, job.limits.stageMs * PATIENCE + (job.search?.totalMs ?? 0) + GRACE_MS);
  try {
    await carryOut();
  } finally {
    clearTimeout(deadline);
    job.signal?.removeEventListener('abort', kill);
  }
}
