import type { Invocation } from '../invocation.ts';
import { renderVerdict } from '../view/verdict.ts';
import type { Judged } from './report.ts';

/** The verdicts as the watch screen shows them: the first failing test whole, the others by their sentence, or all. */
export function formatPretty(
  judged: readonly Judged[],
  invocation: Invocation,
  options: { readonly all?: boolean },
): string {
  const look = invocation.look();
  const blocks = judged.map(({ kata, verdict, source }) =>
    [
      look.paint.strong(`${kata.slug} · ${invocation.text(kata.definition.title)}`),
      ...renderVerdict(verdict, look, {
        definition: kata.definition,
        source,
        file: verdict.solution,
        hintsTaken: invocation.progress.of(kata.slug).hints,
        detail: options.all ? 'all' : 'first',
      }),
    ].join('\n'),
  );
  return `${blocks.join('\n\n')}\n`;
}
