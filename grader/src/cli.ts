#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/kata', import.meta.url)));
const args = process.argv.slice(2);
const { keptReport, mayBeKept } = await import('./kept-report.ts');
const kept = mayBeKept(args) ? keptReport(args) : undefined;

/** The exit code of a fault of ours. */
const BROKE = 3;
const USAGE = 2;

if (kept) {
  process.stderr.write(`${kept.note}\n`);
  process.stdout.write(kept.stdout);
  process.exitCode = kept.code;
} else {
  try {
    process.exitCode = await run();
  } catch (error) {
    process.exitCode = await explain(error);
  }
}

async function run(): Promise<number> {
  const { createProgram } = await import('./program.ts');
  let code = 0;
  const program = createProgram((answer) => {
    code = answer;
  });
  await program.parseAsync();
  return code;
}

async function explain(error: unknown): Promise<number> {
  const { CommanderError } = await import('commander');
  const { UsageError } = await import('./usage-error.ts');
  // commander has already said what was wrong
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`);
    return USAGE;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`The grader itself broke, not your solution: ${message}\n`);
  if (process.env['KATA_DEBUG']) console.error(error);
  else process.stderr.write('Run it again with KATA_DEBUG=1 to see where, and please report it.\n');
  return BROKE;
}
