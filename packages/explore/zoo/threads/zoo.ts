import { readdirSync, readFileSync } from 'node:fs';
import type { Failure } from '../../src/core/program.ts';
import type { ThreadsScenario } from '../../src/threads/scenario.ts';

/** A scenario with a mistake in one program, and the same without it in the other. */
export interface ZooScenario<M, Q> extends Omit<ThreadsScenario<M, Q, SharedArrayBuffer>, 'subject'> {
  /** How the mistake shows. */
  readonly kind: Failure['kind'];
}

export interface ZooEntry {
  readonly name: string;
  readonly scenario: ZooScenario<object, unknown>;
  readonly buggy: { readonly path: string };
  readonly fixed: { readonly path: string };
  /** The smallest schedule that fails, as recorded in the program's header. */
  readonly token: string;
}

/** All programs of this folder. */
export async function zoo(): Promise<ZooEntry[]> {
  const names = readdirSync(import.meta.dirname, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() && entry.name !== 'styles' ? [entry.name] : [],
  );
  return Promise.all(names.sort().map(entryOf));
}

async function entryOf(name: string): Promise<ZooEntry> {
  const folder = `${import.meta.dirname}/${name}`;
  const { scenario } = (await import(`./${name}/scenario.ts`)) as { scenario: ZooScenario<object, unknown> };
  const [buggy, fixed] = [{ path: `${folder}/buggy.ts` }, { path: `${folder}/fixed.ts` }];
  const token = /^\/\/ Schedule: (\S+)/m.exec(readFileSync(buggy.path, 'utf8'))?.[1] ?? '';
  return { name, scenario, buggy, fixed, token };
}

/** A counter written in one of many ways, and what must be said of it. */
export interface Style {
  readonly name: string;
  readonly path: string;
  /** `lost update`, `pass` or `refused: …`; `, workers` when only real threads can run it. */
  readonly verdict: string;
}

export function styles(): Style[] {
  const folder = `${import.meta.dirname}/styles`;
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const path = `${folder}/${file}`;
      const verdict = /^\/\/ Verdict: (.+)/.exec(readFileSync(path, 'utf8'))?.[1] ?? '';
      return { name: file.replace(/\.ts$/, ''), path, verdict };
    });
}
