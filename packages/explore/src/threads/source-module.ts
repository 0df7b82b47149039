import { compileFunction } from 'node:vm';
import { moduleCode } from './module-code.ts';
import { plainCode, type PlainCode } from './plain-code.ts';
import { RefusedError } from './refused-error.ts';
import { threadGlobals } from './thread-globals.ts';

/** What a module exports. */
export type Exports = Readonly<Record<string, unknown>>;

/** A module of a learner, ready to be evaluated as often as it takes. */
export interface SourceModule {
  readonly file: string;
  readonly text: string;
  readonly originOf: PlainCode['originOf'];
  /** The module as the body of a function, see {@link evaluateBody}. */
  readonly body: string;
  /** Evaluates the module anew, with these bindings in the place of the global ones. */
  evaluate(globals?: Readonly<Record<string, unknown>>): Exports;
  /** What it keeps between calls, by name; empty: one evaluation will do for all threads. */
  readonly state: readonly string[];
  readonly isCatching: boolean;
}

/**
 * Makes a module of TypeScript text.
 * @param file - what stack traces call it
 * @throws {RefusedError} for text that does not parse, or a module that needs other modules
 */
export function sourceModule(text: string, file: string): SourceModule {
  const { code, originOf } = plainCode(text);
  const { body, state, isCatching } = moduleCode(code);
  const evaluate = evaluator(body, file);
  return {
    file,
    text,
    body,
    evaluate,
    originOf,
    state,
    isCatching,
  };
}

/** Makes a function that evaluates a module's body anew each time it is called. */
export function evaluator(body: string, file: string): SourceModule['evaluate'] {
  const names = Object.keys(threadGlobals());
  const compiled = compile(body, file, names);
  return (globals = threadGlobals()) =>
    Reflect.apply(
      compiled,
      undefined,
      names.map((name) => globals[name]),
    ) as Exports;
}

function compile(body: string, file: string, names: string[]): (...args: unknown[]) => unknown {
  try {
    return compileFunction(body, names, { filename: file }) as (...args: unknown[]) => unknown;
  } catch (error) {
    throw new RefusedError(
      `the module can not be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
