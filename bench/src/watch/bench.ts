import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Row, rowOf } from '../report.ts';
import { Watcher } from './watcher.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
/** A learner reads the verdict before the next save; our standbys are made ready in this time. */
const PAUSE_MS = 2500;

/**
 * Save to verdict: the time from the beginning of a save to the printed verdict on all stages, as a user sees it, with
 * the same kata, solution and hidden tests; ours also reads the structure and guards time and memory. Every second
 * save is a wrong solution; a wrong verdict ends the benchmark.
 */
export async function bench(rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const slug of ['set', 'ordered-map']) rows.push(...(await benchKata(slug, rounds)));
  return rows;
}

async function benchKata(slug: string, rounds: number): Promise<Row[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'kata-bench-'));
  const { good, wrong } = solutionsOf(slug);
  const watchers = { ours: ours(slug, scratch, good), 'vitest --watch': vitest(slug, good) };
  const samples: Record<string, { pass: number[]; fail: number[] }> = {};
  try {
    for (const [name, watcher] of Object.entries(watchers)) {
      await watcher.first();
      samples[name] = { pass: [], fail: [] };
    }
    for (let round = -2; round < rounds; round += 1) {
      const kind = round % 2 === 0 ? 'fail' : 'pass';
      // A comment that changes with the round: no watcher may think that nothing was saved.
      const text = `${kind === 'pass' ? good : wrong}\n// save ${round}\n`;
      for (const [name, watcher] of Object.entries(watchers)) {
        await sleep(PAUSE_MS);
        const ms = await watcher.save(text, kind);
        if (round >= 0) samples[name]?.[kind].push(ms);
      }
    }
  } finally {
    await Promise.all(Object.values(watchers).map((watcher) => watcher.close()));
    for (const dir of [scratch, benchDir(slug)]) rmSync(dir, { recursive: true, force: true });
  }
  return Object.entries(samples).flatMap(([name, { pass, fail }]) => [
    rowOf({ case: `save to verdict, ${slug}, passing`, name, unit: 'ms' }, pass),
    rowOf({ case: `save to verdict, ${slug}, failing`, name, unit: 'ms' }, fail),
  ]);
}

const SOLUTIONS: Readonly<Record<string, { readonly good: string; readonly wrong: string }>> = {
  set: { good: 'accepted/chaining-arrays.ts', wrong: 'rejected/size-counts-duplicates.ts' },
  'ordered-map': { good: 'accepted/sentinel-list-and-avl.ts', wrong: 'rejected/range-includes-its-end.ts' },
};

function solutionsOf(slug: string): { good: string; wrong: string } {
  const read = (name = ''): string => readFileSync(join(ROOT, 'katas', slug, name), 'utf8');
  return { good: read(SOLUTIONS[slug]?.good), wrong: read(SOLUTIONS[slug]?.wrong) };
}

function ours(slug: string, home: string, text: string): Watcher {
  const file = join(home, 'solutions/bench', `${slug}.ts`);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return new Watcher({
    command: [
      process.execPath,
      join(ROOT, 'grader/src/cli.ts'),
      'watch',
      slug,
      '--as',
      'bench',
      '--lang',
      'en',
    ],
    cwd: ROOT,
    env: { KATA_HOME: home },
    file,
    verdict: { pass: /Solved:/, fail: /tests? holds?\b/ },
  });
}

/** Inside the kata, so that its imports are found. */
function benchDir(slug: string): string {
  return join(ROOT, 'katas', slug, '.bench');
}

/** The same suites under vitest's own watch mode, in its default configuration; `#solution` is the saved file. */
function vitest(slug: string, text: string): Watcher {
  const dir = benchDir(slug);
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'solution.ts');
  writeFileSync(file, text);
  const config = join(dir, 'vitest.config.mjs');
  writeFileSync(
    config,
    `export default { root: ${JSON.stringify(join(ROOT, 'katas', slug))}, resolve: { alias: [{ find: '#solution', replacement: ${JSON.stringify(file)} }] }, test: { include: ['hidden/*.test.ts'], provide: { seed: 1, testMs: 5000 } } };\n`,
  );
  return new Watcher({
    command: [join(ROOT, 'node_modules/.bin/vitest'), '--watch', '--config', config],
    cwd: join(ROOT, 'katas', slug),
    env: {},
    file,
    verdict: { pass: /Tests +\d+ passed \(/, fail: /Tests +\d+ failed/ },
  });
}
