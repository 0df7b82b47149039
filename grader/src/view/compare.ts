import { indent } from './block.ts';
import { highlight } from './code.ts';
import { beside } from './columns.ts';
import type { Look } from './look.ts';
import { sanitize } from './sanitize.ts';
import { padEnd, widthOf } from './styled.ts';
import { wrap } from './wrap.ts';

/** Screens narrower than this get the two texts under each other. */
const SIDE_BY_SIDE = 100;

/** One of the two texts. */
export interface Side {
  readonly title: string;
  readonly source: string;
}

/** Two solutions beside each other, with line numbers, or under each other where the screen is narrow. */
export function renderCompare(left: Side, right: Side, look: Look): string[] {
  if (look.width < SIDE_BY_SIDE) {
    return [...titled(left, look.width, look), '', ...titled(right, look.width, look)];
  }
  const width = Math.floor((look.width - 3) / 2);
  return beside(
    { lines: titled(left, width, look), width },
    { lines: titled(right, look.width - 3 - width, look), width: look.width - 3 - width },
    look,
  );
}

function titled(side: Side, width: number, look: Look): string[] {
  const { paint } = look;
  return [...wrap(paint.strong(side.title), { width }), '', ...renderSource(side.source, { ...look, width })];
}

/** A whole source text with line numbers; long lines go on in the next one. */
function renderSource(source: string, look: Look): string[] {
  const code = highlight(sanitize(source, { ascii: look.ascii }).trimEnd(), look.paint).split('\n');
  const digits = String(code.length).length;
  return code.flatMap((line, index) => {
    const label = look.paint.quiet(String(index + 1).padStart(digits));
    const lead = widthOf(line) === 0 ? 0 : line.length - line.trimStart().length;
    const deeper = Math.min(digits + 1 + lead + 2, Math.floor(look.width / 2));
    const [first = '', ...more] = wrap(line, {
      width: look.width - digits - 1,
      rest: ' '.repeat(deeper - digits - 1),
    });
    return [`${padEnd(label, digits)} ${first}`.trimEnd(), ...indent(more, digits + 1)];
  });
}
