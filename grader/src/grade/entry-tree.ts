import { spawnSync } from 'node:child_process';
import type { Text } from '@katas/structure';
import type { Found } from './intake.ts';
import { MAX_BYTES, tooLarge } from './submission.ts';

/** A folder of entries inside of a commit. */
export interface EntryTree {
  /** Absolute path of the repository. */
  readonly repository: string;
  /** Any name of a commit or tree. */
  readonly revision: string;
  /** The folder in it; empty: the root. */
  readonly folder: string;
}

const KINDS: Readonly<Record<string, Text>> = {
  '100755': { en: 'it is executable; chmod 644 it', zh: '带有可执行权限，请 chmod 644' },
  '120000': { en: 'it is a symbolic link', zh: '是符号链接' },
  '160000': { en: 'it is a submodule', zh: '是子模块' },
};

/**
 * What a commit holds, read as blobs: nothing is checked out, so no file of a stranger is ever on the disk.
 * @throws {Error} where git can't read it, with git's words
 */
export function entryTree({ repository, revision, folder }: EntryTree): Found[] {
  const prefix = folder === '' ? '' : `${folder.replace(/\/+$/, '')}/`;
  const listed = git(repository, [
    'ls-tree',
    '-r',
    '-z',
    '--long',
    '--full-tree',
    revision,
    ...(prefix ? [prefix] : []),
  ]);
  return listed
    .toString('utf8')
    .split('\0')
    .filter(Boolean)
    .map((line) => blobOf(line, prefix, repository));
}

function blobOf(line: string, prefix: string, repository: string): Found {
  const tab = line.indexOf('\t');
  const head = line.slice(0, tab);
  const name = line.slice(tab + 1);
  const [mode = '', , id = '', size = ''] = head.split(/ +/);
  const path = name.slice(prefix.length).split('/');
  return {
    path,
    read: () => {
      const problem =
        mode === '100644' ? undefined : (KINDS[mode] ?? { en: `its mode is ${mode}`, zh: `模式为 ${mode}` });
      if (problem) return { problem };
      if (Number(size) > MAX_BYTES) return { problem: tooLarge };
      return git(repository, ['cat-file', 'blob', id]);
    },
  };
}

function git(repository: string, args: readonly string[]): Buffer {
  // A repository of strangers brings its own configuration: none of it may name a program.
  const safe = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '--no-replace-objects'];
  const { status, stdout, stderr, error } = spawnSync('git', [...safe, '-C', repository, ...args], {
    maxBuffer: 256 * 1024 * 1024,
    env: { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', LC_ALL: 'C' },
  });
  if (error) throw new Error(`git could not be run: ${error.message}`);
  if (status !== 0) throw new Error(`git: ${stderr.toString('utf8').trim()}`);
  return stdout;
}
