import { fileURLToPath } from 'node:url';

/** A place in somebody's source. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** Says whose lines a report should show: those of a file for which it gives true, where there are any. */
export type SourceFilter = (file: string) => boolean;

/** A stack that was captured; its text is worked out only when somebody asks. */
export interface Stack {
  readonly stack?: string;
}

export function captureStack(): Stack {
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, captureStack);
  return holder;
}

/** The innermost place in the source under test; else the innermost that is neither Node's nor the libraries'. */
export function placeIn({ stack }: Stack, isSource: SourceFilter | undefined): Place | undefined {
  let outer: Place | undefined;
  for (const line of stack?.split('\n') ?? []) {
    const place = placeOfLine(line);
    if (place === undefined || isOwn(place.file)) continue;
    if (isSource === undefined || isSource(place.file)) return place;
    outer ??= place;
  }
  return outer;
}

export function originPlace(
  origin: Stack | undefined,
  by: { readonly isSource: SourceFilter | undefined } | undefined,
): Place | undefined {
  return origin === undefined ? undefined : placeIn(origin, by?.isSource);
}

export function placeText(place: Place | undefined): string {
  return place === undefined ? 'an unknown place' : `${place.file}:${place.line}:${place.column}`;
}

function placeOfLine(line: string): Place | undefined {
  const found = /^\s*at (?:.*\()?(?<file>[^()]+):(?<line>\d+):(?<column>\d+)\)?$/.exec(line);
  const file = found?.groups?.['file'];
  if (file === undefined || file.startsWith('node:')) return undefined;
  return {
    file: pathOf(file.replace(/^async /, '')),
    line: Number(found?.groups?.['line']),
    column: Number(found?.groups?.['column']),
  };
}

// Stacks name a module by its URL or by its path, depending on who loaded it.
function pathOf(file: string): string {
  if (!file.startsWith('file://')) return file;
  try {
    return fileURLToPath(file);
  } catch {
    return file;
  }
}

const explorer = pathOf(new URL('..', import.meta.url).href);
const goroutine = /[\\/](?:packages|@katas)[\\/]goroutine[\\/](?:src|dist)[\\/]/;

// Tests beside the sources are programs like any other.
function isOwn(file: string): boolean {
  if (/\.test\.[jt]s$/.test(file)) return false;
  return file.startsWith(explorer) || goroutine.test(file);
}
