import type { Invocation } from '../invocation.ts';
import { readPrompt } from '../prompt.ts';
import { renderMarkdown } from '../view/markdown.ts';

/** `kata show`: the prompt, rendered for the terminal; the Markdown itself where the output is no terminal. */
export function show(invocation: Invocation, slug: string | undefined): number {
  const kata = invocation.kataOrCurrent(slug);
  const prompt = readPrompt(kata, invocation.language);
  if (!process.stdout.isTTY && !process.env['FORCE_COLOR']) invocation.print(prompt.trimEnd());
  else for (const line of renderMarkdown(prompt, invocation.look())) invocation.print(line);
  return 0;
}
