// Lines that belong together, and how they are placed.
import type { Look } from './look.ts';
import { clip } from './styled.ts';
import { wrap } from './wrap.ts';

/** The look for something that is drawn `by` columns further right. */
export function narrower(look: Look, by: number): Look {
  return { ...look, width: Math.max(16, look.width - by) };
}

export function indent(lines: readonly string[], by: number): string[] {
  const blank = ' '.repeat(by);
  return lines.map((line) => (line === '' ? '' : blank + line));
}

/** Blocks under each other with one empty line between; empty blocks leave no gap. */
export function stack(blocks: readonly (readonly string[])[]): string[] {
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : ['', ...block]));
}

/** A paragraph behind a mark, wrapped under itself. */
export function item(mark: string, text: string, look: Look): string[] {
  return wrap(text, { width: look.width, first: `${mark} ` });
}

export interface Bounds {
  readonly head: number;
  readonly tail: number;
}

/** At most head + tail lines; what is left out between them is counted in its place. */
export function bound(lines: readonly string[], bounds: Bounds, look: Look): string[] {
  const left = lines.length - bounds.head - bounds.tail;
  if (left <= 1) return [...lines];
  const sign = clip(look.paint.quiet(look.messages.moreLines(left)), look.width, look.marks.ellipsis);
  return [...lines.slice(0, bounds.head), sign, ...lines.slice(lines.length - bounds.tail)];
}
