import { threadGlobals } from '../thread-globals.ts';
import { compileFunction } from 'node:vm';

/** What stack traces call code that was handed over as text. */
const FILE = 'threads:text';

/** The reason why code that was handed over can't run, if it is that it uses what it can't see there. */
export function outsideUse(error: unknown): string | undefined {
  if (!(error instanceof ReferenceError)) return undefined;
  const [, first = ''] = error.stack?.split(/\n\s+at /) ?? [];
  const name = /^(\S+) is not defined/.exec(error.message)?.[1];
  if (name === undefined || !first.includes(FILE)) return undefined;
  return `real threads can not have \`${name}\`, which a function of the scenario uses from outside its own text; hand it in as data`;
}

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * The function that a text stands for: an arrow function, a function, or a method of an object literal.
 * @throws {SyntaxError} for text that is none of these
 */
export function functionOf(text: string): AnyFunction {
  const globals = threadGlobals();
  const names = Object.keys(globals);
  const values = names.map((name) => globals[name]);
  const attempts = [`return (${text});`, `return Object.values({ ${text} })[0];`];
  let first: unknown;
  for (const code of attempts) {
    try {
      // Bundlers wrap functions to keep their names.
      const made = compileFunction(`const __name = (f) => f; ${code}`, names, {
        filename: FILE,
      }) as AnyFunction;
      const found = Reflect.apply(made, undefined, values);
      if (typeof found === 'function') return found as AnyFunction;
    } catch (error) {
      first ??= error;
    }
  }
  throw first instanceof Error ? first : new SyntaxError('threads: not the text of a function');
}
