import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import type { Kata } from '@katas/kata';
import { solutionsIn } from '../comparison.ts';
import { ROOT } from '../grader-digest.ts';
import { userDir } from '../home.ts';
import type { Invocation } from '../invocation.ts';
import { KataJudge } from '../kata-judge.ts';
import { BatchingRunner } from '../runner/batching-runner.ts';
import { drawSeed, parseSeed } from '../seed.ts';
import { UsageError } from '../usage-error.ts';
import {
  LEAST_SHARE,
  scoreLine,
  scoreOf,
  survivorLines,
  wordingLines,
  type MutatedFile,
} from '../verify/mutation-report.ts';
import { MutationError, mutationOf } from '../verify/mutation.ts';

export interface MutateOptions {
  readonly accepted?: string;
  readonly only?: string;
  readonly seed?: string;
  readonly json?: boolean;
}

const MAX_LANES = 4;
/** Mutants at a time: as many wait for a process that judges them together. */
const AT_ONCE = 48;
const TELL_EVERY_MS = 5000;

/** `kata mutate`: mutation testing of the accepted solutions; 1 where less than 90 % of the mutants are killed. */
export async function mutate(invocation: Invocation, slug: string, options: MutateOptions): Promise<number> {
  const kata = invocation.kata(slug);
  const seed = options.seed === undefined ? drawSeed() : parseSeed(options.seed, invocation);
  const only = options.only === undefined ? undefined : parseNumbers(options.only);
  const paths =
    options.accepted === undefined ? solutionsIn(kata, 'accepted') : [find(kata, options.accepted)];
  if (paths.length === 0) throw new UsageError(`${slug} has no accepted solution.`);
  const lanes = Math.min(MAX_LANES, availableParallelism());
  const judge = new KataJudge(new BatchingRunner({ root: ROOT, lanes }));
  const files: MutatedFile[] = [];
  try {
    for (const path of paths) {
      const file = basename(path);
      const progress = new Progress(file);
      const accepted = { path, shownAs: `accepted/${file}`, text: readFileSync(path, 'utf8') };
      const mutants = await mutationOf({
        kata,
        accepted,
        judges: Array.from({ length: AT_ONCE }, () => judge),
        seed,
        ...(only && { only }),
        on: () => progress.step(),
      });
      files.push({ file, mutants });
      if (options.json !== true) report(invocation, { file, mutants });
    }
  } catch (error) {
    if (error instanceof MutationError) throw new UsageError(error.message);
    throw error;
  } finally {
    await judge.close();
  }
  const score = scoreOf(files);
  if (options.json === true) invocation.print(JSON.stringify(toJson(slug, seed, files), undefined, 2));
  else invocation.print(`${slug}: ${scoreLine(files)}; seed ${seed}`);
  return score.share >= LEAST_SHARE ? 0 : 1;
}

function find(kata: Kata, name: string): string {
  const listed = solutionsIn(kata, 'accepted');
  const found = listed.find((path) => [basename(path), basename(path, '.ts')].includes(basename(name)));
  const path = resolve(userDir(), name);
  if (existsSync(path) && path.endsWith('.ts')) return path;
  if (found !== undefined) return found;
  const names = listed.map((each) => basename(each, '.ts')).join(', ');
  throw new UsageError(`--accepted ${name}: ${kata.slug} has ${names}.`);
}

/** `3,17,40-44`. */
function parseNumbers(text: string): Set<number> {
  const numbers = text.split(',').flatMap((part) => {
    const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(part.trim()) ?? [];
    if (from === undefined) throw new UsageError(`--only ${text}: numbers as in "3,17,40-44", please.`);
    const first = Number(from);
    return Array.from({ length: Math.max(0, Number(to ?? from) - first + 1) }, (_, index) => first + index);
  });
  return new Set(numbers);
}

/** A word on stderr now and then. */
class Progress {
  readonly #file: string;
  #done = 0;
  #told = performance.now();

  constructor(file: string) {
    this.#file = file;
  }

  step(): void {
    this.#done += 1;
    if (performance.now() - this.#told < TELL_EVERY_MS) return;
    this.#told = performance.now();
    process.stderr.write(`${this.#file}: ${this.#done} mutants judged\n`);
  }
}

function report(invocation: Invocation, file: MutatedFile): void {
  const survivors = survivorLines(file);
  const wording = wordingLines(file);
  invocation.print(`## ${file.file}\n${scoreLine([file])}`);
  if (survivors.length > 0) invocation.print(`\nSurvived:\n${survivors.join('\n')}`);
  if (wording.length > 0)
    invocation.print(
      `\nText, not judged and not in the score (messages of errors, names):\n${wording.join('\n')}`,
    );
  invocation.print('');
}

function toJson(kata: string, seed: number, files: readonly MutatedFile[]): object {
  return {
    kata,
    seed,
    ...scoreOf(files),
    files: files.map((file) => ({
      file: file.file,
      ...scoreOf([file]),
      mutants: file.mutants.map(({ mutant, fate }) => ({ ...mutant, text: undefined, fate })),
    })),
  };
}
