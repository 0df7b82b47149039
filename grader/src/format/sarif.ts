import type { FindingVerdict } from '@katas/kata';
import type { Log, ReportingDescriptor, Result } from 'sarif';
import type { Judged } from './report.ts';

/** The findings of structure for code scanning; behaviour has no place in a source line and is left to JUnit. */
export function formatSarif(judged: readonly Judged[]): string {
  const findings = judged.flatMap(({ verdict }) =>
    verdict.findings.map((finding) => ({ finding, file: verdict.solution })),
  );
  const rules = new Map<string, ReportingDescriptor>();
  for (const { finding } of findings)
    rules.set(finding.rule, {
      id: finding.rule,
      shortDescription: { text: finding.sentence.en },
      fullDescription: { text: finding.why.en },
      help: { text: finding.hint.en },
    });
  const problems = judged.flatMap(({ verdict }) => (verdict.problem ? [verdict] : []));
  const log: Log = {
    version: '2.1.0',
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    runs: [
      {
        tool: {
          driver: {
            name: 'kata',
            rules: [...rules.values()],
          },
        },
        columnKind: 'utf16CodeUnits',
        results: [
          ...findings.map(({ finding, file }) => resultOf(finding, file)),
          ...problems.map((verdict): Result => ({
            ruleId: verdict.problem?.kind ?? 'problem',
            level: 'error',
            message: { text: verdict.problem?.text.en ?? '' },
            locations: [location(verdict.solution, verdict.problem?.place)],
          })),
        ],
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf(finding: FindingVerdict, file: string): Result {
  return {
    ruleId: finding.rule,
    level: 'error',
    message: { text: `${finding.message.en} ${finding.hint.en}` },
    locations: [location(file, finding.place)],
  };
}

function location(
  file: string,
  place: FindingVerdict['place'] | undefined,
): NonNullable<Result['locations']>[number] {
  return {
    physicalLocation: {
      artifactLocation: { uri: file.split(/[/\\]/).map(encodeURIComponent).join('/') },
      ...(place && {
        region: {
          startLine: place.line,
          startColumn: place.column,
          endLine: place.endLine,
          endColumn: place.endColumn,
        },
      }),
    },
  };
}
