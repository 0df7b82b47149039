import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { verdictSchema } from '@katas/kata';
import { z } from 'zod';

/** How a submission was run. */
export type Sandbox = 'bwrap' | 'none';

const recordSchema = z.strictObject({
  handle: z.string(),
  kata: z.string(),
  /** What stood between the submission and this machine; a verdict without a box is not to be trusted. */
  sandbox: z.enum(['bwrap', 'none']),
  /** Where the tests' assertions ran: beside the submission, which can forge them. */
  assertions: z.literal('inside'),
  gradedAt: z.iso.datetime(),
  verdict: verdictSchema,
});

export type GradeRecord = z.infer<typeof recordSchema>;

/** What makes a verdict still true. */
export interface Triple {
  readonly grader: string;
  readonly suite: string;
  readonly solution: string;
  readonly sandbox: Sandbox;
}

/** The verdicts of earlier runs and of this one: a file each, written whole or not at all. */
export class Ledger {
  readonly #dir: string;

  /** @param dir - the folder that `--out` names */
  constructor(dir: string) {
    this.#dir = join(dir, 'verdicts');
    mkdirSync(this.#dir, { recursive: true });
  }

  /** The record of a submission; undefined where there is none, or one that can't be read (it is graded again). */
  read(handle: string, slug: string): GradeRecord | undefined {
    try {
      return recordSchema.parse(JSON.parse(readFileSync(this.#file(handle, slug), 'utf8')));
    } catch {
      return undefined;
    }
  }

  /** Whether a submission was graded as it is now, by the grader and the suite of now. */
  stands(record: GradeRecord | undefined, now: Triple): record is GradeRecord {
    const digests = record?.verdict.digests;
    return (
      record?.sandbox === now.sandbox &&
      digests?.grader === now.grader &&
      digests.suite === now.suite &&
      digests.solution === now.solution
    );
  }

  write(record: GradeRecord): void {
    const file = this.#file(record.handle, record.kata);
    mkdirSync(dirname(file), { recursive: true });
    writeWhole(file, `${JSON.stringify(record, null, 2)}\n`);
  }

  /** Handles that have verdicts, from whatever run. */
  handles(): string[] {
    return readdirSync(this.#dir, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? entry.name : [],
    );
  }

  #file(handle: string, slug: string): string {
    return join(this.#dir, handle, `${slug}.json`);
  }
}

/** Writes a file so that a reader, or a run after a crash, sees the old one or the new one, never a part. */
export function writeWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, text, { flush: true });
  renameSync(draft, file);
}
