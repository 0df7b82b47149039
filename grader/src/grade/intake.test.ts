import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { entryFolder } from './entry-folder.ts';
import { entryTree } from './entry-tree.ts';
import { handleProblem, skeletonOf } from './handle.ts';
import { takeIn, type Intake } from './intake.ts';
import { MAX_BYTES } from './submission.ts';

const rules = { slugs: ['set', 'ordered-map'] };
const GOOD = 'export class HashSet {}\n';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'intake-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function put(path: string, content: string | Uint8Array = GOOD): string {
  const file = join(dir, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content, { mode: 0o644 });
  return file;
}

function take(known: readonly string[] = []): Intake {
  return takeIn(entryFolder(dir), { ...rules, known });
}

function why(intake: Intake, path: string): string | undefined {
  return intake.refused.find((one) => one.path === path)?.reason.en;
}

test('regular files under safe handles are taken, in order, with their text', () => {
  put('zoe/set.ts');
  put('ada-1/ordered-map.ts', '// 你好 👋\n');
  expect(take()).toEqual({
    entries: [
      { handle: 'ada-1', slug: 'ordered-map', text: '// 你好 👋\n' },
      { handle: 'zoe', slug: 'set', text: GOOD },
    ],
    refused: [],
  });
});

describe('refused, and the rest goes on', () => {
  const cases: Record<string, { make: () => void; path: string; says: RegExp }> = {
    'a symbolic link': {
      make: () => {
        put('eve/x.txt', 'secret');
        symlinkSync('/etc/passwd', join(dir, 'eve/set.ts'));
      },
      path: 'eve/set.ts',
      says: /symbolic link/,
    },
    'a handle that is a link': {
      make: () => {
        put('ada/set.ts');
        symlinkSync(join(dir, 'ada'), join(dir, 'eve'));
      },
      path: 'eve',
      says: /symbolic link|<handle>/,
    },
    'a hard link': {
      make: () => {
        mkdirSync(join(dir, 'eve'));
        linkSync(put('secret.ts'), join(dir, 'eve/set.ts'));
      },
      path: 'eve/set.ts',
      says: /hard link/,
    },
    'an executable': {
      make: () => chmodSync(put('eve/set.ts'), 0o755),
      path: 'eve/set.ts',
      says: /executable/,
    },
    'a pipe': {
      make: () => {
        mkdirSync(join(dir, 'eve'));
        execFileSync('mkfifo', [join(dir, 'eve/set.ts')]);
      },
      path: 'eve/set.ts',
      says: /device, a pipe/,
    },
    'a folder in its place': { make: () => put('eve/set.ts/x'), path: 'eve/set.ts', says: /folder/ },
    'a file beside the handles': { make: () => put('set.ts'), path: 'set.ts', says: /<handle>/ },
    'too large a file': {
      make: () => put('eve/set.ts', 'a'.repeat(MAX_BYTES + 1)),
      path: 'eve/set.ts',
      says: /256 kB/,
    },
    'bytes that are no UTF-8': {
      make: () => put('eve/set.ts', new Uint8Array([0x65, 0xff, 0xfe])),
      path: 'eve/set.ts',
      says: /UTF-8/,
    },
    'an empty file': { make: () => put('eve/set.ts', ' \n'), path: 'eve/set.ts', says: /empty/ },
    'a bidi control': {
      make: () => put('eve/set.ts', 'const a = 1;\n/* \u202E } */'),
      path: 'eve/set.ts',
      says: /line 2 has the invisible character U\+202E/,
    },
    'a zero-width space': { make: () => put('eve/set.ts', 'a\u200Bb'), path: 'eve/set.ts', says: /U\+200B/ },
    'an escape sequence': { make: () => put('eve/set.ts', '\u001B[2J'), path: 'eve/set.ts', says: /U\+001B/ },
    'a NUL': { make: () => put('eve/set.ts', 'a\0b'), path: 'eve/set.ts', says: /U\+0000/ },
    'an unknown kata': {
      make: () => put('eve/sett.ts'),
      path: 'eve/sett.ts',
      says: /no kata of that name; .*set/,
    },
    'another extension': { make: () => put('eve/set.js'), path: 'eve/set.js', says: /no kata/ },
    'a configuration file': { make: () => put('eve/.npmrc'), path: 'eve/.npmrc', says: /no kata/ },
    'a handle in capitals': { make: () => put('Eve/set.ts'), path: 'Eve/set.ts', says: /lower-case/ },
    'a handle with a Cyrillic letter': {
      make: () => put('\u0430da/set.ts'),
      path: '\u0430da/set.ts',
      says: /ASCII/,
    },
    'a hidden handle': { make: () => put('.git/set.ts'), path: '.git/set.ts', says: /lower-case/ },
  };

  test.each(Object.entries(cases))('%s', (_, { make, path, says }) => {
    put('zed/set.ts');
    make();
    const intake = take();
    expect(why(intake, path)).toMatch(says);
    expect(intake.entries.map(({ handle }) => handle)).toContain('zed');
    expect(intake.entries.map(({ handle }) => handle)).not.toContain(path.split('/')[0]);
  });

  test('a handle that looks like one that was there before, whoever comes first in the alphabet', () => {
    put('paul/set.ts');
    put('pau1/set.ts');
    expect(why(take(['paul']), 'pau1/set.ts')).toMatch(/looks like "paul"/);
    const unknown = take();
    expect(unknown.entries).toHaveLength(1);
    expect(unknown.refused).toHaveLength(1);
  });

  test('a handle with a refused file takes no name from anybody', () => {
    put('a1/set.ts', '');
    put('al/set.ts');
    expect(take().entries.map(({ handle }) => handle)).toEqual(['al']);
  });
});

