#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/kata', import.meta.url)));
const { CommanderError } = await import('commander');
const { createProgram } = await import('./program.ts');
const { UsageError } = await import('./usage-error.ts');

/** The exit code of a fault of ours. */
const BROKE = 3;
const USAGE = 2;

try {
  process.exitCode = await run();
} catch (error) {
  process.exitCode = explain(error);
}

async function run(): Promise<number> {
  let code = 0;
  const program = createProgram((answer) => {
    code = answer;
  });
  await program.parseAsync();
  return code;
}

function explain(error: unknown): number {
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
