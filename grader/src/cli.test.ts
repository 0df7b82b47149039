import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { verdictSchema } from '@katas/kata';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from './grader-digest.ts';

// The real command as a process, on the real katas.
const CLI = fileURLToPath(new URL('./cli.ts', import.meta.url));
const SET = join(ROOT, 'katas/set');

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kata 家 '));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function kata(args: readonly string[], env: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: home,
      env: { PATH: process.env['PATH'], HOME: home, KATA_HOME: home, NO_COLOR: '1', LANG: 'C.UTF-8', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(home, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const accepted = join(SET, 'accepted', readdirSync(join(SET, 'accepted'))[0] ?? '');

describe('check', { timeout: 60_000 }, () => {
  test('prints one document and nothing else, which fits the schema, and exits with 0 for a pass', async () => {
    const { code, stdout, stderr } = await kata(['check', 'set', '--solution', accepted, '--format', 'json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const verdict = verdictSchema.parse(JSON.parse(stdout));
    expect(verdict).toMatchObject({ kata: 'set', outcome: 'pass', status: 'pass' });
    expect(verdict.stages.map((stage) => stage.run)).toEqual(verdict.stages.map((stage) => stage.expected));
  });

  test('exits with 1 for a failing solution and names the learner’s line', async () => {
    const { code, stdout } = await kata([
      'check',
      'set',
      '--solution',
      join(SET, 'stub.ts'),
      '--format',
      'json',
    ]);
    expect(code).toBe(1);
    const verdict = verdictSchema.parse(JSON.parse(stdout));
    const source = readFileSync(join(SET, 'stub.ts'), 'utf8').split('\n');
    const failed = verdict.stages[0]?.tests[0];
    expect(source[(failed?.place?.line ?? 0) - 1]).toContain('TODO');
  });

  const unreadable: readonly { name: string; make: () => string; kind: string }[] = [
    { name: 'missing', make: () => join(home, 'none.ts'), kind: 'missing' },
    { name: 'empty', make: () => file('a.ts', ' \n'), kind: 'empty' },
    { name: 'binary', make: () => file('a.ts', new Uint8Array([0, 159, 146, 150])), kind: 'binary' },
    { name: '10 MB', make: () => file('a.ts', '/'.repeat(10_000_000)), kind: 'large' },
    { name: 'a folder', make: () => (mkdirSync(join(home, 'a.ts')), join(home, 'a.ts')), kind: 'folder' },
    {
      name: 'a link to nothing',
      make: () => (symlinkSync('nowhere', join(home, 'a.ts')), join(home, 'a.ts')),
      kind: 'missing',
    },
    {
      name: 'a link to itself',
      make: () => (symlinkSync('a.ts', join(home, 'a.ts')), join(home, 'a.ts')),
      kind: 'unreadable',
    },
    { name: 'a device', make: () => '/dev/null', kind: 'special' },
    {
      name: 'a syntax error',
      make: () => file('a.ts', 'export class HashSet {\n  add( {\n}\n'),
      kind: 'syntax',
    },
    { name: 'no export', make: () => file('a.ts', 'class HashSet {}\n'), kind: 'missing-export' },
    {
      name: 'a throw at import',
      make: () => file('a.ts', "export class HashSet {}\nthrow new Error('early');\n"),
      kind: 'load',
    },
  ];
  test.for(unreadable)('can not judge $name, and says why with code 2', async ({ make, kind }) => {
    const { code, stdout } = await kata(['check', 'set', '--solution', make(), '--format', 'json']);
    const verdict = verdictSchema.parse(JSON.parse(stdout));
    expect({ code, outcome: verdict.outcome, kind: verdict.problem?.kind }).toEqual({
      code: 2,
      outcome: 'error',
      kind,
    });
    expect(verdict.problem?.text.zh).toMatch(/\p{Script=Han}/u);
  });

  test.skipIf(process.getuid?.() === 0)(
    'can not judge an unreadable file (skipped for root, who reads everything)',
    async () => {
      const path = file('a.ts', 'export {}');
      chmodSync(path, 0);
      expect((await kata(['check', 'set', '--solution', path])).code).toBe(2);
    },
  );

  test('follows a link to a regular file', async () => {
    symlinkSync(accepted, join(home, 'link.ts'));
    expect((await kata(['check', 'set', '--solution', 'link.ts'])).code).toBe(0);
  });

  test('catches a builtin that only shows at run time', async () => {
    const hidden = file('a.ts', readFileSync(join(SET, 'rejected/builtin-under-another-name.ts'), 'utf8'));
    expect((await kata(['check', 'set', '--solution', hidden])).code).toBe(1);
  });

  test('writes JUnit, SARIF and annotations that hold what a learner printed or named without harm', async () => {
    const nasty = file(
      'a, b: 100%.ts',
      readFileSync(join(SET, 'stub.ts'), 'utf8').replaceAll('TODO:', '<&\\u0007]]>\\n::stop-commands::x'),
    );
    const junit = await kata(['check', 'set', '--solution', nasty, '--format', 'junit']);
    expect(junit.stdout).toContain('&lt;&amp;\uFFFD]]&gt;');
    const sarif = JSON.parse(
      (
        await kata([
          'check',
          'set',
          '--solution',
          join(SET, 'rejected/wraps-the-builtin.ts'),
          '--format',
          'sarif',
        ])
      ).stdout,
    );
    expect(sarif.runs[0].results[0]).toMatchObject({ ruleId: 'no-builtins', level: 'error' });
    const github = await kata(['check', 'set', '--solution', nasty, '--format', 'github']);
    expect(github.stdout).toMatch(/^::error file=a%2C b%3A 100%25\.ts,line=\d+/m);
    expect(github.stdout).not.toMatch(/^::stop-commands/m);
  });
});

describe('usage', { timeout: 60_000 }, () => {
  const wrong: readonly { args: readonly string[]; says: string }[] = [
    { args: ['check', 'sett'], says: 'Did you mean "set"?' },
    { args: ['lst'], says: 'Did you mean `kata list`?' },
    { args: ['check', '--fromat', 'json'], says: 'Did you mean --format?' },
    { args: ['check', 'set', '--format', 'xml'], says: 'Allowed choices are' },
    { args: ['check', 'set', '--seed', '-1'], says: 'whole number' },
    { args: ['check', '--solution', 'x.ts'], says: 'exactly one kata' },
    { args: ['check'], says: 'not started' },
    { args: ['list', '--as', '../evil'], says: 'lower-case letters' },
    { args: ['list', '--lang', 'fr'], says: 'en and zh' },
    { args: ['compare', 'set'], says: 'solve it first' },
    { args: ['new', 'Bad Name'], says: 'lower-case letters' },
    { args: ['new', 'set'], says: 'exists' },
    { args: ['verify', 'nope'], says: 'There is no kata' },
  ];
  test.for(wrong)('$args is refused with a reason and code 2', async ({ args, says }) => {
    const { code, stdout, stderr } = await kata(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('every command has help with examples', async () => {
    const { stdout } = await kata(['--help']);
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) /gm)]
      .map((match) => match[1] ?? '')
      .filter((name) => name !== 'help');
    expect(commands.length).toBeGreaterThan(10);
    for (const command of commands) expect((await kata([command, '--help'])).stdout).toContain('Examples:');
  });
});

describe('a learner’s files', { timeout: 60_000 }, () => {
  const solution = (): string => join(home, 'solutions/ada/set.ts');
  const as = ['--as', 'ada'];

  test('start creates the stub once and never touches it again', async () => {
    expect((await kata(['start', 'set', ...as])).code).toBe(0);
    expect(readFileSync(solution(), 'utf8')).toBe(readFileSync(join(SET, 'stub.ts'), 'utf8'));
    writeFileSync(solution(), 'mine');
    await kata(['start', 'set', ...as]);
    expect(readFileSync(solution(), 'utf8')).toBe('mine');
  });

  test('reset asks; with --yes it keeps a copy first', async () => {
    await kata(['start', 'set', ...as]);
    writeFileSync(solution(), 'mine');
    expect((await kata(['reset', 'set', ...as])).code).toBe(2);
    expect(readFileSync(solution(), 'utf8')).toBe('mine');
    const { stdout } = await kata(['reset', 'set', '--yes', ...as]);
    const copies = readdirSync(join(home, '.kata/snapshots/ada/set'));
    expect(readFileSync(join(home, '.kata/snapshots/ada/set', copies[0] ?? ''), 'utf8')).toBe('mine');
    expect(stdout).toContain(copies[0]);
  });

  test('a pass opens compare; again archives it and starts a new round', async () => {
    await kata(['start', 'set', ...as]);
    cpSync(accepted, solution());
    expect((await kata(['check', 'set', ...as])).code).toBe(0);
    expect((await kata(['compare', 'set', ...as])).stdout).toContain('accepted/');
    await kata(['again', 'set', ...as]);
    const row = JSON.parse((await kata(['list', '--json', ...as])).stdout).katas[0];
    expect(row).toMatchObject({ slug: 'set', state: 'started', attempts: 0, rounds: 1 });
    expect((await kata(['compare', 'set', ...as])).code).toBe(2);
  });

  test('each hint goes one step further and is remembered', async () => {
    const first = (await kata(['hint', 'set', ...as])).stdout;
    const second = (await kata(['hint', 'set', ...as])).stdout;
    expect(second.length).toBeGreaterThan(first.length);
    expect(JSON.parse((await kata(['list', '--json', ...as])).stdout).katas[0].stages[0].hints.taken).toBe(2);
  });

  test('speaks Chinese where it is asked to', async () => {
    expect((await kata(['start', 'set', ...as, '--lang', 'zh'])).stdout).toContain('已创建');
    expect((await kata(['list', '--lang', 'en'], { LC_ALL: 'zh_CN.UTF-8' })).stdout).not.toMatch(
      /\p{Script=Han}/u,
    );
  });
});

describe('the progress file', { timeout: 60_000 }, () => {
  const journal = (): string => join(home, '.kata/progress/ada.jsonl');

  test('that is corrupt is kept aside, and what can be read goes on', async () => {
    await kata(['hint', 'set', '--as', 'ada']);
    const before = readFileSync(journal(), 'utf8');
    writeFileSync(journal(), `${before}{"at":"2026\n\0\0\0garbage\n`);
    const { stderr } = await kata(['list', '--as', 'ada']);
    const aside = readdirSync(join(home, '.kata/progress')).find((name) => name.includes('corrupt')) ?? '';
    expect(stderr).toContain(aside);
    expect(readFileSync(join(home, '.kata/progress', aside), 'utf8')).toContain('garbage');
    expect(readFileSync(journal(), 'utf8')).toBe(before);
  });

  test('that can not be written costs no verdict', async () => {
    mkdirSync(journal(), { recursive: true });
    file('solutions/ada/set.ts', `${readFileSync(join(SET, 'stub.ts'), 'utf8')}// mine`);
    const { code, stderr } = await kata(['check', 'set', '--as', 'ada']);
    expect(code).toBe(1);
    expect(stderr).toContain('could not be recorded');
  });

  test('a broken config file is named with its fault', async () => {
    file('.kata/config.json', '{"handle": "Über"}');
    const { code, stderr } = await kata(['list']);
    expect(code).toBe(2);
    expect(stderr).toContain('config.json');
    expect(existsSync(join(home, '.kata/config.json'))).toBe(true);
  });
});

test('the published schema is the one that verdicts are checked with', async () => {
  const published: unknown = JSON.parse(readFileSync(join(ROOT, 'docs/verdict.schema.json'), 'utf8'));
  expect(JSON.parse((await kata(['schema'])).stdout)).toEqual(published);
});
