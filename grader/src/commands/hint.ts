import { say } from '../i18n/commands.ts';
import type { Invocation } from '../invocation.ts';
import { renderHints } from '../view/hint.ts';

/** `kata hint`: one step further on the ladder of the stage that the learner works on; the step is recorded. */
export function hint(invocation: Invocation, slug: string | undefined): number {
  const kata = invocation.kataOrCurrent(slug);
  const progress = invocation.progress.of(kata.slug);
  const stage = kata.definition.stages.find((each) => !progress.passed.includes(each.slug));
  if (!stage) {
    invocation.print(say.allStagesPass(kata.slug));
    return 0;
  }
  const before = progress.hints[stage.slug] ?? 0;
  const taken = Math.min(before + 1, stage.hints.length);
  if (taken > before)
    invocation.warn(invocation.progress.record({ type: 'hint', kata: kata.slug, stage: stage.slug }));
  const look = invocation.look();
  invocation.print(look.paint.strong(`${kata.slug} · ${invocation.text(stage.title)}`));
  for (const line of renderHints(stage, taken, look)) invocation.print(line);
  return 0;
}
