import type { StageDefinition } from '@katas/kata';
import { stack } from './block.ts';
import { type Look, say } from './look.ts';
import { renderMarkdown } from './markdown.ts';
import { wrap } from './wrap.ts';

/** The hints of a stage up to the one just taken, the newest last, and how many are left. */
export function renderHints(stage: StageDefinition, taken: number, look: Look): string[] {
  const { messages, paint } = look;
  const total = stage.hints.length;
  const shown = stage.hints.slice(0, taken);
  if (total === 0) return wrap(messages.noHints, { width: look.width });
  const blocks = shown.map((hint, index) => {
    const title = messages.hintOf(index + 1, total);
    const isNew = index === shown.length - 1;
    return [isNew ? paint.strong(title) : paint.quiet(title), ...renderMarkdown(say(hint, look), look)];
  });
  const left = total - shown.length;
  return stack([
    ...blocks,
    wrap(paint.quiet(left > 0 ? messages.hintsLeft(left) : messages.noMoreHints), { width: look.width }),
  ]);
}
