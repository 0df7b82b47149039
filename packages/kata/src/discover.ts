import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { KataDefinition } from './kata.ts';

/** A kata as it was found on disk. */
export interface Kata {
  readonly slug: string;
  /** Absolute path of its folder. */
  readonly dir: string;
  readonly definition: KataDefinition;
}

/** A folder that should be a kata and can't be loaded. */
export interface BrokenKata {
  readonly slug: string;
  readonly dir: string;
  /** What is wrong and where, for its author. */
  readonly problem: string;
}

export interface Discovery {
  /** In the order in which they are to be learned. */
  readonly katas: readonly Kata[];
  readonly broken: readonly BrokenKata[];
}

const text = z.strictObject({ en: z.string().min(1), zh: z.string().min(1) });
const slug = z.string().regex(/^[a-z][a-z0-9-]*$/, 'a slug has lower-case letters, digits and hyphens');
const rules = z.array(z.looseObject({ rule: z.string() }));
const amount = z.number().positive();

const definitionSchema = z.strictObject({
  title: text,
  heading: z.string().min(1),
  level: z.literal([1, 2, 3, 4]),
  order: z.number(),
  exports: z.array(z.string()).min(1),
  structure: rules,
  stages: z
    .array(
      z.strictObject({
        slug,
        title: text,
        suite: z.string().min(1),
        tests: z.int().min(1),
        structure: rules.optional(),
        hints: z.array(text),
        inputAfterHints: z.int().min(0).optional(),
      }),
    )
    .min(1)
    .refine((stages) => new Set(stages.map((stage) => stage.slug)).size === stages.length, {
      error: 'two stages have the same slug',
    }),
  mistakes: z
    .record(
      slug,
      z.strictObject({
        name: text,
        says: text,
        hint: z.strictObject({ stage: slug, number: z.int().min(1) }),
      }),
    )
    .optional(),
  limits: z
    .strictObject({ testMs: amount, stageMs: amount, memoryMb: amount, outputKb: amount })
    .partial()
    .optional(),
});

/**
 * Finds every kata of a repository: each folder under `katas/` is one, there is no list to edit. A broken one is
 * reported and does not hide the others.
 * @param root - absolute path of the repository
 */
export async function discover(root: string): Promise<Discovery> {
  const folder = join(root, 'katas');
  if (!existsSync(folder)) return { katas: [], broken: [] };
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map((entry) => entry.name);
  const found = await Promise.all(names.map((name) => load(name, join(folder, name))));
  return {
    katas: found
      .filter((each) => 'definition' in each)
      .toSorted((a, b) => a.definition.order - b.definition.order || (a.slug < b.slug ? -1 : 1)),
    broken: found.filter((each) => 'problem' in each),
  };
}

async function load(name: string, dir: string): Promise<Kata | BrokenKata> {
  const broken = (problem: string): BrokenKata => ({ slug: name, dir, problem });
  if (!slug.safeParse(name).success)
    return broken(`the folder's name is no slug: lower-case letters, digits and hyphens, please`);
  const file = join(dir, 'kata.ts');
  if (!existsSync(file)) return broken('kata.ts is missing');
  let module: { default?: unknown };
  try {
    module = await import(pathToFileURL(file).href);
  } catch (error) {
    return broken(`kata.ts does not load: ${whereAndWhat(error, file)}`);
  }
  if (module.default === undefined)
    return broken('kata.ts has no default export; `export default defineKata({…})`');
  const parsed = definitionSchema.safeParse(module.default);
  if (!parsed.success) return broken(`kata.ts is not a kata:\n${z.prettifyError(parsed.error)}`);
  const definition = module.default as KataDefinition;
  const missing = definition.stages.find((stage) => !existsSync(join(dir, stage.suite)));
  if (missing) return broken(`the suite ${missing.suite} of stage ${missing.slug} is missing`);
  return { slug: name, dir, definition };
}

function whereAndWhat(error: unknown, file: string): string {
  if (!(error instanceof Error)) return String(error);
  const line = new RegExp(`${RegExp.escape(file)}:(\\d+)`).exec(error.stack ?? '')?.[1];
  return line ? `${error.message} (line ${line})` : error.message;
}
