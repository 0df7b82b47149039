// Loaded before anything else when `kata check` is called: nothing here may need more than Node itself.
import { createHash, type Hash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A report that was printed before, and would be printed again. */
export interface KeptReport {
  readonly stdout: string;
  readonly code: number;
  /** Says that it is kept, since when, and how to judge again. */
  readonly note: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** With these the learner asks for something to be run. */
const RUNS = ['--fresh', '--seed', '--thorough'];
/** What a report depends on beside files. */
const VARIABLES = [
  'KATA_HOME',
  'LANG',
  'LC_ALL',
  'LC_MESSAGES',
  'LC_CTYPE',
  'NO_COLOR',
  'FORCE_COLOR',
  'TERM',
  'COLUMNS',
];
/** Ours, of packages and of katas: what judges. */
const JUDGES = ['grader/src', 'packages', 'katas', 'pnpm-lock.yaml'];
/** None of it has a part in a verdict. */
const NO_JUDGE =
  /^(?:node_modules|accepted|rejected|libraries|zoo|bench|fixtures|\..*|.*\.md|.*\.test-d\.ts|.*\.log)$/;
const MOST_KEPT = 20;

/** Whether a call asks for verdicts, and not for a run. */
export function mayBeKept(args: readonly string[]): boolean {
  return args[0] === 'check' && !args.some((arg) => RUNS.includes(arg.split('=')[0] ?? ''));
}

/** The report of this very call, where everything that it depends on is what it was. */
export function keptReport(args: readonly string[]): KeptReport | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(args), 'utf8')) as KeptReport;
  } catch {
    return undefined;
  }
}

/** Keeps a report for the next call that is like this one. */
export function keepReport(args: readonly string[], report: KeptReport): void {
  try {
    const file = fileOf(args);
    const folder = join(file, '..');
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, JSON.stringify(report));
    const age = (name: string): number => statSync(join(folder, name)).mtimeMs;
    const old = readdirSync(folder).toSorted((a, b) => age(b) - age(a));
    for (const name of old.slice(MOST_KEPT)) rmSync(join(folder, name), { force: true });
  } catch {
    // A disk that can't be written to: the next call judges again.
  }
}

function home(): string {
  return process.env['KATA_HOME'] || ROOT;
}

function fileOf(args: readonly string[]): string {
  return join(home(), '.kata/reports', `${keyOf(args)}.json`);
}

function keyOf(args: readonly string[]): string {
  const hash = createHash('sha256');
  const { stdout, versions } = process;
  const stands = process.env['INIT_CWD'] ?? process.cwd();
  const variables = VARIABLES.map((name) => process.env[name] ?? null);
  hash.update(JSON.stringify([versions.node, args, stands, variables, stdout.isTTY, stdout.columns]));
  for (const path of JUDGES) digest(hash, join(ROOT, path), NO_JUDGE);
  for (const path of ['config.json', 'progress']) digest(hash, join(home(), '.kata', path));
  // Whose solutions they are may be git's to say.
  for (const path of [join(homedir(), '.gitconfig'), join(ROOT, '.git/config')]) digest(hash, path);
  digest(hash, solutionsOf(args));
  return hash.digest('hex');
}

/** The file or the folder that holds what is judged. */
function solutionsOf(args: readonly string[]): string {
  const valueOf = (option: string): string | undefined => {
    const at = args.findIndex((arg) => arg === option || arg.startsWith(`${option}=`));
    return at < 0 ? undefined : args[at]?.includes('=') ? args[at].split('=')[1] : args[at + 1];
  };
  const file = valueOf('--solution');
  if (file !== undefined) return resolve(process.env['INIT_CWD'] ?? process.cwd(), file);
  return join(home(), 'solutions', valueOf('--as') ?? '');
}

function digest(hash: Hash, path: string, leftOut?: RegExp): void {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) {
    const content = readFileSync(path);
    hash.update(`${path}\0${content.length}\0`).update(content);
    return;
  }
  for (const entry of readdirSync(path, { withFileTypes: true }).toSorted((a, b) =>
    a.name < b.name ? -1 : 1,
  ))
    if (leftOut?.test(entry.name) !== true) digest(hash, join(path, entry.name), leftOut);
}
