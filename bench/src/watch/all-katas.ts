import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Samples } from './bench.ts';
import { vitestConfig } from './contender.ts';
import { type Kata, ROOT } from './kata.ts';
import { quiet } from './quiet.ts';

const BIN = join(ROOT, 'node_modules/.bin');
const CLI = join(ROOT, 'grader/src/cli.ts');

interface All {
  readonly katas: readonly Kata[];
  readonly rounds: number;
  readonly samples: Samples;
}

interface Way {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Grades one accepted solution of every kata: when all of them have changed, and when none has. */
export async function benchAll({ katas, rounds, samples }: All): Promise<void> {
  const judged = katas.filter((kata) => accepted(kata) !== undefined && runsAnywhere(kata));
  const scratch = join(ROOT, 'bench/.scratch');
  mkdirSync(scratch, { recursive: true });
  const dir = mkdtempSync(join(scratch, 'all-'));
  try {
    const ways = waysOf(judged, dir);
    for (let round = -1; round < rounds; round += 1) {
      save(judged, dir, round);
      for (const which of ['everything changed', 'nothing changed']) {
        for (const { name, command, env } of ways) {
          await quiet();
          const started = performance.now();
          const [program = '', ...args] = command;
          const { status, stdout, stderr } = spawnSync(program, args, {
            cwd: dir,
            env: { ...process.env, NO_COLOR: '1', TURBO_TELEMETRY_DISABLED: '1', ...env },
            encoding: 'utf8',
          });
          const ms = performance.now() - started;
          if (status !== 0) throw new Error(`${name}: ${status}\n${stdout}\n${stderr}`);
          if (round >= 0) samples.add({ case: `all katas, ${which}`, name, unit: 'ms' }, ms);
        }
      }
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The first accepted solution. */
function accepted(kata: Kata): string | undefined {
  const [name] = readdirSync(join(kata.dir, 'accepted'))
    .filter((each) => each.endsWith('.ts'))
    .toSorted();
  return name === undefined ? undefined : readFileSync(join(kata.dir, 'accepted', name), 'utf8');
}

/** Suites that explore schedules need what only the grader provides; nobody else could run them. */
function runsAnywhere(kata: Kata): boolean {
  return kata.definition.stages.every(
    (stage) => !readFileSync(join(kata.dir, stage.suite), 'utf8').includes('@katas/kata/schedules'),
  );
}

function solutionOf(dir: string, slug: string): string {
  return join(dir, 'solutions/bench', `${slug}.ts`);
}

/** Each round another text: nothing of an earlier round is known to be right. */
function save(katas: readonly Kata[], dir: string, round: number): void {
  for (const kata of katas) {
    const file = solutionOf(dir, kata.slug);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, `${accepted(kata)}\n// round ${round}\n`);
    cpSync(file, join(dir, 'packages', kata.slug, 'solution.ts'));
  }
}

/** A workspace in which every kata is a package whose `test` script runs its suites against the solution. */
function waysOf(katas: readonly Kata[], dir: string): readonly Way[] {
  for (const kata of katas) {
    const own = join(dir, 'packages', kata.slug);
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'vitest.config.mjs'), vitestConfig(kata, join(own, 'solution.ts'), 'full'));
    const test = `${join(BIN, 'vitest')} run --config vitest.config.mjs`;
    writeFileSync(join(own, 'package.json'), JSON.stringify({ name: kata.slug, scripts: { test } }));
  }
  const projects = katas.map((kata) => `packages/${kata.slug}/vitest.config.mjs`);
  writeFileSync(
    join(dir, 'vitest.config.mjs'),
    `export default ${JSON.stringify({ test: { projects, pool: 'threads', isolate: false } })};\n`,
  );
  writeFileSync(
    join(dir, 'package.json'),
    JSON.stringify({ name: 'all', private: true, packageManager: 'pnpm@12.0.0' }),
  );
  writeFileSync(join(dir, 'pnpm-workspace.yaml'), 'packages:\n  - packages/*\n');
  writeFileSync(join(dir, 'pnpm-lock.yaml'), "lockfileVersion: '9.0'\n");
  writeFileSync(join(dir, 'turbo.json'), JSON.stringify({ tasks: { test: { outputs: [] } } }));
  symlinkSync(join(ROOT, 'node_modules'), join(dir, 'node_modules'));
  const slugs = katas.map((kata) => kata.slug);
  return [
    {
      name: 'ours',
      command: [process.execPath, CLI, 'check', ...slugs, '--as', 'bench'],
      env: { KATA_HOME: dir },
    },
    { name: 'vitest run', command: [join(BIN, 'vitest'), 'run', '--config', 'vitest.config.mjs'] },
    { name: 'turbo run test', command: [join(BIN, 'turbo'), 'run', 'test', '--output-logs=none'] },
  ];
}
