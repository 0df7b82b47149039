import type { Verdict } from '@katas/kata';
import { toldFailure } from './told-story.ts';
import type { Judged } from './report.ts';

type Place = Verdict['findings'][number]['place'];

interface Annotation {
  readonly title: string;
  readonly text: string;
  readonly place?: Place | undefined;
}

/** Workflow commands that GitHub shows beside the lines of a pull request; everything in them is escaped. */
export function formatGithub(judged: readonly Judged[]): string {
  const lines = judged.flatMap(({ verdict }) =>
    annotationsOf(verdict).map((annotation) => command(verdict.solution, annotation)),
  );
  const summary = judged.map(({ verdict }) => `${data(verdict.kata)}: ${verdict.outcome}`);
  return `${[...lines, ...summary].join('\n')}\n`;
}

function annotationsOf(verdict: Verdict): Annotation[] {
  const problem = verdict.problem
    ? [{ title: verdict.problem.kind, text: verdict.problem.text.en, place: verdict.problem.place }]
    : [];
  const tests = verdict.stages.flatMap((stage) =>
    stage.tests
      .filter((test) => test.outcome === 'fail' || test.outcome === 'limit')
      .map((test) => ({
        title: test.sentence.en,
        text: [test.message, toldFailure(test)].filter(Boolean).join('\n'),
        place: test.place,
      })),
  );
  const findings = verdict.findings.map((finding) => ({
    title: finding.sentence.en,
    text: `${finding.message.en} ${finding.hint.en}`,
    place: finding.place,
  }));
  return [...problem, ...tests, ...findings];
}

function command(file: string, { title, text, place }: Annotation): string {
  const range = place
    ? `,line=${place.line},col=${place.column},endLine=${place.endLine},endColumn=${place.endColumn}`
    : '';
  return `::error file=${property(file)}${range},title=${property(title)}::${data(text)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
