import { ROOT } from '../grader-digest.ts';
import { compareWithAccepted } from '../comparison.ts';
import { discover } from '@katas/kata';
import { shown } from '../home.ts';
import { say } from '../i18n/commands.ts';
import type { Invocation } from '../invocation.ts';
import { KataJudge } from '../kata-judge.ts';
import { readPrompt } from '../prompt.ts';
import { VitestRunner } from '../runner/vitest-runner.ts';
import { drawSeed } from '../seed.ts';
import { isProblem, readSolution } from '../solution-file.ts';
import { createSolution } from '../solution-store.ts';
import { UsageError } from '../usage-error.ts';
import { wantsColor } from '../view/look.ts';
import { watch as watchLoop } from '../watch/watch.ts';

/** Long enough to go two or three deviations further, short enough for a laptop's battery. */
const SEARCH_MS = 20_000;

/** `kata watch`: opens a kata and shows a verdict at every save, until the learner leaves. */
export async function watch(
  invocation: Invocation,
  slug: string | undefined,
  options: { readonly polling?: boolean },
): Promise<number> {
  const first = invocation.kataOrCurrent(slug);
  const judge = new KataJudge(new VitestRunner({ root: ROOT, standbys: 'rehearsed' }), {
    types: 'checked',
  });
  try {
    return await watchLoop({
      judge,
      katas: async () => (await discover(ROOT)).katas,
      broken: invocation.broken,
      startSlug: first.slug,
      path: (of) => ({ absolute: invocation.solutionPath(of), shownAs: shown(invocation.solutionPath(of)) }),
      readCandidate: (of) => {
        const path = invocation.solutionPath(of);
        const read = readSolution(path, shown(path));
        return isProblem(read) ? { problem: read } : read;
      },
      ensureSolution: (of) => ensureSolution(invocation, of),
      progress: {
        of: (of) => invocation.progress.of(of),
        recordVerdict: (verdict) => invocation.recordVerdict(invocation.kata(verdict.kata), verdict),
        recordHint: (of, stage) => invocation.progress.record({ type: 'hint', kata: of, stage }),
      },
      searchMs: SEARCH_MS,
      seed: drawSeed,
      comparison: (of) => compareWithAccepted(invocation, invocation.kata(of)),
      prompt: (of, language) => readPrompt(invocation.kata(of), language),
      language: invocation.language,
      color: wantsColor(process.env, process.stdout.isTTY),
      ascii: invocation.ascii,
      stdin: process.stdin,
      stdout: process.stdout,
      env: process.env,
      polling: options.polling ?? false,
    });
  } finally {
    await judge.close();
  }
}

function ensureSolution(invocation: Invocation, slug: string): ReturnType<typeof say.created> | undefined {
  try {
    createSolution(invocation, invocation.kata(slug));
    return undefined;
  } catch (error) {
    // A disk that can't be written is no reason to leave: the screen says it and goes on.
    if (error instanceof UsageError) return { en: error.message, zh: error.message };
    throw error;
  }
}
