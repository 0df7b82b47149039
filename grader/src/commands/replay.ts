import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderPage } from '@katas/explore/report';
import { DEFAULT_LIMITS, type Kata, type StageVerdict, type TestVerdict } from '@katas/kata';
import { ROOT } from '../grader-digest.ts';
import { shown, userDir } from '../home.ts';
import { say } from '../i18n/commands.ts';
import type { Invocation } from '../invocation.ts';
import { VitestRunner } from '../runner/vitest-runner.ts';
import { parseScheduleName, type ScheduleName } from '../schedule-name.ts';
import { isProblem, readSolution } from '../solution-file.ts';
import { UsageError } from '../usage-error.ts';
import { renderFailingStage } from '../view/stage.ts';
import { storyIn } from '../view/story.ts';

export interface ReplayOptions {
  readonly solution?: string;
  /** Where to write the story as a page. */
  readonly html?: string;
}

/** `kata replay`: runs one schedule of one test again and tells it step by step. */
export async function replay(
  invocation: Invocation,
  slug: string,
  name: string,
  options: ReplayOptions,
): Promise<number> {
  const kata = invocation.kata(slug);
  const schedule = parseScheduleName(kata, name);
  if ('problem' in schedule) throw new UsageError(invocation.text(schedule.problem));
  const path =
    options.solution === undefined
      ? invocation.solutionPath(kata.slug)
      : resolve(userDir(), options.solution);
  const read = readSolution(path, shown(path));
  if (isProblem(read)) throw new UsageError(invocation.text(read.text));
  const stage = await rerun(kata, schedule, read.text);
  const [test] = stage.tests;
  if (stage.outcome !== 'error' && test?.outcome === 'pass') {
    invocation.print(say.noLongerFails(kata.slug));
    return 0;
  }
  const look = invocation.look();
  const context = { source: read.text, file: read.shownAs, hintsBeforeInput: 0, all: true } as const;
  for (const line of renderFailingStage(stage, { ...context, detail: 'whole' }, look)) invocation.print(line);
  if (options.html !== undefined && test) writePage(invocation, test, options.html);
  return stage.outcome === 'error' || test === undefined ? 2 : 1;
}

async function rerun(kata: Kata, schedule: ScheduleName, text: string): Promise<StageVerdict> {
  const runner = new VitestRunner({ root: ROOT });
  try {
    const limits = { ...DEFAULT_LIMITS, ...kata.definition.limits };
    return await runner.run({ kata, text, limits, ...schedule });
  } finally {
    await runner.close();
  }
}

function writePage(invocation: Invocation, test: TestVerdict, to: string): void {
  const story = storyIn(test);
  if (story === undefined) throw new UsageError(invocation.text(say.noStory));
  const file = resolve(userDir(), to);
  try {
    writeFileSync(file, renderPage(story, { language: invocation.language }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(invocation.text(say.cannotWrite(shown(file), reason)));
  }
  invocation.print(say.pageWritten(shown(file)));
}
