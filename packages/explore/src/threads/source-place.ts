import { fileURLToPath } from 'node:url';
import type { SourceModule } from './source-module.ts';
import { tokensOf } from './token-list.ts';

/** A place in the learner's source; line and column from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const OWN = pathOf(new URL('.', import.meta.url).href);
/** What `moduleCode` puts before the first line. */
const PREFIX = '"use strict"; '.length;

/** The innermost place of a stack that is the learner's: of the module where it is known, else outside of this folder. */
export function placeOf(stack: string, source: SourceModule | undefined): SourcePlace | undefined {
  let outer: SourcePlace | undefined;
  for (const text of stack.split('\n')) {
    const found = /^\s*at (?:.*\()?(?<file>[^()]+):(?<line>\d+):(?<column>\d+)\)?$/.exec(text)?.groups;
    if (found === undefined || found['file']?.startsWith('node:')) continue;
    const file = pathOf(found['file'] ?? '');
    const line = Number(found['line']);
    const column = Number(found['column']);
    if (source && file === source.file) return { file, ...source.originOf(line, line === 1 ? Math.max(1, column - PREFIX) : column) };
    if (file.startsWith(OWN) && !file.endsWith('.test.ts')) continue;
    outer ??= { file, line, column };
  }
  return outer;
}

function pathOf(file: string): string {
  try {
    return file.startsWith('file://') ? fileURLToPath(file) : file;
  } catch {
    return file;
  }
}

/**
 * What the source calls the word that an access is on: `meta[TAIL]` for `Atomics.load(this.meta, TAIL)`.
 * @param column - where the stack says that the access is, from 1
 */
export function labelAt(line: string, column: number): string | undefined {
  const tokens = tokensOf(line);
  const from = tokens.findIndex(({ end }) => end >= column);
  if (from < 0) return undefined;
  const call = tokens.findIndex(({ text }, index) => index >= from && text === '(');
  const [name, open] = [tokens[call - 1], tokens[call]];
  if (name && open && call - from <= 2 && /^(?:load|store|add|sub|and|or|xor|exchange|compareExchange|wait|notify)$/.test(name.text)) {
    const inside = tokens.slice(call + 1).filter(({ depth, start }) => start > open.start && depth > open.depth);
    const commas = inside.filter(({ text, depth }) => text === ',' && depth === open.depth + 1);
    const [first, second] = commas;
    const close = tokens.find(({ text, depth, start }) => start > open.start && text === ')' && depth === open.depth);
    if (first === undefined) return undefined;
    const view = line.slice(open.end, first.start);
    return short(view, line.slice(first.end, second?.start ?? close?.start ?? line.length));
  }
  const bracket = tokens.findIndex(({ text }, index) => index >= Math.max(0, from - 1) && text === '[');
  const [at, view] = [tokens[bracket], tokens[bracket - 1]];
  const end = at && tokens.find(({ text, depth, start }) => start > at.start && text === ']' && depth === at.depth);
  return at && view?.kind === 'word' && end ? short(view.text, line.slice(at.end, end.start)) : undefined;
}

function short(view: string, index: string): string | undefined {
  const label = `${view.trim().replace(/^this\.#?/, '')}[${index.trim().replaceAll(/\bthis\.#?/g, '')}]`;
  return label.length <= 40 ? label : undefined;
}
