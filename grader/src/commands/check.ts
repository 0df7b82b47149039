import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { Kata, Verdict } from '@katas/kata';
import { canDeepen, deepen } from '../deepening.ts';
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
import type { Judge, JudgeRequest } from '../judge.ts';
import { KataJudge } from '../kata-judge.ts';
import { keepReport, mayBeKept } from '../kept-report.ts';
import { VitestRunner } from '../runner/vitest-runner.ts';
import { drawSeed, parseSeed } from '../seed.ts';
import { isProblem, readSolution } from '../solution-file.ts';
import { UsageError } from '../usage-error.ts';
import { unreadableVerdict } from '../verdict-of.ts';

export interface CheckOptions {
  readonly solution?: string;
  readonly format: (typeof FORMATS)[number];
  readonly seed?: string;
  /** Seconds of search after a pass; true: the default. */
  readonly thorough?: string | true;
  /** Judge, even where nothing has changed. */
  readonly fresh?: boolean;
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
  const searchMs = secondsOf(options.thorough, invocation) * 1000;
  const katas = katasToCheck(invocation, slugs, options);
  const judged = await judgeAll(katas, { invocation, seed, options, searchMs });
  const report = write(judged, options, invocation);
  process.stdout.write(report);
  keep(invocation, judged, report);
  return exitCode(judged);
}

/** More judges than this do not make a machine any faster. */
const MAX_JUDGES = 4;

/** As many at a time as there are processors; in the order that was asked for. */
async function judgeAll(katas: readonly Kata[], one: Omit<One, 'judge' | 'kata'>): Promise<Judged[]> {
  const judged: Judged[] = [];
  const queue = [...katas.entries()];
  const work = async (): Promise<void> => {
    const judge = new KataJudge(new VitestRunner({ root: ROOT }), { types: 'checked' });
    try {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [index, kata] = next;
        judged[index] = await judgeOne({ ...one, judge, kata });
      }
    } finally {
      await judge.close();
    }
  };
  const judges = Math.min(katas.length, availableParallelism(), MAX_JUDGES);
  await Promise.all(Array.from({ length: judges }, work));
  return judged;
}

/** What was judged for good is not judged again while nothing changes; an error, a limit or no answer is. */
function keep(invocation: Invocation, judged: readonly Judged[], stdout: string): void {
  const args = process.argv.slice(2);
  const isSettled = judged.every(({ verdict }) => verdict.outcome === 'pass' || verdict.outcome === 'fail');
  if (!isSettled || !mayBeKept(args)) return;
  const note = invocation.text(say.keptReport(new Date().toLocaleString('sv')));
  keepReport(args, { stdout, code: exitCode(judged), note });
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
  readonly searchMs: number;
}

const THOROUGH_SECONDS = 30;

/** @throws {UsageError} for anything but a number of seconds */
function secondsOf(given: string | true | undefined, invocation: Invocation): number {
  if (given === undefined) return 0;
  const seconds = given === true ? THOROUGH_SECONDS : /^\d+$/.test(given) ? Number(given) : NaN;
  if (seconds >= 1 && seconds <= 3600) return seconds;
  throw new UsageError(invocation.text(say.seconds(String(given))));
}

async function judgeOne({ invocation, judge, kata, seed, options, searchMs }: One): Promise<Judged> {
  const path =
    options.solution === undefined
      ? invocation.solutionPath(kata.slug)
      : resolve(userDir(), options.solution);
  const read = readSolution(path, shown(path));
  if (isProblem(read)) return { kata, verdict: unreadableVerdict(kata, shown(path), read), source: '' };
  // Said before it is done, and never on stdout, which holds the report only.
  if (options.format === 'pretty' && process.stderr.isTTY)
    invocation.warn(say.checking(kata.slug, shown(path)));
  const request = { kata, candidate: read, seed };
  const quick = await judge.judge(request);
  const verdict =
    searchMs === 0 ? quick : await searched({ verdict: quick, invocation, judge, request, searchMs });
  // Somebody else's file is no progress of this learner.
  if (options.solution === undefined) invocation.warn(invocation.recordVerdict(kata, verdict));
  return { kata, verdict, source: read.text };
}

/** What a longer search says of a verdict. */
function searched(
  one: Pick<One, 'invocation' | 'judge' | 'searchMs'> & {
    readonly verdict: Verdict;
    readonly request: JudgeRequest;
  },
): Verdict | Promise<Verdict> {
  const { verdict, invocation, judge, request, searchMs } = one;
  const { slug } = request.kata;
  if (verdict.outcome !== 'pass') return verdict;
  if (!canDeepen(verdict)) {
    invocation.warn(say.nothingToSearch(slug));
    return verdict;
  }
  invocation.warn(say.searching(slug, searchMs / 1000));
  return deepen(verdict, { judge, request, totalMs: searchMs, nextSeed: drawSeed });
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
