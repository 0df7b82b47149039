import type { FindingVerdict } from '@katas/kata';
import { indent, item, narrower, stack } from './block.ts';
import { type FailureContext, placeName, placeOf } from './failing-test.ts';
import { type Look, say } from './look.ts';
import { sanitizeLine } from './sanitize.ts';
import { wrap } from './wrap.ts';

type FindingContext = Pick<FailureContext, 'source' | 'file' | 'detail'>;

/** Places of one rule that are shown with their lines; the others are named. */
const MOST_FRAMES = 5;

/** Broken rules of structure: each rule once, with its reason and every place that breaks it. */
export function renderFindings(
  findings: readonly FindingVerdict[],
  context: FindingContext,
  look: Look,
): string[] {
  const rules = new Map<string, FindingVerdict[]>();
  for (const finding of findings) {
    const key = `${finding.rule}\n${finding.sentence.en}`;
    rules.set(key, [...(rules.get(key) ?? []), finding]);
  }
  return stack([...rules.values()].map((group) => renderRule(group, context, look)));
}

function renderRule(group: readonly FindingVerdict[], context: FindingContext, look: Look): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { paint, marks, messages } = look;
  const inner = narrower(look, 2);
  const title = item(paint.bad(marks.fail), paint.strong(sanitizeLine(say(first.sentence, look))), look);
  if (context.detail === 'short') {
    return [
      ...title,
      ...indent(
        group.flatMap((finding) => shortFinding(finding, context, inner)),
        2,
      ),
    ];
  }
  const blocks = group.map((finding, index) => [
    ...wrap(sanitizeLine(say(finding.message, look)), { width: inner.width }),
    ...(index < MOST_FRAMES
      ? placeOf(finding.place, context, inner)
      : [paint.accent(placeName(context.file, finding.place))]),
  ]);
  const hints = [...new Set(group.map((finding) => say(finding.hint, look)))].filter((hint) => hint !== '');
  const reasons = [
    ...labelled(messages.why, say(first.why, look), inner),
    ...hints.flatMap((hint) => labelled(messages.try, hint, inner)),
  ];
  return [...title, ...indent(stack([...blocks, reasons]), 2)];
}

function shortFinding(finding: FindingVerdict, context: FindingContext, look: Look): string[] {
  const { paint } = look;
  return [
    ...wrap(sanitizeLine(say(finding.message, look)), { width: look.width }),
    ...wrap(paint.accent(placeName(context.file, finding.place)), { width: look.width }),
  ];
}

function labelled(label: string, text: string, look: Look): string[] {
  if (text === '') return [];
  return wrap(sanitizeLine(text), { width: look.width, first: `${look.paint.quiet(label)} ` });
}
