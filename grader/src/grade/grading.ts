import { digestOf, suiteDigest, type Kata, type Verdict } from '@katas/kata';
import { graderDigest } from '../grader-digest.ts';
import type { Judge } from '../judge.ts';
import type { Entry } from './intake.ts';
import type { GradeRecord, Ledger, Sandbox, Triple } from './ledger.ts';
import { seedFrom } from './seed-secret.ts';

export interface GradingOptions {
  readonly katas: readonly Kata[];
  readonly ledger: Ledger;
  readonly sandbox: Sandbox;
  /** How many at a time; each has a judge of its own. */
  readonly jobs: number;
  readonly judge: () => Judge;
  readonly seedSecret: string;
  readonly now: () => Date;
  /** Called after each submission. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly entry: Entry;
  /** Absent: the grader itself broke on it, and it will be tried again in the next run. */
  readonly record?: GradeRecord;
  /** It was graded before, and nothing has changed since. */
  readonly stood: boolean;
  readonly broke?: string;
}

export interface Graded {
  /** In the order of the entries. */
  readonly records: readonly GradeRecord[];
  /** Submissions on which the grader itself broke: no verdict, and nothing to the participant's discredit. */
  readonly broken: readonly { readonly entry: Entry; readonly why: string }[];
}

/** Tries that a submission gets before the grader gives up on it in this run. */
const TRIES = 2;

/** Grades entries, several at a time; what was graded before and has not changed is taken as it is. */
export async function grade(entries: readonly Entry[], options: GradingOptions): Promise<Graded> {
  const suites = new Map(options.katas.map((kata) => [kata.slug, { kata, digest: suiteDigest(kata) }]));
  const records: (GradeRecord | undefined)[] = entries.map(() => undefined);
  const broken: { entry: Entry; why: string }[] = [];
  let next = 0;
  let done = 0;
  const told = (progress: Pick<Progress, 'entry' | 'record' | 'stood' | 'broke'>): void => {
    done += 1;
    options.onProgress?.({ ...progress, done, total: entries.length });
  };
  const work = async (): Promise<void> => {
    let judge: Judge | undefined;
    try {
      for (let at = next++; at < entries.length; at = next++) {
        const entry = entries[at];
        const suite = entry && suites.get(entry.slug);
        if (!entry || !suite) continue;
        const known = options.ledger.read(entry.handle, entry.slug);
        if (options.ledger.stands(known, tripleOf(entry, suite.digest, options.sandbox))) {
          records[at] = known;
          told({ entry, record: known, stood: true });
          continue;
        }
        judge ??= options.judge();
        const graded = await gradeOne(judge, suite.kata, entry, options);
        if (typeof graded === 'string') {
          broken.push({ entry, why: graded });
          told({ entry, stood: false, broke: graded });
        } else {
          options.ledger.write(graded);
          records[at] = graded;
          told({ entry, record: graded, stood: false });
        }
      }
    } finally {
      await judge?.close();
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.jobs) }, work));
  return { records: records.filter((record) => record !== undefined), broken };
}

function tripleOf(entry: Entry, suite: string, sandbox: Sandbox): Triple {
  return { grader: graderDigest(), suite, solution: digestOf(entry.text), sandbox };
}

async function gradeOne(
  judge: Judge,
  kata: Kata,
  { handle, slug, text }: Entry,
  options: GradingOptions,
): Promise<GradeRecord | string> {
  const shownAs = `${handle}/${slug}.ts`;
  const seed = seedFrom(options.seedSecret, [handle, slug, digestOf(text), suiteDigest(kata)]);
  let why = '';
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    try {
      const candidate = { path: `/${shownAs}`, shownAs, text };
      const verdict: Verdict = await judge.judge({ kata, candidate, seed });
      return {
        handle,
        kata: slug,
        sandbox: options.sandbox,
        assertions: 'inside',
        gradedAt: options.now().toISOString(),
        verdict,
      };
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
    }
  }
  return why;
}
