import type { Invocation } from '../invocation.ts';
import { renderVerdict } from '../view/verdict.ts';
import type { Judged } from './report.ts';

/** The verdicts as the watch screen shows them, every failing test whole. */
export function formatPretty(judged: readonly Judged[], invocation: Invocation): string {
  const look = invocation.look();
  const blocks = judged.map(({ kata, verdict, source }) =>
    [
      look.paint.strong(`${kata.slug} · ${invocation.text(kata.definition.title)}`),
      ...renderVerdict(verdict, look, {
        definition: kata.definition,
        source,
        file: verdict.solution,
        hintsTaken: invocation.progress.of(kata.slug).hints,
        detail: 'all',
      }),
    ].join('\n'),
  );
  return `${blocks.join('\n\n')}\n`;
}
