import type { Kata } from '@katas/kata';
import type { Graded } from './grading.ts';
import type { Refusal } from './intake.ts';
import type { GradeRecord } from './ledger.ts';

const SIGNS: Readonly<Record<GradeRecord['verdict']['outcome'], string>> = {
  pass: 'pass',
  fail: 'fail',
  limit: 'limit',
  error: 'error',
  unknown: 'unknown',
};

/**
 * The page of the job, in Markdown. It holds handles, slugs, our own sentences and numbers, and not a word that a
 * submission wrote; what lies in the way of file names is escaped.
 */
export function summaryOf(
  { records, broken }: Graded,
  refused: readonly Refusal[],
  katas: readonly Kata[],
): string {
  const hasBox = records.every(({ sandbox }) => sandbox === 'bwrap');
  const lines = ['# Grading', ''];
  lines.push(
    hasBox
      ? 'The box kept the submissions from this machine. The assertions ran beside them: a submission that means to can forge its own verdict.'
      : '**Graded without a box.** A submission could do what the grader could, and can forge its own verdict.',
    '',
  );
  lines.push(`${records.length} graded, ${refused.length} refused, ${broken.length} without a verdict.`, '');
  lines.push('| Participant | Kata | Outcome | Stages | Rules broken |', '|---|---|---|---|---|');
  for (const { handle, kata, verdict } of records) {
    const stages = katas.find(({ slug }) => slug === kata)?.definition.stages.length ?? 0;
    const passed = verdict.stages.filter(({ outcome }) => outcome === 'pass').length;
    const rules = new Set(verdict.findings.map(({ rule }) => rule)).size;
    lines.push(`| ${handle} | ${kata} | ${SIGNS[verdict.outcome]} | ${passed} of ${stages} | ${rules} |`);
  }
  if (refused.length > 0) lines.push('', '## Refused', '', '| Path | Why |', '|---|---|');
  for (const { path, reason } of refused) lines.push(`| ${harmless(path)} | ${harmless(reason.en)} |`);
  if (broken.length > 0)
    lines.push(
      '',
      '## Without a verdict',
      '',
      'The grader broke on these; run it again. They count for nothing.',
      '',
    );
  for (const { entry } of broken) lines.push(`- ${entry.handle} ${entry.slug}`);
  return `${lines.join('\n')}\n`;
}

const MOST_TEXT = 200;

/** Text as code that ends nowhere early: no links, no HTML, no table cells, no workflow commands, no control characters. */
function harmless(text: string): string {
  const plain = text
    .toWellFormed()
    .replaceAll(/[^\x20-\x7E\p{L}\p{N}]/gu, '\uFFFD')
    .replaceAll(/[`|<>&\\:.[\]()*_~#!@]/g, (character) => `&#${character.codePointAt(0)};`);
  return plain.length > MOST_TEXT ? `${plain.slice(0, MOST_TEXT)}…` : plain;
}
