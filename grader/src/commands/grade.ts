import { existsSync, mkdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { checkWalls } from '../box/wall-check.ts';
import { formatJunit } from '../format/junit.ts';
import type { Judged } from '../format/report.ts';
import { formatSarif } from '../format/sarif.ts';
import { entryFolder } from '../grade/entry-folder.ts';
import { entryTree } from '../grade/entry-tree.ts';
import { grade as gradeEntries, type Progress } from '../grade/grading.ts';
import { takeIn, type Found } from '../grade/intake.ts';
import { Ledger, type Sandbox, writeWhole } from '../grade/ledger.ts';
import { freshSecret } from '../grade/seed-secret.ts';
import { summaryOf } from '../grade/summary.ts';
import { ROOT } from '../grader-digest.ts';
import { shown, userDir } from '../home.ts';
import { say } from '../i18n/commands.ts';
import type { Invocation } from '../invocation.ts';
import { KataJudge } from '../kata-judge.ts';
import { VitestRunner } from '../runner/vitest-runner.ts';
import { UsageError } from '../usage-error.ts';

export interface GradeOptions {
  readonly entries: string;
  readonly out: string;
  /** Read the entries from this commit instead of the disk. */
  readonly revision?: string;
  readonly jobs?: string;
  readonly sandbox: Sandbox;
}

/** Where a secret comes from that participants must not know; never from the command line, which others can see. */
const SECRET = 'KATA_SEED_SECRET';
const MOST_JOBS = 64;

/** `kata grade`: grades a folder of strangers' submissions, and goes on where an earlier run ended. */
export async function grade(invocation: Invocation, options: GradeOptions): Promise<number> {
  const jobs = jobsOf(options.jobs, invocation);
  const dir = resolve(userDir(), options.entries);
  const found = foundIn(dir, options, invocation);
  if (options.sandbox === 'none') invocation.warn(say.noBox);
  else {
    const { holds, holes } = await checkWalls();
    if (!holds)
      throw new UsageError([say.boxRefused, ...holes].map((each) => invocation.text(each)).join('\n  '));
  }
  const out = resolve(userDir(), options.out);
  mkdirSync(out, { recursive: true });
  const ledger = new Ledger(out);
  const slugs = invocation.katas.map(({ slug }) => slug);
  const { entries, refused } = takeIn(found, { slugs, known: ledger.handles() });
  const graded = await gradeEntries(entries, {
    katas: invocation.katas,
    ledger,
    sandbox: options.sandbox,
    jobs,
    judge: () => new KataJudge(new VitestRunner({ root: ROOT, sandbox: options.sandbox })),
    seedSecret: process.env[SECRET] || freshSecret(),
    now: () => new Date(),
    onProgress: (progress) => invocation.warn(tell(progress)),
  });
  const judged = graded.records.flatMap(({ kata: slug, verdict }): Judged[] => {
    const kata = invocation.katas.find((each) => each.slug === slug);
    return kata ? [{ kata, verdict, source: '' }] : [];
  });
  writeWhole(join(out, 'junit.xml'), formatJunit(judged));
  writeWhole(join(out, 'results.sarif'), formatSarif(judged));
  writeWhole(join(out, 'refused.json'), `${JSON.stringify(refused, null, 2)}\n`);
  writeWhole(join(out, 'summary.md'), summaryOf(graded, refused, invocation.katas));
  invocation.print(
    say.graded({
      graded: judged.length,
      refused: refused.length,
      broken: graded.broken.length,
      out: shown(out),
    }),
  );
  return graded.broken.length > 0 ? 3 : 0;
}

function tell({ done, total, entry, record, stood, broke }: Progress): { en: string; zh: string } {
  const what = `[${done}/${total}] ${entry.handle}/${entry.slug}`;
  if (broke !== undefined) return { en: `${what}: the grader broke on it`, zh: `${what}：评判器出错` };
  const outcome = record?.verdict.outcome ?? 'unknown';
  return stood
    ? { en: `${what}: ${outcome} (as before)`, zh: `${what}：${outcome}（未变）` }
    : { en: `${what}: ${outcome}`, zh: `${what}：${outcome}` };
}

function foundIn(dir: string, options: GradeOptions, invocation: Invocation): readonly Found[] {
  try {
    if (options.revision !== undefined)
      return entryTree({ repository: userDir(), revision: options.revision, folder: options.entries });
    if (!existsSync(dir) || !statSync(dir).isDirectory())
      throw new UsageError(invocation.text(say.noEntries(shown(dir))));
    return entryFolder(dir);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @throws {UsageError} for anything but a number of jobs */
function jobsOf(given: string | undefined, invocation: Invocation): number {
  if (given === undefined) return availableParallelism();
  const jobs = /^\d+$/.test(given) ? Number(given) : 0;
  if (jobs >= 1 && jobs <= MOST_JOBS) return jobs;
  throw new UsageError(invocation.text(say.jobs(given)));
}
