import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Kata } from '@katas/kata';
import { lexer, type Tokens } from 'marked';
import { ROOT } from '../grader-digest.ts';
import { PROMPT_FILE } from '../prompt.ts';

interface Block {
  readonly file: string;
  readonly prompt: string;
  readonly index: number;
  readonly code: string;
}

/** Type-checks the code of the prompts against the stub: what a learner copies from them must compile. */
export function promptCodeProblems(kata: Kata): string[] {
  const blocks = Object.values(PROMPT_FILE).flatMap((prompt) => blocksOf(kata, prompt));
  if (blocks.length === 0) return [];
  const dir = mkdtempSync(join(tmpdir(), 'kata-prompt-'));
  try {
    for (const block of blocks) writeFileSync(join(dir, block.file), withImports(block.code, kata));
    writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify(configFor(kata)));
    const tsc = join(
      dirname(createRequire(join(ROOT, 'package.json')).resolve('typescript/package.json')),
      'bin/tsc',
    );
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', dir, '--pretty', 'false'], {
      encoding: 'utf8',
    });
    return status === 0 ? [] : stdout.split('\n').flatMap((line) => told(line, blocks));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function blocksOf(kata: Kata, prompt: string): Block[] {
  return lexer(readFileSync(join(kata.dir, prompt), 'utf8'))
    .filter(
      (token): token is Tokens.Code =>
        token.type === 'code' && ['ts', 'typescript'].includes(token.lang ?? ''),
    )
    .map((token, index) => ({
      file: `${prompt.replaceAll('.', '-')}-${index}.ts`,
      prompt,
      index,
      code: token.text,
    }));
}

/** A block sees the stub's exports without importing them; the import shares its first line, so lines stay. */
function withImports(code: string, kata: Kata): string {
  const exported = readFileSync(join(kata.dir, 'stub.ts'), 'utf8').matchAll(
    /^export (?:default )?(?:abstract )?(?:class|interface|type|function|const|enum) (\w+)/gm,
  );
  const names = [...exported].map((match) => match[1] ?? '').filter((name) => !declares(code, name));
  return `import { ${names.join(', ')} } from '#solution'; ${code}\nexport {};\n`;
}

function declares(code: string, name: string): boolean {
  const declared = String.raw`\b(?:class|interface|type|function|enum|const|let)\s+${name}\b`;
  const imported = String.raw`\bimport\b[^;]*\b${name}\b[^;]*\bfrom\b`;
  return new RegExp(`${declared}|${imported}`).test(code);
}

function configFor(kata: Kata): object {
  return {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: {
      paths: {
        '#solution': [join(kata.dir, 'stub.ts')],
        '@katas/*': [join(ROOT, 'packages/*/src/index.ts')],
      },
      noUnusedLocals: false,
      noUnusedParameters: false,
      verbatimModuleSyntax: false,
      typeRoots: [join(ROOT, 'node_modules/@types')],
    },
    include: ['*.ts'],
  };
}

function told(line: string, blocks: readonly Block[]): string[] {
  const found = /([^/\\(]+\.ts)\((\d+),\d+\): error (.*)$/.exec(line);
  const block = blocks.find((each) => each.file === found?.[1]);
  if (!found) return [];
  if (!block) return [line];
  return [`${block.prompt}, code block ${block.index + 1}, line ${found[2]}: ${found[3]}`];
}
