import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Kata, Verdict } from '@katas/kata';
import { solutionsIn } from '../comparison.ts';
import type { Judge } from '../judge.ts';
import { PROMPT_FILE } from '../prompt.ts';
import { drawSeed } from '../seed.ts';
import { promptCodeProblems } from './prompt-code.ts';
import { missedPromise, parseRejection } from './rejection.ts';

/** One thing that was proved or not. */
export interface Proof {
  /** What was looked at: `stub`, `accepted/linked.ts`. */
  readonly subject: string;
  /** What is wrong, for the author; none: it holds. */
  readonly problems: readonly string[];
}

/** Marks a place that an author has yet to write. */
const UNFINISHED = 'FILL IN';
const MIN_ACCEPTED = 2;

export interface VerificationOptions {
  readonly kata: Kata;
  /** Judges that may work at the same time. */
  readonly judges: readonly Judge[];
  /** How many seeds each solution is judged with. */
  readonly runs: number;
  readonly on: (proof: Proof) => void;
}

/** Proves that a kata grades: nothing passes that must not, everything passes that must, each for its reason. */
export async function verifyKata(options: VerificationOptions): Promise<void> {
  const { kata, judges, on } = options;
  on({ subject: 'the folder', problems: folderProblems(kata) });
  on({ subject: 'the code in the prompts', problems: hasPrompts(kata) ? promptCodeProblems(kata) : [] });
  const accepted = solutionsIn(kata, 'accepted');
  const rejected = solutionsIn(kata, 'rejected');
  const work: ((judge: Judge) => Promise<Proof>)[] = [
    (judge) => verifyStub(kata, judge),
    ...accepted.map((path) => (judge: Judge) => verifyAccepted(options, path, judge)),
    ...rejected.map((path) => (judge: Judge) => verifyRejected(options, path, judge)),
  ];
  const next = work.values();
  await Promise.all(
    judges.map(async (judge) => {
      for (const prove of next) on(await prove(judge));
    }),
  );
}

function hasPrompts(kata: Kata): boolean {
  return Object.values(PROMPT_FILE).every((file) => existsSync(join(kata.dir, file)));
}

function folderProblems(kata: Kata): string[] {
  const { stages } = kata.definition;
  const needed = ['stub.ts', 'package.json', ...Object.values(PROMPT_FILE)];
  const suites = readdirSync(join(kata.dir, 'hidden')).filter((name) => name.endsWith('.test.ts'));
  const listed = new Set(stages.map((stage) => basename(stage.suite)));
  return [
    ...needed.filter((name) => !existsSync(join(kata.dir, name))).map((name) => `${name} is missing`),
    ...stages.filter((stage) => stage.hints.length === 0).map((stage) => `stage ${stage.slug} has no hint`),
    ...suites.filter((name) => !listed.has(name)).map((name) => `hidden/${name} belongs to no stage`),
    ...(solutionsIn(kata, 'accepted').length < MIN_ACCEPTED
      ? [`accepted/ needs ${MIN_ACCEPTED} solutions that differ in design`]
      : []),
    ...(solutionsIn(kata, 'rejected').length === 0
      ? ['rejected/ needs the mistakes that the suite must catch']
      : []),
    ...unfinished(kata.dir),
  ];
}

function unfinished(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((path) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          line.includes(UNFINISHED)
            ? [`${path.slice(dir.length + 1)}:${index + 1} still says ${UNFINISHED}`]
            : [],
        ),
    );
}

function judgeFile(kata: Kata, path: string, judge: Judge, only?: readonly string[]): Promise<Verdict> {
  const candidate = { path, shownAs: path.slice(kata.dir.length + 1), text: readFileSync(path, 'utf8') };
  return judge.judge({ kata, candidate, seed: drawSeed(), ...(only && { only }) });
}

async function verifyStub(kata: Kata, judge: Judge): Promise<Proof> {
  const path = join(kata.dir, 'stub.ts');
  if (!existsSync(path)) return { subject: 'stub.ts', problems: ['it is missing'] };
  const verdict = await judgeFile(kata, path, judge);
  const passing = verdict.stages.filter((stage) => stage.outcome === 'pass').map((stage) => stage.slug);
  const free = verdict.stages.flatMap((stage) =>
    stage.tests
      .filter((test) => test.outcome === 'pass' && !test.passesOnStub)
      .map((test) => test.sentence.en),
  );
  return {
    subject: 'stub.ts',
    problems: [
      ...(verdict.outcome === 'fail'
        ? []
        : [`its outcome must be fail, and is ${verdict.outcome}: ${verdict.message}`]),
      ...verdict.stages.filter((stage) => stage.run !== stage.expected).map((stage) => countProblem(stage)),
      ...passing.map((slug) => `it passes the stage ${slug}`),
      ...free.map((name) => `the test "${name}" passes on it, and states no reason (passesOnStub)`),
    ],
  };
}

function countProblem(stage: Verdict['stages'][number]): string {
  return `stage ${stage.slug} declares ${stage.expected} tests in kata.ts and ran ${stage.run}`;
}

async function verifyAccepted(options: VerificationOptions, path: string, judge: Judge): Promise<Proof> {
  const problems: string[] = [];
  for (let run = 0; run < options.runs && problems.length === 0; run += 1) {
    const verdict = await judgeFile(options.kata, path, judge);
    if (verdict.outcome !== 'pass')
      problems.push(`it must pass, and does not (seed ${verdict.seed}): ${why(verdict)}`);
  }
  return { subject: `accepted/${basename(path)}`, problems };
}

async function verifyRejected(options: VerificationOptions, path: string, judge: Judge): Promise<Proof> {
  const subject = `rejected/${basename(path)}`;
  const rejection = parseRejection(readFileSync(path, 'utf8'));
  if (typeof rejection === 'string') return { subject, problems: [rejection] };
  for (let run = 0; run < options.runs; run += 1) {
    const verdict = await judgeFile(options.kata, path, judge, [rejection.stage]);
    const missed = missedPromise(rejection, verdict);
    if (missed !== undefined) return { subject, problems: [`${missed} (seed ${verdict.seed})`] };
  }
  return { subject, problems: [] };
}

function why(verdict: Verdict): string {
  const finding = verdict.findings[0];
  const test = verdict.stages.flatMap((stage) => stage.tests).find((each) => each.outcome !== 'pass');
  return [
    verdict.message,
    finding && `${finding.rule} at line ${finding.place.line}: ${finding.message.en}`,
    test && `"${test.sentence.en}" ${test.outcome}: ${test.message ?? ''}`,
    ...verdict.stages.filter((stage) => stage.run !== stage.expected).map((stage) => countProblem(stage)),
  ]
    .filter(Boolean)
    .join('; ');
}
