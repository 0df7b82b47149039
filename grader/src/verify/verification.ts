import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Kata, StageVerdict, TestVerdict, Verdict } from '@katas/kata';
import { solutionsIn } from '../comparison.ts';
import type { Judge, JudgeEvent } from '../judge.ts';
import { PROMPT_FILE } from '../prompt.ts';
import { drawSeed } from '../seed.ts';
import { folderProblems } from './folder.ts';
import { brokenPromises, kataForLibraries, parseLibrary, unknownStages } from './library.ts';
import { promptCodeProblems } from './prompt-code.ts';
import { keepsPromise, missedPromise, parseRejection, unknownIn, type Rejection } from './rejection.ts';

/** One thing that was proved or not. */
export interface Proof {
  /** What was looked at: `stub`, `accepted/linked.ts`. */
  readonly subject: string;
  /** What is wrong, for the author; none: it holds. */
  readonly problems: readonly string[];
  /** With how many seeds it was judged. */
  readonly runs: number;
  readonly ms: number;
}

export interface VerificationOptions {
  readonly kata: Kata;
  /** Judges that may work at the same time. */
  readonly judges: readonly Judge[];
  /** Asked again where something is wrong: it judges nothing together with anything else. */
  readonly alone?: Judge;
  /** How many seeds each solution is judged with. */
  readonly runs: number;
  readonly on: (proof: Proof) => void;
}

/** Proves that a kata grades: nothing passes that must not, everything passes that must, each for its reason. */
export async function verifyKata(options: VerificationOptions): Promise<void> {
  const { kata, judges, on } = options;
  on(timed('the folder', () => folderProblems(kata)));
  on(timed('the code in the prompts', () => (hasPrompts(kata) ? promptCodeProblems(kata) : [])));
  const work: Work[] = [
    { subject: 'stub.ts', once: verifyStub, runs: 1 },
    ...solutionsIn(kata, 'accepted').map((path) => acceptedWork(path, options)),
    ...solutionsIn(kata, 'libraries').map((path) => libraryWork(path, options)),
    ...solutionsIn(kata, 'rejected').map((path) => rejectedWork(path, options)),
  ];
  const next = work.values();
  // One for all files of a run: those that differ in nothing else can be judged together.
  const seeds: number[] = [];
  const seedOf = (run: number): number => (seeds[run] ??= drawSeed());
  await Promise.all(
    judges.map(async (judge) => {
      for (const each of next) on(await proofOf(each, { kata, judge, alone: options.alone, seedOf }));
    }),
  );
}

/** One file, judged until something is wrong or it was judged often enough. */
interface Work {
  readonly subject: string;
  readonly runs: number;
  /** Wrong before anything is judged. */
  readonly problem?: string;
  /** @returns what is wrong with one run */
  readonly once?: (trial: Trial) => Promise<string[]>;
}

interface Trial {
  readonly kata: Kata;
  readonly judge: Judge;
  readonly seed: number;
  /** From 0. */
  readonly run: number;
}

interface Proving {
  readonly kata: Kata;
  readonly judge: Judge;
  readonly alone: Judge | undefined;
  readonly seedOf: (run: number) => number;
}

async function proofOf(work: Work, { kata, judge, alone, seedOf }: Proving): Promise<Proof> {
  const { subject, once } = work;
  const started = performance.now();
  const proof = (runs: number, problems: readonly string[]): Proof => ({
    subject,
    problems,
    runs,
    ms: performance.now() - started,
  });
  if (work.problem !== undefined || once === undefined) return proof(0, [work.problem ?? 'nothing to judge']);
  for (let run = 0; run < work.runs; run += 1) {
    const seed = seedOf(run);
    const trial = { kata, judge, seed, run };
    let problems = await once(trial);
    if (problems.length > 0 && alone) problems = await once({ ...trial, judge: alone });
    if (problems.length > 0)
      return proof(
        run + 1,
        problems.map((problem) => `${problem}${whichRun(seed, run, work.runs)}`),
      );
  }
  return proof(work.runs, []);
}

function whichRun(seed: number, run: number, runs: number): string {
  return runs === 1 ? ` (seed ${seed})` : ` (seed ${seed}, run ${run + 1} of ${runs})`;
}

function timed(subject: string, prove: () => string[]): Proof {
  const started = performance.now();
  const problems = prove();
  return { subject, problems, runs: 0, ms: performance.now() - started };
}

function hasPrompts(kata: Kata): boolean {
  return Object.values(PROMPT_FILE).every((file) => existsSync(join(kata.dir, file)));
}

interface Wanted {
  readonly only?: readonly string[];
  readonly signal?: AbortSignal;
  readonly on?: (event: JudgeEvent) => void;
}

