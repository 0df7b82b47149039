import type { Look } from './look.ts';
import { clip, padEnd } from './styled.ts';

export interface Column {
  readonly lines: readonly string[];
  readonly width: number;
}

/** Two columns beside each other with a thin line between; what is too wide for its column is cut. */
export function beside(left: Column, right: Column, look: Look): string[] {
  const { marks, paint } = look;
  const rows = Math.max(left.lines.length, right.lines.length);
  return Array.from({ length: rows }, (_, row) => {
    const a = padEnd(clip(left.lines[row] ?? '', left.width, marks.ellipsis), left.width);
    const b = clip(right.lines[row] ?? '', right.width, marks.ellipsis);
    return `${a} ${paint.quiet(marks.bar)} ${b}`.trimEnd();
  });
}
