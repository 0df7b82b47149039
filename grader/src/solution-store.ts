import { constants, copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kata } from '@katas/kata';
import { shown } from './home.ts';
import { say } from './i18n/commands.ts';
import type { Invocation } from './invocation.ts';
import { UsageError } from './usage-error.ts';

/** Creates the solution from the stub where there is none. @returns whether it was created */
export function createSolution(invocation: Invocation, kata: Kata): boolean {
  const path = invocation.solutionPath(kata.slug);
  if (existsSync(path)) return false;
  writing(invocation, path, () => {
    invocation.home.prepare(path);
    // Exclusive: a file that appears in this very moment is the learner's and stays.
    copyFileSync(join(kata.dir, 'stub.ts'), path, constants.COPYFILE_EXCL);
  });
  invocation.warn(invocation.progress.record({ type: 'started', kata: kata.slug }));
  return true;
}

/** Puts the stub in the solution's place. @returns the path of the copy that is kept, if there was a file */
export function replaceByStub(invocation: Invocation, kata: Kata): string | undefined {
  const path = invocation.solutionPath(kata.slug);
  const copy = existsSync(path) ? keepCopy(invocation, kata.slug, path) : undefined;
  writing(invocation, path, () => {
    invocation.home.prepare(path);
    const next = `${path}.${process.pid}.tmp`;
    writeFileSync(next, readFileSync(join(kata.dir, 'stub.ts')), { flush: true });
    renameSync(next, path);
  });
  return copy;
}

function keepCopy(invocation: Invocation, slug: string, path: string): string {
  const stamp = new Date().toISOString().replaceAll(':', '-');
  const copy = invocation.home.kept('snapshots', invocation.handle, slug, `${stamp}.ts`);
  writing(invocation, copy, () => {
    invocation.home.prepare(copy);
    copyFileSync(path, copy, constants.COPYFILE_EXCL);
  });
  return copy;
}

/** @throws {UsageError} that says which file can't be written and why */
function writing(invocation: Invocation, path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new UsageError(invocation.text(say.cannotWrite(shown(path), reason)), { cause: error });
  }
}