function judgeFile(path: string, { kata, judge, seed }: Trial, wanted: Wanted = {}): Promise<Verdict> {
  const candidate = { path, shownAs: path.slice(kata.dir.length + 1), text: readFileSync(path, 'utf8') };
  return judge.judge({ kata, candidate, seed, ...wanted });
}

async function verifyStub(trial: Trial): Promise<string[]> {
  const path = join(trial.kata.dir, 'stub.ts');
  if (!existsSync(path)) return ['it is missing'];
  const verdict = await judgeFile(path, trial);
  const passing = verdict.stages.filter((stage) => stage.outcome === 'pass').map((stage) => stage.slug);
  const free = verdict.stages.flatMap((stage) =>
    stage.tests
      .filter((test) => test.outcome === 'pass' && !test.passesOnStub)
      .map((test) => test.sentence.en),
  );
  return [
    ...(verdict.outcome === 'fail'
      ? []
      : [`its outcome must be fail, and is ${verdict.outcome}: ${verdict.message}`]),
    ...verdict.stages.filter((stage) => stage.run !== stage.expected).map((stage) => countProblem(stage)),
    ...passing.map((slug) => `it passes the stage ${slug}`),
    ...free.map((name) => `the test "${name}" passes on it, and states no reason (passesOnStub)`),
  ];
}

function countProblem(stage: StageVerdict): string {
  return `stage ${stage.slug} declares ${stage.expected} tests in kata.ts and ran ${stage.run}`;
}

function acceptedWork(path: string, { runs }: VerificationOptions): Work {
  return {
    subject: `accepted/${basename(path)}`,
    runs,
    once: async (trial) => {
      const verdict = await judgeFile(path, trial);
      return verdict.outcome === 'pass' ? [] : [`it must pass, and does not: ${why(verdict)}`];
    },
  };
}

function libraryWork(path: string, { kata: original, runs }: VerificationOptions): Work {
  const subject = `libraries/${basename(path)}`;
  const source = readFileSync(path, 'utf8');
  const library = parseLibrary(source);
  if (typeof library === 'string') return { subject, runs, problem: library };
  const [unknown] = unknownStages(library, original);
  if (unknown !== undefined) return { subject, runs, problem: unknown };
  const kata = kataForLibraries(original, source);
  return {
    subject,
    runs,
    once: async (trial) => {
      const stages: StageVerdict[] = [];
      // Each by itself: a limit in one stage is no answer to the next.
      for (const { slug } of kata.definition.stages) {
        if (library.stages?.includes(slug) === false) continue;
        const verdict = await judgeFile(path, { ...trial, kata }, { only: [slug] });
        if (verdict.stages.length === 0)
          return [`it can not be judged: ${verdict.message ?? verdict.outcome}`];
        stages.push(...verdict.stages);
      }
      return brokenPromises(library, stages);
    },
  };
}

function rejectedWork(path: string, { kata, runs }: VerificationOptions): Work {
  const subject = `rejected/${basename(path)}`;
  const rejection = parseRejection(readFileSync(path, 'utf8'));
  if (typeof rejection === 'string') return { subject, runs, problem: rejection };
  const unknown = unknownIn(rejection, kata.definition);
  if (unknown !== undefined) return { subject, runs, problem: unknown };
  return {
    subject,
    // Reading the source is the same at every seed.
    runs: rejection.by.kind === 'rule' ? 1 : runs,
    once: (trial) => judgeRejected(path, rejection, trial),
  };
}

/** The first run is whole; those that follow end with the promised failure. */
async function judgeRejected(path: string, rejection: Rejection, trial: Trial): Promise<string[]> {
  const stop = new AbortController();
  const caught = (test: TestVerdict): boolean => trial.run > 0 && keepsPromise(rejection, test);
  try {
    const verdict = await judgeFile(path, trial, {
      only: [rejection.stage],
      signal: stop.signal,
      on: (event) => {
        if (event.type === 'test' && caught(event.test)) stop.abort();
      },
    });
    const missed = stop.signal.aborted ? undefined : missedPromise(rejection, verdict);
    return missed === undefined ? [] : [missed];
  } catch (error) {
    if (stop.signal.aborted) return [];
    throw error;
  }
}

function why(verdict: Verdict): string {
  const finding = verdict.findings[0];
  const stage = verdict.stages.find((each) => each.outcome !== 'pass');
  const test = verdict.stages.flatMap((each) => each.tests).find((each) => each.outcome !== 'pass');
  return [
    verdict.message,
    finding && `${finding.rule} at line ${finding.place.line}: ${finding.message.en}`,
    test && `"${test.sentence.en}" ${test.outcome}: ${test.message ?? ''}`,
    !test && stage?.message?.en,
    ...verdict.stages.filter((each) => each.run !== each.expected).map((each) => countProblem(each)),
  ]
    .filter(Boolean)
    .join('; ');
}
