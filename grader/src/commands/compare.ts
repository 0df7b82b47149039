import { compareWithAccepted } from '../comparison.ts';
import { shown } from '../home.ts';
import { say } from '../i18n/commands.ts';
import type { Invocation } from '../invocation.ts';
import { UsageError } from '../usage-error.ts';
import { renderCompare } from '../view/compare.ts';

/** `kata compare`: the solution beside an accepted one, once it passed. */
export function compare(invocation: Invocation, slug: string): number {
  const kata = invocation.kata(slug);
  const progress = invocation.progress.of(kata.slug);
  if (!progress.firstPassAt || !invocation.isPassed(kata))
    throw new UsageError(invocation.text(say.notPassed(kata.slug)));
  const found = compareWithAccepted(invocation, kata);
  if (!found) throw new UsageError(invocation.text(say.noAccepted(kata.slug)));
  const mine = { title: shown(invocation.solutionPath(kata.slug)), source: found.mine };
  const accepted = { title: `accepted/${found.name}.ts`, source: found.accepted };
  for (const line of renderCompare(mine, accepted, invocation.look())) invocation.print(line);
  return 0;
}
