import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Kata } from '@katas/kata';
import { formatGithub } from '../format/github.ts';
import { formatJson } from '../format/json.ts';
import { formatJunit } from '../format/junit.ts';
import { formatPretty } from '../format/pretty.ts';
import { exitCode, type FORMATS, type Judged } from '../format/report.ts';
import { formatSarif } from '../format/sarif.ts';
import { ROOT } from '../grader-digest.ts';
import { shown, userDir } from '../home.ts';
import { say } from '../i18n/commands.ts';
import type { Invocation } from '../invocation.ts';
import type { Judge } from '../judge.ts';
import { KataJudge } from '../kata-judge.ts';
import { VitestRunner } from '../runner/vitest-runner.ts';
import { drawSeed, parseSeed } from '../seed.ts';
import { isProblem, readSolution } from '../solution-file.ts';
import { UsageError } from '../usage-error.ts';
import { unreadableVerdict } from '../verdict-of.ts';

export interface CheckOptions {
  readonly solution?: string;
  readonly format: (typeof FORMATS)[number];
  readonly seed?: string;
  /** Every failing test whole, where the format is `pretty`. */
  readonly all?: boolean;
}

/** `kata check`: judges solutions once, prints the report, and answers with the exit code. */
export async function check(
  invocation: Invocation,
  slugs: readonly string[],
  options: CheckOptions,
): Promise<number> {
  const seed = options.seed === undefined ? drawSeed() : parseSeed(options.seed, invocation);
  const katas = katasToCheck(invocation, slugs, options);
  const judge = new KataJudge(new VitestRunner({ root: ROOT }));
  const judged: Judged[] = [];
  try {
    for (const kata of katas) judged.push(await judgeOne({ invocation, judge, kata, seed, options }));
  } finally {
    await judge.close();
  }
  process.stdout.write(write(judged, options, invocation));
  return exitCode(judged);
}

function katasToCheck(
  invocation: Invocation,
  slugs: readonly string[],
  options: CheckOptions,
): readonly Kata[] {
  if (options.solution !== undefined && slugs.length !== 1)
    throw new UsageError(invocation.text(say.oneSolution));
  if (slugs.length > 0) return [...new Set(slugs)].map((slug) => invocation.kata(slug));
  const started = invocation.katas.filter((kata) => existsSync(invocation.solutionPath(kata.slug)));
  if (started.length === 0) throw new UsageError(invocation.text(say.nothingStarted));
  return started;
}

interface One {
  readonly invocation: Invocation;
  readonly judge: Judge;
  readonly kata: Kata;
  readonly seed: number;
  readonly options: CheckOptions;
}

async function judgeOne({ invocation, judge, kata, seed, options }: One): Promise<Judged> {
  const path =
    options.solution === undefined
      ? invocation.solutionPath(kata.slug)
      : resolve(userDir(), options.solution);
  const read = readSolution(path, shown(path));
  if (isProblem(read)) return { kata, verdict: unreadableVerdict(kata, shown(path), read), source: '' };
  // Said before it is done, and never on stdout, which holds the report only.
  if (options.format === 'pretty' && process.stderr.isTTY)
    invocation.warn(say.checking(kata.slug, shown(path)));
  const verdict = await judge.judge({ kata, candidate: read, seed });
  // Somebody else's file is no progress of this learner.
  if (options.solution === undefined) invocation.warn(invocation.recordVerdict(kata, verdict));
  return { kata, verdict, source: read.text };
}

function write(judged: readonly Judged[], options: CheckOptions, invocation: Invocation): string {
  switch (options.format) {
    case 'json':
      return formatJson(judged);
    case 'junit':
      return formatJunit(judged);
    case 'sarif':
      return formatSarif(judged);
    case 'github':
      return formatGithub(judged);
    case 'pretty':
      return formatPretty(judged, invocation, options);
  }
}
