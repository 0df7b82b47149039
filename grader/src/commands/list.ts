import type { Invocation } from '../invocation.ts';
import { renderBroken, renderKataList, type KataRow } from '../view/kata-list.ts';

/** `kata list`: every kata and where the learner stands. */
export function list(invocation: Invocation, options: { readonly json?: boolean }): number {
  const katas = invocation.katas.map((kata) => {
    const progress = invocation.progress.of(kata.slug);
    return {
      slug: kata.slug,
      title: invocation.text(kata.definition.title),
      level: kata.definition.level,
      state: invocation.isPassed(kata) ? 'done' : progress.startedAt ? 'started' : 'new',
      stages: kata.definition.stages.map((stage) => ({
        slug: stage.slug,
        title: invocation.text(stage.title),
        passed: progress.passed.includes(stage.slug),
        hints: { taken: progress.hints[stage.slug] ?? 0, of: stage.hints.length },
      })),
      attempts: progress.attempts,
      rounds: progress.rounds,
      ...(progress.startedAt && { startedAt: progress.startedAt }),
      ...(progress.firstPassAt && { firstPassAt: progress.firstPassAt }),
    } as const;
  });
  if (options.json) {
    const broken = invocation.broken.map(({ slug, problem }) => ({ slug, problem }));
    invocation.print(JSON.stringify({ handle: invocation.handle, katas, broken }, null, 2));
    return 0;
  }
  const rows = katas.map((kata): KataRow => ({
    slug: kata.slug,
    title: kata.title,
    state: kata.state,
    level: kata.level,
    passed: kata.stages.filter((stage) => stage.passed).length,
    stages: kata.stages.length,
    attempts: kata.attempts,
    hints: kata.stages.reduce((sum, stage) => sum + stage.hints.taken, 0),
  }));
  const look = invocation.look();
  for (const line of [...renderKataList(rows, look), ...renderBroken(invocation.broken, look)])
    invocation.print(line);
  invocation.warn(invocation.progress.warning);
  return 0;
}
