// A thread beside the tests: the learner's file as TypeScript sees it. The file exists only here, in the kata's folder.
import childProcess, { type SpawnOptions } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { TypesVerdict } from '@katas/kata';
import { API, DiagnosticCategory, type Diagnostic, type Snapshot } from 'typescript/unstable/sync';
import { ROOT } from '../grader-digest.ts';
import type { TypesReply, TypesRequest } from './type-checker.ts';

const MOST_ERRORS = 20;
/** What is a matter of taste, or of how the repository itself is run, is no error of a learner. */
const RELAXED = {
  noUnusedLocals: false,
  noUnusedParameters: false,
  noImplicitReturns: false,
  erasableSyntaxOnly: false,
  verbatimModuleSyntax: false,
};

// The compiler is a process that the API starts with our standard error, on which it says "context canceled" when it is ended
// in the middle of its work. What it has to say comes as answers; this thread has a `spawn` of its own.
const { spawn } = childProcess;
Object.assign(childProcess, {
  spawn: (file: string, args: readonly string[], options: SpawnOptions) =>
    spawn(file, args, {
      ...options,
      stdio: [options.stdio ?? 'pipe'].flat().map((each) => (each === 'inherit' ? 'ignore' : each)),
    }),
});
syncBuiltinESMExports();

/** Texts by path: files that are nowhere but here. */
const virtual = new Map<string, string>();
const opened = new Set<string>();
let api: API | undefined;
let snapshot: Snapshot | undefined;

function fileIn(dir: string): string {
  return join(dir, 'solution.ts');
}

function configIn(dir: string): string {
  return join(dir, 'tsconfig.solution.json');
}

function check({ dir, text }: TypesRequest): TypesVerdict {
  const [file, config] = [fileIn(dir), configIn(dir)];
  virtual.set(file, text);
  api ??= new API({
    cwd: ROOT,
    fs: {
      readFile: (name) => virtual.get(name),
      fileExists: (name) => (virtual.has(name) ? true : undefined),
    },
  });
  const before = snapshot;
  if (opened.has(dir)) snapshot = api.updateSnapshot({ fileChanges: { changed: [file] } });
  else {
    const options = {
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: RELAXED,
      files: ['solution.ts'],
    };
    virtual.set(config, JSON.stringify(options));
    snapshot = api.updateSnapshot({ openProjects: [config] });
    opened.add(dir);
  }
  before?.dispose();
  const program = snapshot.getProject(config)?.program;
  if (program === undefined) throw new Error('the file is in no project');
  const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  const errors = found.filter((each) => each.category === DiagnosticCategory.Error && each.fileName === file);
  const lines = linesOf(text);
  return { errors: errors.slice(0, MOST_ERRORS).map((each) => told(each, lines)) };
}

function told(diagnostic: Diagnostic, lines: readonly number[]): TypesVerdict['errors'][number] {
  const start = positionOf(diagnostic.pos, lines);
  const end = positionOf(Math.max(diagnostic.end, diagnostic.pos + 1), lines);
  return {
    code: diagnostic.code,
    message: chainOf(diagnostic),
    place: { line: start.line, column: start.column, endLine: end.line, endColumn: end.column },
  };
}

function chainOf({ text, messageChain = [] }: Diagnostic, depth = 0): string {
  const deeper = messageChain.map((each) => chainOf(each, depth + 1));
  return [`${'  '.repeat(depth)}${text}`, ...deeper].join('\n');
}

/** Offsets at which lines begin. */
function linesOf(text: string): number[] {
  return [0, ...[...text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)].map((found) => found.index + found[0].length)];
}

function positionOf(offset: number, lines: readonly number[]): { line: number; column: number } {
  const line = lines.findLastIndex((start) => start <= offset);
  return { line: line + 1, column: offset - (lines[line] ?? 0) + 1 };
}

parentPort?.on('message', (message: (TypesRequest & { id: number }) | 'close') => {
  if (message === 'close') {
    api?.close();
    return parentPort?.close();
  }
  const reply: TypesReply = { id: message.id, types: check(message) };
  parentPort?.postMessage(reply);
});
