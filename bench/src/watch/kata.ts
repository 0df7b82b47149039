import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** What a benchmark needs of a kata; it loads them by path, like the grader. */
export interface Kata {
  readonly slug: string;
  readonly dir: string;
  readonly definition: {
    readonly exports: readonly string[];
    readonly stages: readonly { readonly suite: string }[];
  };
}

/** Every kata that has an accepted solution. */
export async function findKatas(): Promise<Kata[]> {
  const dirs = readdirSync(join(ROOT, 'katas')).map((slug) => ({ slug, dir: join(ROOT, 'katas', slug) }));
  const whole = dirs.filter(
    ({ dir }) => existsSync(join(dir, 'kata.ts')) && existsSync(join(dir, 'accepted')),
  );
  return await Promise.all(
    whole.map(async ({ slug, dir }): Promise<Kata> => {
      const url = pathToFileURL(join(dir, 'kata.ts')).href;
      const { default: definition } = (await import(url)) as { default: Kata['definition'] };
      return { slug, dir, definition };
    }),
  );
}
