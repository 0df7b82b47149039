import type { Look } from './look.ts';
import { clip, widthOf } from './styled.ts';

/** Where the learner stands among all katas. */
export interface Overall {
  readonly done: number;
  readonly total: number;
}

/** A line as wide as the screen: a bar over all katas, and the count. */
export function renderProgressBar(overall: Overall, look: Look): string {
  const { paint, marks, messages } = look;
  const label = messages.katasDone(overall.done, overall.total);
  const room = look.width - widthOf(label) - 1;
  if (room < 6) return clip(label, look.width, marks.ellipsis);
  const share = overall.total === 0 ? 0 : Math.min(1, Math.max(0, overall.done / overall.total));
  // A bar that looks full must be full, and one that looks empty, empty.
  const exact = share * room;
  const full = share === 1 ? room : Math.min(room - 1, share > 0 ? Math.max(1, Math.round(exact)) : 0);
  return `${paint.good(marks.full.repeat(full))}${paint.quiet(marks.rest.repeat(room - full))} ${label}`;
}
