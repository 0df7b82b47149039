import type { TypesVerdict } from '@katas/kata';
import { indent, item, narrower, stack } from './block.ts';
import { type FailureContext, placeName, placeOf } from './failing-test.ts';
import { type Look, say } from './look.ts';
import { sanitize, sanitizeLine } from './sanitize.ts';
import { wrap } from './wrap.ts';

/** Errors that are shown with their lines; the others are named. */
const MOST_FRAMES = { first: 1, all: 5 } as const;
const MOST_NAMED = 5;

/** Type errors of the file, in TypeScript's words; they are told beside what the tests say. */
export function renderTypes(
  types: TypesVerdict | undefined,
  context: Pick<FailureContext, 'source' | 'file'> & { readonly detail: 'first' | 'all' },
  look: Look,
): string[] {
  if (types === undefined) return [];
  const { paint, marks, messages } = look;
  const inner = narrower(look, 2);
  if (types.note !== undefined)
    return wrap(paint.quiet(sanitizeLine(say(types.note, look))), { width: look.width });
  if (types.errors.length === 0) return [];
  const frames = MOST_FRAMES[context.detail];
  const shown = types.errors.slice(0, frames + MOST_NAMED).map(({ code, message, place }, index) => {
    const lines = sanitize(message).split('\n');
    const said = index < frames ? lines : lines.slice(0, 1);
    const words = said.flatMap((line) => wrap(line, { width: inner.width }));
    const name = paint.quiet(`TS${code}`);
    return index < frames
      ? [...words, ...placeOf(place, context, inner)]
      : [...words.slice(0, 1), `${paint.accent(placeName(context.file, place))} ${name}`];
  });
  return [
    ...item(paint.warn(marks.bullet), paint.strong(messages.typeErrors(types.errors.length)), look),
    ...indent(stack(shown), 2),
  ];
}
