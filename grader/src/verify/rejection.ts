import type { KataDefinition, StageVerdict, TestVerdict, Verdict } from '@katas/kata';
import { lookOf } from '../view/look.ts';
import { renderTestStory } from '../view/story.ts';

/** What the first lines of a rejected solution promise: who catches it, and with which words. */
export interface Rejection {
  readonly stage: string;
  readonly by:
    | { readonly kind: 'test'; readonly name: string }
    | { readonly kind: 'rule'; readonly name: string }
    | { readonly kind: 'limit'; readonly name: string };
  /** Texts that the message must contain. */
  readonly says: readonly string[];
  /** Slug of the known mistake that the verdict must name. */
  readonly mistake?: string;
}

const LINE = /^\/\/ *(stage|test|rule|limit|says|mistake): *(.*?) *$/;

/** Reads the promise; a string says what is wrong with it. */
export function parseRejection(source: string): Rejection | string {
  const fields: [string, string][] = [];
  for (const line of source.split('\n')) {
    const found = LINE.exec(line);
    if (!found) break;
    fields.push([found[1] ?? '', found[2] ?? '']);
  }
  const all = (key: string): string[] => fields.filter(([name]) => name === key).map(([, value]) => value);
  const [stage] = all('stage');
  const by = fields.filter(([name]) => name === 'test' || name === 'rule' || name === 'limit');
  const says = all('says');
  if (stage === undefined) return 'its first line must be `// stage: <slug>`';
  const [only] = by;
  if (by.length !== 1 || !only) return 'its second line must be one of `// test:`, `// rule:`, `// limit:`';
  const kind = only[0] as Rejection['by']['kind'];
  if (kind !== 'limit' && (says.length === 0 || says.includes('')))
    return 'it must quote what the learner reads: `// says: <part of the message>`';
  const [mistake, ...more] = all('mistake');
  if (more.length > 0) return 'it names two mistakes';
  if (mistake !== undefined && kind !== 'test')
    return `\`// mistake: ${mistake}\` needs a \`// test:\`: only tests name mistakes`;
  return { stage, by: { kind, name: only[1] }, says, ...(mistake !== undefined && { mistake }) };
}

/** What is wrong with the verdict on a rejected solution; nothing if it was caught where and as it says. */
export function missedPromise(rejection: Rejection, verdict: Verdict): string | undefined {
  if (verdict.outcome === 'pass') return 'it passes';
  if (verdict.outcome === 'error' || verdict.outcome === 'unknown')
    return `its outcome is ${verdict.outcome}: ${verdict.message ?? ''}`;
  const stage = verdict.stages.find((each) => each.slug === rejection.stage);
  if (!stage) return `there is no stage "${rejection.stage}"`;
  switch (rejection.by.kind) {
    case 'limit':
      return stage.limit === rejection.by.name
        ? undefined
        : `the stage ended with ${stage.limit ?? stage.outcome}, not with the limit "${rejection.by.name}"`;
    case 'rule':
      return missedRule(rejection, verdict);
    case 'test':
      return missedTest(rejection, stage);
  }
}

/** What a header says that the kata does not know. */
export function unknownIn(rejection: Rejection, { mistakes, stages }: KataDefinition): string | undefined {
  if (!stages.some((stage) => stage.slug === rejection.stage))
    return `there is no stage "${rejection.stage}"`;
  if (rejection.mistake === undefined || mistakes?.[rejection.mistake]) return undefined;
  return `kata.ts declares no mistake "${rejection.mistake}"`;
}

/** Whether this is the failing test that was promised, with its words and its mistake. */
export function keepsPromise(rejection: Rejection, test: TestVerdict): boolean {
  return (
    rejection.by.kind === 'test' &&
    test.sentence.en === rejection.by.name &&
    test.outcome === 'fail' &&
    missedBy(rejection, test) === undefined
  );
}

function missedRule(rejection: Rejection, verdict: Verdict): string | undefined {
  const found = verdict.findings.filter(
    (finding) =>
      finding.rule === rejection.by.name &&
      (finding.stage === undefined || finding.stage === rejection.stage),
  );
  if (found.length === 0) return `the rule "${rejection.by.name}" found nothing; ${caughtInstead(verdict)}`;
  const texts = found.map((finding) => `${finding.message.en}\n${finding.hint.en}\n${finding.sentence.en}`);
  return notSaid(rejection, texts);
}

function missedTest(rejection: Rejection, stage: StageVerdict): string | undefined {
  const test = stage.tests.find((each) => each.sentence.en === rejection.by.name);
  if (!test) return `the stage has no test "${rejection.by.name}"`;
  if (test.outcome !== 'fail') {
    const failed = stage.tests
      .filter((each) => each.outcome === 'fail')
      .map((each) => `"${each.sentence.en}"`);
    return `the test "${rejection.by.name}" ended with ${test.outcome}; failed: ${failed.join(', ') || 'none'}`;
  }
  return missedBy(rejection, test);
}

function missedBy(rejection: Rejection, test: TestVerdict): string | undefined {
  return notNamed(rejection, test) ?? notSaid(rejection, [textOf(test)]);
}

function notNamed({ mistake }: Rejection, test: TestVerdict): string | undefined {
  if (mistake === undefined || test.mistake?.slug === mistake) return undefined;
  return `the verdict names ${test.mistake ? `the mistake "${test.mistake.slug}"` : 'no mistake'}, not "${mistake}"`;
}

/** Wide enough that no line of a story is broken. */
const WIDE = lookOf({ width: 240, language: 'en', color: false, ascii: false });

/** All that a learner reads of a failing test. */
function textOf(test: TestVerdict): string {
  return [test.message, test.diff, test.input, ...renderTestStory(test, WIDE)].join('\n');
}

function notSaid(rejection: Rejection, texts: readonly string[]): string | undefined {
  const said = texts.map((text) => `${text}\n${oneLine(text)}`);
  if (said.some((text) => rejection.says.every((part) => text.includes(part)))) return undefined;
  return `it is caught, but not with the words it quotes (${rejection.says.join(' | ')}). It said:\n${texts.join('\n')}`;
}

/** A quotation need not know where a story's lines are broken and how its columns are filled. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

function caughtInstead(verdict: Verdict): string {
  const rules = [...new Set(verdict.findings.map((finding) => finding.rule))];
  return rules.length > 0 ? `found instead: ${rules.join(', ')}` : 'no rule found anything';
}
