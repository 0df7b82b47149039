import { digestOf, suiteDigest } from '@katas/kata';
import type {
  ExploredVerdict,
  FindingVerdict,
  Kata,
  StageVerdict,
  TestVerdict,
  TypesVerdict,
  Verdict,
} from '@katas/kata';
import type { Text } from '@katas/structure';
import { graderDigest } from './grader-digest.ts';
import type { Candidate } from './judge.ts';

/** What a verdict is made of. */
export interface Parts {
  readonly request: { readonly kata: Kata; readonly candidate: Candidate; readonly seed: number };
  readonly findings: readonly FindingVerdict[];
  readonly stages: readonly StageVerdict[];
  /** Why the file can't be judged. */
  readonly problem?: Verdict['problem'];
  /** What the type checker said, where it was asked and has answered. */
  readonly types?: TypesVerdict;
  readonly durationMs: number;
}

/** Puts a verdict together from what was found. */
export function verdictOf({ request, findings, stages, problem, types, durationMs }: Parts): Verdict {
  const { kata, candidate, seed } = request;
  const broken = stages.find((stage) => stage.outcome === 'error');
  const why =
    problem ??
    (broken?.message && {
      kind: 'load',
      text: broken.message,
      ...(broken.place && { place: broken.place }),
    });
  const outcome = problem ? 'error' : overall(stages);
  return {
    version: 3,
    status: outcome === 'pass' ? 'pass' : outcome === 'fail' || outcome === 'limit' ? 'fail' : 'error',
    message: outcome === 'error' || outcome === 'unknown' ? (why?.text.en ?? 'no answer was reached') : null,
    tests: stages.flatMap((stage) => stage.tests.map((test) => exercismTest(test, numberOf(kata, stage)))),
    kata: kata.slug,
    solution: candidate.shownAs,
    outcome,
    ...(outcome === 'error' && why && { problem: why }),
    stages: [...stages],
    findings: [...findings],
    ...(types && (types.errors.length > 0 || types.note) && { types }),
    ...exploredBy(stages),
    seed,
    digests: { grader: graderDigest(), suite: suiteDigestOf(kata), solution: digestOf(candidate.text) },
    durationMs,
  };
}

const suiteDigests = new WeakMap<Kata, string>();

/** Read once for each time that the katas are looked up: a verdict a save is many. */
function suiteDigestOf(kata: Kata): string {
  const known = suiteDigests.get(kata) ?? suiteDigest(kata);
  suiteDigests.set(kata, known);
  return known;
}

function numberOf(kata: Kata, stage: StageVerdict): number {
  return 1 + kata.definition.stages.findIndex(({ slug }) => slug === stage.slug);
}

/** All that was explored; the bound is the one that every exploration reached. */
function exploredBy(stages: readonly StageVerdict[]): { explored?: ExploredVerdict } {
  const parts = stages.flatMap(({ explored }) => explored ?? []);
  if (parts.length === 0) return {};
  const bounds = parts.flatMap(({ bound }) => bound ?? []);
  return {
    explored: {
      programs: parts.reduce((sum, { programs }) => sum + programs, 0),
      schedules: parts.reduce((sum, { schedules }) => sum + schedules, 0),
      ...(bounds.length > 0 && { bound: Math.min(...bounds) }),
    },
  };
}

function overall(stages: readonly StageVerdict[]): Verdict['outcome'] {
  const outcomes = stages.map((stage) => stage.outcome);
  if (outcomes.includes('error')) return 'error';
  return (
    outcomes.find((outcome) => outcome === 'fail' || outcome === 'limit') ??
    (outcomes.includes('unknown') ? 'unknown' : 'pass')
  );
}

function exercismTest(test: TestVerdict, stage: number): Verdict['tests'][number] {
  const status = test.outcome === 'pass' ? 'pass' : test.outcome === 'not-run' ? 'error' : 'fail';
  return {
    name: test.sentence.en,
    status,
    message: test.outcome === 'not-run' ? 'not run' : (test.message ?? null),
    output: test.output ?? null,
    task_id: stage,
  };
}

/** The verdict on a file that could not even be read. */
export function unreadableVerdict(
  kata: Kata,
  shownAs: string,
  problem: { readonly kind: string; readonly text: Text },
): Verdict {
  return {
    version: 3,
    status: 'error',
    message: problem.text.en,
    tests: [],
    kata: kata.slug,
    solution: shownAs,
    outcome: 'error',
    problem: { kind: problem.kind, text: problem.text },
    stages: [],
    findings: [],
    seed: 0,
    digests: { grader: graderDigest(), suite: suiteDigest(kata) },
    durationMs: 0,
  };
}
