import { fileURLToPath } from 'node:url';
import { digestOfFiles } from '@katas/kata';

/** Absolute path of the repository that this grader belongs to. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

let digest: string | undefined;

/** What graded: our own sources and the versions of what they use. Read once per process. */
export function graderDigest(): string {
  digest ??= digestOfFiles(ROOT, [
    'grader/src',
    'packages/explore/src',
    'packages/goroutine/src',
    'packages/kata/src',
    'packages/structure/src',
    'pnpm-lock.yaml',
  ]);
  return digest;
}
