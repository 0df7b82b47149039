import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Text } from '@katas/structure';
import type { Candidate } from './judge.ts';

/** A solution that can't be judged, and what to do about it. */
export interface SolutionProblem {
  readonly kind: 'missing' | 'folder' | 'special' | 'empty' | 'binary' | 'large' | 'unreadable';
  readonly text: Text;
}

/** More than any honest solution needs; what is larger is not read. */
const MAX_BYTES = 256 * 1024;

/**
 * Reads a solution once: what is judged later is this text, whatever happens to the file.
 * @param path - absolute
 * @param shownAs - the path as the user would type it
 */
export function readSolution(path: string, shownAs: string): Candidate | SolutionProblem {
  let descriptor: number;
  try {
    // Not blocking: a pipe in the file's place must not hold the grader up.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    return openProblem(error as NodeJS.ErrnoException, shownAs);
  }
  try {
    return readFrom(descriptor, path, shownAs);
  } catch (error) {
    return openProblem(error as NodeJS.ErrnoException, shownAs);
  } finally {
    closeSync(descriptor);
  }
}

export function isProblem(read: Candidate | SolutionProblem): read is SolutionProblem {
  return 'kind' in read;
}

function readFrom(descriptor: number, path: string, shownAs: string): Candidate | SolutionProblem {
  const stat = fstatSync(descriptor);
  if (stat.isDirectory()) return folder(shownAs);
  if (!stat.isFile())
    return {
      kind: 'special',
      text: {
        en: `${shownAs} is not a regular file. Put a TypeScript file in its place.`,
        zh: `${shownAs} 不是普通文件，请换成一个 TypeScript 文件。`,
      },
    };
  if (stat.size > MAX_BYTES) return tooLarge(shownAs, stat.size);
  const bytes = Buffer.alloc(MAX_BYTES + 1);
  let length = 0;
  for (;;) {
    const read = readSync(descriptor, bytes, length, bytes.length - length, null);
    if (read === 0) break;
    length += read;
    if (length > MAX_BYTES) return tooLarge(shownAs, length);
  }
  return decoded(bytes.subarray(0, length), path, shownAs);
}

function decoded(bytes: Uint8Array, path: string, shownAs: string): Candidate | SolutionProblem {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return binary(shownAs);
  }
  if (text.includes('\0')) return binary(shownAs);
  if (text.trim() === '')
    return {
      kind: 'empty',
      text: {
        en: `${shownAs} is empty. \`kata reset\` brings the stub back.`,
        zh: `${shownAs} 是空文件。用 \`kata reset\` 可以恢复初始文件。`,
      },
    };
  return { path, shownAs, text };
}

function openProblem(error: NodeJS.ErrnoException, shownAs: string): SolutionProblem {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
    return {
      kind: 'missing',
      text: {
        en: `${shownAs} does not exist. \`kata start\` creates it from the stub.`,
        zh: `${shownAs} 不存在。用 \`kata start\` 可以从模板创建它。`,
      },
    };
  if (error.code === 'EISDIR') return folder(shownAs);
  const reason = error.code ?? error.message;
  return {
    kind: 'unreadable',
    text: {
      en: `${shownAs} can not be read (${reason}). Check its permissions, and where it points if it is a link.`,
      zh: `无法读取 ${shownAs}（${reason}）。请检查权限；如果是链接，请检查它的目标。`,
    },
  };
}

function folder(shownAs: string): SolutionProblem {
  return {
    kind: 'folder',
    text: {
      en: `${shownAs} is a folder. A solution is one TypeScript file; move the folder away.`,
      zh: `${shownAs} 是一个文件夹。题解应当是一个 TypeScript 文件，请把文件夹移走。`,
    },
  };
}

function binary(shownAs: string): SolutionProblem {
  return {
    kind: 'binary',
    text: {
      en: `${shownAs} is not text in UTF-8. Save it as UTF-8 TypeScript source.`,
      zh: `${shownAs} 不是 UTF-8 文本，请以 UTF-8 编码保存 TypeScript 源码。`,
    },
  };
}

function tooLarge(shownAs: string, bytes: number): SolutionProblem {
  const kb = Math.round(bytes / 1024);
  return {
    kind: 'large',
    text: {
      en: `${shownAs} has ${kb} kB or more; a solution may have ${MAX_BYTES / 1024} kB.`,
      zh: `${shownAs} 有 ${kb} kB 以上；题解最大为 ${MAX_BYTES / 1024} kB。`,
    },
  };
}
