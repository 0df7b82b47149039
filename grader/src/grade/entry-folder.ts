import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  type Stats,
} from 'node:fs';
import { join } from 'node:path';
import type { Text } from '@katas/structure';
import type { Found } from './intake.ts';
import { MAX_BYTES, tooLarge } from './submission.ts';

/** Folders below a handle are refused, not entered; so are files beside the handles. */
const MOST_ENTRIES = 100_000;

/**
 * What lies in a folder of entries on disk. Nothing is followed, run, changed or removed: Judge0's break-outs came from a
 * host that touched files of the box.
 * @throws {Error} where the folder itself can't be read
 */
export function entryFolder(dir: string): Found[] {
  const root = realpathSync(dir);
  const found: Found[] = [];
  for (const name of readdirSync(root)) {
    const handle = join(root, name);
    if (!lstatSync(handle).isDirectory()) found.push(special([name], kindOf(lstatSync(handle))));
    else for (const file of readdirSync(handle)) found.push(fileIn(root, name, file));
    if (found.length > MOST_ENTRIES) throw new Error(`${dir} holds more than ${MOST_ENTRIES} entries`);
  }
  return found;
}

function fileIn(root: string, handle: string, file: string): Found {
  const path = [handle, file];
  return { path, read: () => readRegular(join(root, ...path)) };
}

function special(path: readonly string[], problem: Text): Found {
  return { path, read: () => ({ problem }) };
}

function readRegular(path: string): Uint8Array | { readonly problem: Text } {
  let descriptor: number;
  try {
    const before = lstatSync(path);
    if (!before.isFile()) return { problem: kindOf(before) };
    // Not blocking: a pipe may have taken the file's place since.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    return { problem: { en: `it can not be read (${code})`, zh: `无法读取（${code}）` } };
  }
  try {
    return readOpened(descriptor, path);
  } finally {
    closeSync(descriptor);
  }
}

function readOpened(descriptor: number, path: string): Uint8Array | { readonly problem: Text } {
  const stat = fstatSync(descriptor);
  // O_NOFOLLOW looks at the last part of a path only: a folder may have become a link in between.
  if (!stat.isFile() || openedPath(descriptor, path) !== path) return { problem: kindOf(stat) };
  if (stat.nlink > 1)
    return { problem: { en: 'it is a hard link to a file elsewhere', zh: '是指向其他文件的硬链接' } };
  if ((stat.mode & 0o111) !== 0)
    return { problem: { en: 'it is executable; chmod 644 it', zh: '带有可执行权限，请 chmod 644' } };
  if (stat.size > MAX_BYTES) return { problem: tooLarge };
  const bytes = Buffer.alloc(MAX_BYTES + 1);
  let length = 0;
  for (;;) {
    const read = readSync(descriptor, bytes, length, bytes.length - length, null);
    length += read;
    if (read === 0 || length > MAX_BYTES) return bytes.subarray(0, length);
  }
}

/** Where Linux says that a descriptor leads; elsewhere it is believed. */
function openedPath(descriptor: number, path: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return path;
  }
}

function kindOf(stat: Stats): Text {
  if (stat.isSymbolicLink()) return { en: 'it is a symbolic link', zh: '是符号链接' };
  if (stat.isDirectory()) return { en: 'it is a folder', zh: '是文件夹' };
  if (stat.isFile())
    return {
      en: 'it is reached through a link, or beside the handles',
      zh: '路径经过链接，或不在用户名文件夹内',
    };
  return { en: 'it is a device, a pipe or a socket', zh: '是设备、管道或套接字' };
}
