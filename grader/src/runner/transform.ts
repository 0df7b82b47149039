import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Transformed } from './frame.ts';

/** What is used of vite. */
interface Vite {
  readonly transformWithOxc: (
    text: string,
    file: string,
    options: { readonly lang: 'ts'; readonly tsconfig: false },
  ) => Promise<{ readonly code: string; readonly map: object }>;
  readonly moduleRunnerTransform: (
    code: string,
    map: object,
    url: string,
    original: string,
  ) => Promise<{ readonly code: string; readonly map: object | null } | null>;
}

/** vite itself is no dependency of ours: the one that vitest uses transforms the suites, so it does the solutions. */
async function loadVite(): Promise<Vite> {
  const vitest = createRequire(import.meta.url).resolve('vitest/package.json');
  return (await import(pathToFileURL(createRequire(vitest).resolve('vite')).href)) as Vite;
}

let vite: Promise<Vite> | undefined;

/**
 * A solution as a module runner evaluates it.
 * @param id - what its stack traces name
 * @throws {Error} where it can't be parsed
 */
export async function transform(text: string, id: string): Promise<Transformed> {
  vite ??= loadVite();
  const { transformWithOxc, moduleRunnerTransform } = await vite;
  const plain = await transformWithOxc(text, id, { lang: 'ts', tsconfig: false });
  const result = await moduleRunnerTransform(plain.code, plain.map, id, text);
  if (result === null) throw new Error('the solution can not be transformed');
  return { code: result.code, map: JSON.stringify({ ...result.map, sources: [id] }) };
}
