import { ts } from 'ts-morph';
import type { SourceProblem } from './finding.ts';
import { placeOf, placeOfRange } from './node.ts';
import type { ScopeTable } from './scope.ts';

/** A file of nonsense has an error on every line; these are enough to act on. */
const MOST_PROBLEMS = 20;

/** The parser keeps its errors on the file; asking a program for them would build one. */
interface ParsedFile {
  readonly parseDiagnostics?: readonly ts.DiagnosticWithLocation[];
}

/** Errors of the parser, in the order of the text. */
export function parseProblems(file: ts.SourceFile): readonly SourceProblem[] {
  const diagnostics = (file as ts.SourceFile & ParsedFile).parseDiagnostics ?? [];
  return diagnostics.slice(0, MOST_PROBLEMS).map((one) => ({
    message: ts.flattenDiagnosticMessageText(one.messageText, ' '),
    place: placeOfRange(file, one.start, one.start + one.length),
  }));
}

/** Errors that the parser lets pass and no engine runs. */
export function earlyProblems(scopes: ScopeTable): readonly SourceProblem[] {
  return scopes.redeclared.slice(0, MOST_PROBLEMS).map((name) => ({
    message: `Cannot redeclare '${name.text}': the name is taken in this scope.`,
    place: placeOf(name),
  }));
}
