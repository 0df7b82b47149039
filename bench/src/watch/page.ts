import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report, Row } from '../report.ts';
import { ROOT } from './kata.ts';
import { plotOf } from './plot.ts';

const DIR = join(ROOT, 'docs/bench');
const MAIN = 'save to verdict';

const NOTES = [
  'Every contender runs the same hidden suites against the same file in the same sizes, on `set` and `ordered-map`; ' +
    'saves take turns in one run, every second one is a wrong solution, and a wrong verdict ends the run. A sample ' +
    'begins when the machine has had nothing to do for a moment.',
  '- **ours** is `kata watch`: tests, structure, types, limits on time, memory and output, a process of its own for ' +
    'each stage. Its verdict on small sizes comes first; the one on all sizes follows and is measured apart.',
  '- **vitest --watch** runs threads that are not isolated; **vitest, node API** is the same without its 100 ms of ' +
    'waiting for more changes.',
  '- **node --test --watch** and **jest --watch** (`--watchAll` with `@swc/jest`) get the suites by a shim: `vitest` ' +
    'is an alias of a few lines over their own `test` and `expect` (`bench/src/watch/shims`).',
  '- **floor** is the limit: processes that have loaded and run the suites stand by, import the file and call the ' +
    'tests; no runner, no guard, no report.',
  '- *memory at rest* is the proportional set size of all processes, those that stand by included; *all katas* are ' +
    'those whose suites run under plain vitest.',
];

/** Writes table and plots into `docs/bench/`. */
export function publish(report: Report): void {
  mkdirSync(DIR, { recursive: true });
  const cases = [...new Set(report.rows.map((row) => row.case))];
  const sections = cases.map((which) => sectionOf(report.rows.filter((row) => row.case === which)));
  const page = [
    '# Save to verdict, beside what people use',
    `${report.machine}; ${report.date}. \`pnpm bench watch\` measures it again and writes this page.`,
    '![Save to verdict](watch.svg)',
    NOTES.slice(0, 1).join(''),
    NOTES.slice(1).join('\n'),
    ...sections,
  ];
  writeFileSync(join(DIR, 'watch.md'), `${page.join('\n\n')}\n`);
  writeFileSync(join(DIR, 'watch.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  const title = 'Save to verdict: set and ordered-map, passing and failing';
  const axis = 'milliseconds, logarithmic scale; shorter is better';
  const rows = report.rows.filter((row) => row.case === MAIN);
  writeFileSync(join(DIR, 'watch.svg'), plotOf({ title, axis, rows }));
}

function sectionOf(rows: readonly Row[]): string {
  const [first] = rows;
  const ours = rows.find((row) => row.name === 'ours');
  const unit = first?.unit ?? '';
  const lines = rows.map((row) => {
    const ratio = ours === undefined || row === ours ? '' : `${(row.p50 / ours.p50).toFixed(2)} ×`;
    return `| ${row.name} | ${number(row.p50)} | ${number(row.p95)} | ${ratio} | ${row.n} |`;
  });
  return [
    `## ${first?.case ?? ''}`,
    '',
    `| | p50 (${unit}) | p95 (${unit}) | p50, times ours | n |`,
    '|---|--:|--:|--:|--:|',
    ...lines,
  ].join('\n');
}

function number(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1);
}
