import { fileURLToPath } from 'node:url';
import type { SourceModule } from './source-module.ts';
import { type CodeToken, tokensOf } from './token-list.ts';

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
    if (source && file === source.file)
      return { file, ...source.originOf(line, line === 1 ? Math.max(1, column - PREFIX) : column) };
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
  const [name, open] = [tokens[from], tokens[from + 1]];
  if (name && open?.text === '(' && ATOMIC.test(name.text)) return callLabel(line, tokens, open);
  return elementLabel(line, tokens, column - 1);
}

const ATOMIC = /^(?:load|store|add|sub|and|or|xor|exchange|compareExchange|wait|notify)$/;

function callLabel(line: string, tokens: readonly CodeToken[], open: CodeToken): string | undefined {
  const close = closing(tokens, open, ')');
  const end = close?.start ?? line.length;
  const [first, second] = tokens.filter(
    ({ text, depth, start }) => text === ',' && depth === open.depth + 1 && start > open.start && start < end,
  );
  return first && short(line.slice(open.end, first.start), line.slice(first.end, second?.start ?? end));
}

/** A stack points into the brackets of an element that is read, and behind them of one that is written. */
function elementLabel(line: string, tokens: readonly CodeToken[], at: number): string | undefined {
  let best: string | undefined;
  let least = 3;
  tokens.forEach((open, index) => {
    const view = tokens[index - 1];
    const close = open.text === '[' ? closing(tokens, open, ']') : undefined;
    if (close === undefined || view?.kind !== 'word' || open.start > at) return;
    const distance = Math.max(0, at - close.end);
    if (distance > least) return;
    least = distance;
    best = short(view.text, line.slice(open.end, close.start));
  });
  return best;
}

function closing(tokens: readonly CodeToken[], open: CodeToken, text: string): CodeToken | undefined {
  return tokens.find(
    (token) => token.text === text && token.depth === open.depth && token.start > open.start,
  );
}

function short(view: string, index: string): string | undefined {
  const label = `${view.trim().replace(/^(?:this\.)?#?/, '')}[${index.trim().replaceAll(/\bthis\.#?/g, '')}]`;
  return label.length <= 40 ? label : undefined;
}
