import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Kata } from '@katas/kata';
import { solutionsIn } from '../comparison.ts';
import { PROMPT_FILE } from '../prompt.ts';
import { parseRejection } from './rejection.ts';

/** Marks a place that an author has yet to write. */
const UNFINISHED = 'FILL IN';
const MIN_ACCEPTED = 2;

/** What is wrong with a kata's folder and its declaration, before anything is judged. */
export function folderProblems(kata: Kata): string[] {
  const { stages } = kata.definition;
  const needed = ['stub.ts', 'package.json', ...Object.values(PROMPT_FILE)];
  const suites = readdirSync(join(kata.dir, 'hidden')).filter((name) => name.endsWith('.test.ts'));
  const listed = new Set(stages.map((stage) => basename(stage.suite)));
  return [
    ...needed.filter((name) => !existsSync(join(kata.dir, name))).map((name) => `${name} is missing`),
    ...stages.filter((stage) => stage.hints.length === 0).map((stage) => `stage ${stage.slug} has no hint`),
    ...suites.filter((name) => !listed.has(name)).map((name) => `hidden/${name} belongs to no stage`),
    ...(solutionsIn(kata, 'accepted').length < MIN_ACCEPTED
      ? [`accepted/ needs ${MIN_ACCEPTED} solutions that differ in design`]
      : []),
    ...(solutionsIn(kata, 'rejected').length === 0
      ? ['rejected/ needs the mistakes that the suite must catch']
      : []),
    ...mistakeProblems(kata),
    ...unfinished(kata.dir),
  ];
}

function mistakeProblems(kata: Kata): string[] {
  const { stages, mistakes = {} } = kata.definition;
  const named = new Set(
    solutionsIn(kata, 'rejected').map((path) => {
      const rejection = parseRejection(readFileSync(path, 'utf8'));
      return typeof rejection === 'string' ? undefined : rejection.mistake;
    }),
  );
  return Object.entries(mistakes).flatMap(([slug, { hint }]) => {
    const stage = stages.find((each) => each.slug === hint.stage);
    const hints = stage?.hints.length ?? 0;
    return [
      ...(stage
        ? []
        : [`the mistake "${slug}" points to a hint of the stage "${hint.stage}", which is none`]),
      ...(stage && hint.number > hints
        ? [
            `the mistake "${slug}" points to hint ${hint.number} of the stage ${hint.stage}, which has ${hints}`,
          ]
        : []),
      ...(named.has(slug)
        ? []
        : [`the mistake "${slug}" is named by no rejected solution (\`// mistake: ${slug}\`)`]),
    ];
  });
}

function unfinished(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((path) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          line.includes(UNFINISHED)
            ? [`${path.slice(dir.length + 1)}:${index + 1} still says ${UNFINISHED}`]
            : [],
        ),
    );
}
