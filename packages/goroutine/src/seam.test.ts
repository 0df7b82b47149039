import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

// The lint rules that keep chance and time inside the native Runtime, tried on a copy of the workspace's shape.
const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../../..');
const copy = mkdtempSync(join(tmpdir(), 'seam-'));
const sources = join(copy, 'packages/goroutine/src');
mkdirSync(sources, { recursive: true });
cpSync(join(root, '.oxlintrc.json'), join(copy, '.oxlintrc.json'));

afterAll(() => rmSync(copy, { recursive: true }));

const refused = [
  'export const bad = Date.now();',
  'export const bad = new Date();',
  'export const bad = Math.random();',
  'const { random } = Math; export const bad = random();',
  'export const bad = setTimeout(() => {}, 1);',
  'export const bad = setInterval(() => {}, 1);',
  'export const bad = setImmediate(() => {});',
  'queueMicrotask(() => {}); export const bad = 1;',
  'export const bad = performance.now();',
  'export const bad = globalThis.setTimeout;',
  'export const bad = process.nextTick;',
  'export const bad = process.hrtime();',
  'export const bad = crypto.randomUUID();',
  'export const bad = AbortSignal.timeout(1);',
  "import { setTimeout as wait } from 'node:timers/promises'; export const bad = wait;",
  "import { performance as clock } from 'node:perf_hooks'; export const bad = clock;",
];

const allowed: [string, string][] = [
  ['reckoning.ts', 'export const good = Math.min(1, 2);'],
  ['native-runtime.ts', 'export const good = Date.now() + Math.random();'],
];

/** The names of the files in which the linter finds something restricted. */
function restricted(): string[] {
  refused.forEach((code, i) => writeFileSync(join(sources, `probe-${i}.ts`), code));
  for (const [file, code] of allowed) writeFileSync(join(sources, file), code);
  const lint = join(root, 'node_modules/.bin/oxlint');
  const { stdout } = spawnSync(lint, ['--format', 'json', 'packages'], { cwd: copy, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
  return diagnostics
    .filter(({ code }) => code.includes('no-restricted'))
    .map(({ filename }) => basename(filename));
}

test('a module that touches time or chance is refused; reckoning and the native Runtime are not', () => {
  const found = restricted();
  const missed = refused.filter((_, i) => !found.includes(`probe-${i}.ts`));
  expect(missed).toEqual([]);
  for (const [file] of allowed) expect(found).not.toContain(file);
});

test('no source switches these rules off', () => {
  const files = readdirSync(here, { recursive: true, encoding: 'utf8' });
  const code = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  expect(code.length).toBeGreaterThan(20);
  for (const file of code)
    expect(readFileSync(join(here, file), 'utf8')).not.toMatch(/(eslint|oxlint)-disable.*restricted/);
});
