import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { shown } from '../home.ts';
import { say } from '../i18n/commands.ts';
import type { Invocation } from '../invocation.ts';
import { replaceByStub } from '../solution-store.ts';
import { UsageError } from '../usage-error.ts';

/** `kata reset`: asks, keeps a copy, and puts the stub in the solution's place. */
export async function reset(
  invocation: Invocation,
  slug: string,
  options: { readonly yes?: boolean },
): Promise<number> {
  const kata = invocation.kata(slug);
  const path = invocation.solutionPath(kata.slug);
  if (!existsSync(path)) throw new UsageError(invocation.text(say.nothingToReset(shown(path))));
  if (!options.yes && !(await agrees(invocation, shown(path)))) {
    invocation.print(say.notReset);
    return 1;
  }
  const copy = replaceByStub(invocation, kata);
  invocation.warn(invocation.progress.record({ type: 'reset', kata: kata.slug }));
  if (copy) invocation.print(say.kept(shown(copy)));
  return 0;
}

async function agrees(invocation: Invocation, file: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError(invocation.text(say.resetNeedsYes));
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(invocation.text(say.resetQuestion(file)));
    return /^(?:y|yes|是)$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

/** `kata again`: archives the solution and starts afresh; attempts and hints count from zero, history stays. */
export function again(invocation: Invocation, slug: string): number {
  const kata = invocation.kata(slug);
  const copy = replaceByStub(invocation, kata);
  invocation.warn(invocation.progress.record({ type: 'again', kata: kata.slug }));
  if (copy) invocation.print(say.kept(shown(copy)));
  invocation.print(say.thenWatch(kata.slug));
  return 0;
}
