import { availableParallelism } from 'node:os';
import { ROOT } from '../grader-digest.ts';
import { say } from '../i18n/commands.ts';
import type { Invocation } from '../invocation.ts';
import { KataJudge } from '../kata-judge.ts';
import { BatchingRunner } from '../runner/batching-runner.ts';
import { VitestRunner } from '../runner/vitest-runner.ts';
import { UsageError } from '../usage-error.ts';
import { verifyKata, type Proof } from '../verify/verification.ts';

const MAX_LANES = 4;
/** Files at a time: as many wait for a process that judges them together. */
const AT_ONCE = 48;

/** `kata verify`: proves for each kata that its suites grade; 1 where one does not. */
export async function verify(
  invocation: Invocation,
  slugs: readonly string[],
  options: { readonly runs?: string },
): Promise<number> {
  const runs = Number(options.runs ?? 1);
  if (!Number.isInteger(runs) || runs < 1)
    throw new UsageError(`--runs ${options.runs}: a whole number from 1, please.`);
  const katas = slugs.length > 0 ? slugs.map((slug) => invocation.kata(slug)) : invocation.katas;
  const broken = slugs.length > 0 ? [] : invocation.broken;
  const lanes = Math.min(MAX_LANES, availableParallelism());
  const judge = new KataJudge(new BatchingRunner({ root: ROOT, lanes }));
  const alone = new KataJudge(new VitestRunner({ root: ROOT }));
  // Every file is told as soon as it is proved where that takes a while; else only what is wrong.
  const isLong = slugs.length > 0 || runs > 1;
  let red = broken.length;
  for (const { slug, problem } of broken) invocation.print(say.brokenKata(slug, problem));
  try {
    for (const kata of katas) {
      const started = performance.now();
      const proofs: Proof[] = [];
      const on = (proof: Proof): void => {
        proofs.push(proof);
        if (isLong) tellProof(invocation, proof);
      };
      await verifyKata({ kata, judges: Array.from({ length: AT_ONCE }, () => judge), alone, runs, on });
      const bad = proofs.filter((proof) => proof.problems.length > 0);
      red += bad.length;
      tellKata(invocation, `${kata.slug}: ${proofs.length - bad.length} of ${proofs.length} hold`, {
        bad,
        ms: performance.now() - started,
      });
    }
  } finally {
    await Promise.all([judge.close(), alone.close()]);
  }
  return red === 0 ? 0 : 1;
}

function tellProof(invocation: Invocation, { subject, problems, runs, ms }: Proof): void {
  const { marks, paint } = invocation.look();
  const head = problems.length === 0 ? paint.good(marks.pass) : paint.bad(marks.fail);
  const times = runs > 1 ? `, ${runs} runs` : '';
  invocation.print(`  ${head} ${subject} ${paint.quiet(`${timeText(ms)}${times}`)}`);
}

interface KataReport {
  readonly bad: readonly Proof[];
  readonly ms: number;
}

function tellKata(invocation: Invocation, text: string, { bad, ms }: KataReport): void {
  const { marks, paint } = invocation.look();
  const head = bad.length === 0 ? paint.good(marks.pass) : paint.bad(marks.fail);
  invocation.print(`${head} ${text} ${paint.quiet(`(${timeText(ms)})`)}`);
  for (const { subject, problems } of bad)
    for (const problem of problems) invocation.print(`  ${paint.bad(marks.fail)} ${subject}: ${problem}`);
}

function timeText(ms: number): string {
  const seconds = ms / 1000;
  return seconds < 100 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`;
}
