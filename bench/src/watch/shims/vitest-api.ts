// vitest by its node API, as a tool author would use it for speed: one instance, our own look at the file, no debounce.
import { readFileSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readdirSync } from 'node:fs';
import { createVitest } from 'vitest/node';

const [dir = '', file = '', depth = 'full'] = process.argv.slice(2);
const vitest = await createVitest(
  {
    root: dir,
    config: false,
    watch: false,
    pool: 'threads',
    isolate: false,
    include: ['hidden/*.test.ts'],
    reporters: [{}],
    provide: { seed: 1, testMs: 5000, depth: depth as 'full' },
  },
  { server: { watch: null }, resolve: { alias: [{ find: '#solution', replacement: file }] } },
);
const project = vitest.getRootProject();
const suites = readdirSync(join(dir, 'hidden')).filter((name) => name.endsWith('.test.ts'));
const specifications = suites.map((name) => project.createSpecification(join(dir, 'hidden', name)));

let judged = '';
let isRunning = false;

async function judge(): Promise<void> {
  const text = readFileSync(file, 'utf8');
  if (isRunning || text === '' || text === judged) return;
  isRunning = true;
  judged = text;
  vitest.invalidateFile(file);
  const { testModules } = await vitest.runTestSpecifications(specifications);
  const isGood = testModules.length === suites.length && testModules.every((module) => module.ok());
  process.stdout.write(isGood ? 'passed\n' : 'failed\n');
  isRunning = false;
  await judge();
}

await judge();
watch(dirname(file), (_, name) => {
  if (name === basename(file)) void judge();
});
