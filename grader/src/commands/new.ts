import { cpSync, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../grader-digest.ts';
import { say } from '../i18n/commands.ts';
import type { Invocation } from '../invocation.ts';
import { UsageError } from '../usage-error.ts';

const TEMPLATE = fileURLToPath(new URL('../../template', import.meta.url));

/** `kata new`: a kata from the template, complete but for what says FILL IN. */
export function newKata(invocation: Invocation, slug: string): number {
  if (!/^[a-z][a-z0-9-]*$/.test(slug)) throw new UsageError(invocation.text(say.badSlug(slug)));
  const dir = join(ROOT, 'katas', slug);
  if (existsSync(dir)) throw new UsageError(invocation.text(say.kataExists(slug)));
  // Filled in under a name that discovery skips, then renamed: a half-made kata is never found.
  const making = join(ROOT, 'katas', `.${slug}.${process.pid}`);
  cpSync(TEMPLATE, making, { recursive: true });
  const order = String(1 + Math.max(0, ...invocation.katas.map((kata) => kata.definition.order)));
  for (const entry of readdirSync(making, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replaceAll('__slug__', slug).replaceAll('__order__', order),
    );
  }
  renameSync(making, dir);
  invocation.print(say.grown(slug));
  return 0;
}
