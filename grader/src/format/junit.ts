import type { FindingVerdict, StageVerdict, TestVerdict, Verdict } from '@katas/kata';
import { toldFailure } from './told-story.ts';
import type { Judged } from './report.ts';

/** A testsuite per stage, one for the structure, one for what kept the file from being judged. */
export function formatJunit(judged: readonly Judged[]): string {
  const suites = judged.flatMap(({ verdict }) => [
    ...problemSuite(verdict),
    ...verdict.stages.map((stage) => stageSuite(verdict, stage)),
    ...(verdict.stages.length > 0 ? [structureSuite(verdict)] : []),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`;
}

function problemSuite(verdict: Verdict): string[] {
  if (!verdict.problem || verdict.stages.length > 0) return [];
  const at = verdict.problem.place ? `${verdict.solution}:${verdict.problem.place.line}` : verdict.solution;
  const body = `<error type="${escape(verdict.problem.kind)}" message="${escape(verdict.problem.text.en)}">${escape(at)}</error>`;
  return [suite(`${verdict.kata}.file`, [testcase(verdict, { name: 'the file can be judged', body })])];
}

function stageSuite(verdict: Verdict, stage: StageVerdict): string {
  const cases = stage.tests.map((test) =>
    testcase(verdict, { name: test.sentence.en, body: testBody(verdict, test), ms: test.durationMs ?? 0 }),
  );
  const told = stage.tests.some((test) => test.outcome === 'fail' || test.outcome === 'limit');
  if (stage.outcome !== 'pass' && !told && stage.message)
    cases.push(
      testcase(verdict, {
        name: `stage ${stage.slug}`,
        body: `<error type="${stage.outcome}" message="${escape(stage.message.en)}"/>`,
      }),
    );
  return suite(`${verdict.kata}.${stage.slug}`, cases);
}

function testBody(verdict: Verdict, test: TestVerdict): string {
  if (test.outcome === 'pass') return output(test);
  if (test.outcome === 'not-run') return '<skipped message="not run"/>';
  const at = test.place ? `${verdict.solution}:${test.place.line}:${test.place.column}` : '';
  const text = [toldFailure(test), at].filter(Boolean).join('\n');
  const kind = test.outcome === 'limit' ? 'error' : 'failure';
  return `<${kind} type="${test.outcome}" message="${escape(test.message ?? '')}">${escape(text)}</${kind}>${output(test)}`;
}

function output(test: TestVerdict): string {
  return test.output ? `<system-out>${escape(test.output)}</system-out>` : '';
}

function structureSuite(verdict: Verdict): string {
  const cases = verdict.findings.map((finding) =>
    testcase(verdict, {
      name: `${finding.rule} at line ${finding.place.line}`,
      body: findingBody(verdict, finding),
    }),
  );
  if (cases.length === 0) cases.push(testcase(verdict, { name: 'it is built as the task asks', body: '' }));
  return suite(`${verdict.kata}.structure`, cases);
}

function findingBody(verdict: Verdict, finding: FindingVerdict): string {
  const at = `${verdict.solution}:${finding.place.line}:${finding.place.column}`;
  return `<failure type="${escape(finding.rule)}" message="${escape(finding.message.en)}">${escape(`${finding.hint.en}\n${at}`)}</failure>`;
}

function testcase(
  verdict: Verdict,
  { name, body, ms = 0 }: { readonly name: string; readonly body: string; readonly ms?: number },
): string {
  const head = `<testcase classname="${escape(verdict.kata)}" name="${escape(name)}" file="${escape(verdict.solution)}" time="${(ms / 1000).toFixed(3)}"`;
  return body ? `    ${head}>${body}</testcase>` : `    ${head}/>`;
}

function suite(name: string, cases: readonly string[]): string {
  const count = (tag: string): number => cases.filter((each) => each.includes(`<${tag} `)).length;
  return `  <testsuite name="${escape(name)}" tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}">\n${cases.join('\n')}\n  </testsuite>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML 1.0 has no way to write most control characters and lone surrogates: they become U+FFFD. */
function escape(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- these are the ones that XML can't hold
      .replaceAll(/[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/g, '\uFFFD')
      .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
  );
}