test.each(['a', 'ada', 'ada-lovelace', 'a_b', '0x', 'a'.repeat(39)])('%s is a handle', (name) => {
  expect(handleProblem(name)).toBeUndefined();
});

test.each(['', '-a', 'a-', 'a--b', '..', 'a/b', 'a b', 'a'.repeat(40), '<b>', "a'--", 'a\n', 'CON', '人'])(
  '%j is none',
  (name) => {
    expect(handleProblem(name)?.en).toMatch(/lower-case ASCII/);
  },
);

test.each([
  ['ada_l0velace', 'adalovelace'],
  ['vvendy', 'wendy'],
  ['rnike', 'mike'],
  ['b0b', 'bob'],
])('%s looks like %s', (one, other) => {
  expect(skeletonOf(one)).toBe(skeletonOf(other));
});

describe('a commit', () => {
  function git(...args: string[]): string {
    const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'init.defaultBranch=main'];
    return execFileSync('git', [...who, '-C', dir, ...args], { encoding: 'utf8' }).trim();
  }

  test('gives its blobs and nothing that is not one', () => {
    put('entries/ada/set.ts');
    chmodSync(put('entries/bob/set.ts'), 0o755);
    mkdirSync(join(dir, 'entries/eve'));
    symlinkSync('../ada/set.ts', join(dir, 'entries/eve/set.ts'));
    put('entries/max/set.ts', 'x'.repeat(MAX_BYTES + 1));
    put('other/zed/set.ts');
    git('init', '-q');
    git('add', '-A');
    git('commit', '-q', '-m', 'entries');
    const tree = entryTree({ repository: dir, revision: 'HEAD', folder: 'entries' });
    // What is on the disk does not count.
    put('entries/late/set.ts');
    const intake = takeIn(tree, rules);
    expect(intake.entries).toEqual([{ handle: 'ada', slug: 'set', text: GOOD }]);
    expect(why(intake, 'bob/set.ts')).toMatch(/executable/);
    expect(why(intake, 'eve/set.ts')).toMatch(/symbolic link/);
    expect(why(intake, 'max/set.ts')).toMatch(/256 kB/);
    expect(intake.refused).toHaveLength(3);
  });

  test("that is none is said in git's words", () => {
    git('init', '-q');
    expect(() => entryTree({ repository: dir, revision: 'nope', folder: '' })).toThrow(/git: .*nope/);
  });
});
