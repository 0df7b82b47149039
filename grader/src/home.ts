import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { ROOT } from './grader-digest.ts';
import { UsageError } from './usage-error.ts';

/** Where the user stands: `pnpm kata` runs in the repository and says where it was called. */
export function userDir(): string {
  return process.env['INIT_CWD'] ?? process.cwd();
}

const HANDLE = /^[a-z0-9][a-z0-9-]{0,38}$/;

const configSchema = z
  .strictObject({ handle: z.string().regex(HANDLE), lang: z.literal(['en', 'zh']), editor: z.string() })
  .partial();

export type Config = z.infer<typeof configSchema>;

/** Where learners' work lies: `solutions/` and, for what the grader keeps about it, `.kata/`. */
export class Home {
  /** Absolute path; the repository, or `KATA_HOME`. */
  readonly dir: string;

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.dir = env['KATA_HOME'] || ROOT;
  }

  /** Absolute path of a file that the grader keeps. */
  kept(...parts: string[]): string {
    return join(this.dir, '.kata', ...parts);
  }

  solution(handle: string, slug: string): string {
    return join(this.dir, 'solutions', handle, `${slug}.ts`);
  }

  /** `.kata/config.json`: `handle`, `lang`, `editor`, all optional. @throws {UsageError} when it is broken */
  config(): Config {
    const file = this.kept('config.json');
    if (!existsSync(file)) return {};
    const problem = (what: string): UsageError =>
      new UsageError(`${shown(file)}: ${what}\nMend the file or delete it.`);
    let json: unknown;
    try {
      json = JSON.parse(readFileSync(file, 'utf8'));
    } catch (error) {
      throw problem(error instanceof Error ? error.message : String(error));
    }
    const parsed = configSchema.safeParse(json);
    if (!parsed.success) throw problem(z.prettifyError(parsed.error));
    return parsed.data;
  }

  /**
   * Whose solutions: `--as`, then the config file, then git's user name, then `me`.
   * @throws {UsageError} when the given handle has characters that are not allowed
   */
  handle(given: string | undefined): string {
    if (given !== undefined) {
      if (HANDLE.test(given)) return given;
      throw new UsageError(
        `--as ${JSON.stringify(given)}: a handle has 1 to 39 lower-case letters, digits and hyphens, and begins with a letter or digit.`,
      );
    }
    return this.config().handle ?? gitHandle() ?? 'me';
  }

  /** Creates the folder that will hold a file. */
  prepare(file: string): void {
    mkdirSync(join(file, '..'), { recursive: true });
  }
}

function gitHandle(): string | undefined {
  const { stdout } = spawnSync('git', ['config', 'user.name'], { cwd: ROOT, encoding: 'utf8' });
  const handle = (stdout ?? '')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 39)
    .replaceAll(/^-+|-+$/g, '');
  return HANDLE.test(handle) ? handle : undefined;
}

/** A path as the user would type it: from where they stand, if that is shorter. */
export function shown(path: string): string {
  const near = relative(userDir(), path);
  return near !== '' && !near.startsWith('..') ? near : path;
}
