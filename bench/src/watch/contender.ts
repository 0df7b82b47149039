import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FloorWatcher } from './floor.ts';
import { type Kata, ROOT } from './kata.ts';
import { Watcher, type SaveWatcher } from './watcher.ts';

const SHIMS = fileURLToPath(new URL('shims', import.meta.url));
const JEST = join(ROOT, 'bench/node_modules/.bin/jest');
const SWC = join(ROOT, 'bench/node_modules/@swc/jest');
const VITEST = join(ROOT, 'node_modules/.bin/vitest');

/** `quick`: the small sizes, with which a save is answered first; `full`: all. */
export type Depth = 'quick' | 'full';

interface Setting {
  readonly kata: Kata;
  /** A folder of the contender's own. */
  readonly dir: string;
  /** What the file holds at the start. */
  readonly text: string;
  readonly depth: Depth;
}

/** A watch mode on the hidden suites of a kata; all of them run the same suites against the same file. */
export type Contender = (setting: Setting) => SaveWatcher;

export const CONTENDERS: Readonly<Record<string, Contender>> = {
  ours,
  'vitest --watch': vitest,
  'vitest, node API': vitestApi,
  'node --test --watch': nodeTest,
  'jest --watch': jest,
  floor,
};

function solutionIn({ dir, text }: Setting): string {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'solution.ts');
  writeFileSync(file, text);
  return file;
}

function suitesOf(kata: Kata): string[] {
  return kata.definition.stages.map((stage) => join(kata.dir, stage.suite));
}

/** What a learner starts, with structure, types and guards. */
function ours({ kata, dir, text, depth }: Setting): SaveWatcher {
  const file = join(dir, 'solutions/bench', `${kata.slug}.ts`);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  const cli = join(ROOT, 'grader/src/cli.ts');
  return new Watcher({
    command: [process.execPath, cli, 'watch', kata.slug, '--as', 'bench', '--lang', 'en'],
    cwd: ROOT,
    env: { KATA_HOME: dir },
    file,
    verdict: { pass: /Solved:/, fail: /tests? holds?\b/ },
    ...(depth === 'full' && { confirmed: /The same with all sizes/ }),
  });
}

/** vitest's own watch mode as fast as its options make it: threads that are not isolated, no cache on the disk to check. */
function vitest(setting: Setting): SaveWatcher {
  const { kata, dir, depth } = setting;
  const file = solutionIn(setting);
  const config = join(dir, 'vitest.config.mjs');
  writeFileSync(config, vitestConfig(kata, file, depth));
  return new Watcher({
    command: [VITEST, '--watch', '--config', config],
    cwd: kata.dir,
    env: {},
    file,
    verdict: { pass: /Tests +\d+ passed \(/, fail: /Tests +\d+ failed/ },
  });
}

export function vitestConfig(kata: Kata, file: string, depth: Depth): string {
  const options = {
    root: kata.dir,
    resolve: { alias: [{ find: '#solution', replacement: file }] },
    test: {
      include: ['hidden/*.test.ts'],
      pool: 'threads',
      isolate: false,
      provide: { seed: 1, testMs: 5000, depth },
    },
  };
  return `export default ${JSON.stringify(options)};\n`;
}

function vitestApi(setting: Setting): SaveWatcher {
  const { kata, depth } = setting;
  const file = solutionIn(setting);
  return new Watcher({
    command: [process.execPath, join(SHIMS, 'vitest-api.ts'), kata.dir, file, depth],
    cwd: ROOT,
    env: {},
    file,
    verdict: { pass: /^passed$/m, fail: /^failed$/m },
  });
}

function nodeTest(setting: Setting): SaveWatcher {
  const { kata, dir, depth } = setting;
  const file = solutionIn(setting);
  const entry = join(dir, 'all.test.ts');
  writeFileSync(
    entry,
    suitesOf(kata)
      .map((suite) => `import ${JSON.stringify(suite)};\n`)
      .join(''),
  );
  const hook = join(SHIMS, 'solution-hook.ts');
  return new Watcher({
    command: [process.execPath, '--import', hook, '--test', '--test-reporter', 'tap', '--watch', entry],
    cwd: dir,
    env: { BENCH_SOLUTION: file, BENCH_DEPTH: depth },
    file,
    verdict: { pass: /^# fail 0$/m, fail: /^# fail [1-9]/m },
  });
}

/** `--watchAll`, because `--watch` asks git what changed. */
function jest(setting: Setting): SaveWatcher {
  const { kata, dir, depth } = setting;
  const file = solutionIn(setting);
  const config = join(dir, 'jest.config.json');
  const options = {
    rootDir: kata.dir,
    roots: [join(kata.dir, 'hidden'), dir],
    testMatch: suitesOf(kata),
    moduleNameMapper: { '^#solution$': file, '^vitest$': join(SHIMS, 'jest.cjs') },
    transform: { '\\.ts$': [SWC, { jsc: { target: 'es2024', parser: { syntax: 'typescript' } } }] },
    watchman: false,
  };
  writeFileSync(config, JSON.stringify(options));
  return new Watcher({
    command: [JEST, '--watchAll', '--config', config],
    cwd: dir,
    env: { BENCH_DEPTH: depth },
    file,
    verdict: { pass: /^Tests: +\d+ passed/m, fail: /^Tests: +\d+ failed/m },
  });
}

function floor(setting: Setting): SaveWatcher {
  const file = solutionIn(setting);
  const { accepted, exports } = referenceOf(setting.kata);
  return new FloorWatcher({ file, accepted, exports, suites: suitesOf(setting.kata), depth: setting.depth });
}

/** What the floor is warmed up with. */
function referenceOf(kata: Kata): { accepted: string; exports: readonly string[] } {
  return { accepted: join(kata.dir, SOLUTIONS[kata.slug]?.good ?? ''), exports: kata.definition.exports };
}

const SOLUTIONS: Readonly<Record<string, { readonly good: string; readonly wrong: string }>> = {
  set: { good: 'accepted/chaining-arrays.ts', wrong: 'rejected/size-counts-duplicates.ts' },
  'ordered-map': { good: 'accepted/sentinel-list-and-avl.ts', wrong: 'rejected/range-includes-its-end.ts' },
};

/** A solution that passes and one that fails, which are saved in turns. */
export function solutionsOf(kata: Kata): { readonly good: string; readonly wrong: string } {
  const read = (name = ''): string => readFileSync(join(kata.dir, name), 'utf8');
  return { good: read(SOLUTIONS[kata.slug]?.good), wrong: read(SOLUTIONS[kata.slug]?.wrong) };
}
