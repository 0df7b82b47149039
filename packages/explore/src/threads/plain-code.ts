import { SourceMap, stripTypeScriptTypes } from 'node:module';
import { RefusedError } from './refused-error.ts';

/** JavaScript made from TypeScript, and where its lines come from. */
export interface PlainCode {
  readonly code: string;
  /** The place in the TypeScript source of a place in the code; both from 1. */
  readonly originOf: (line: number, column: number) => { readonly line: number; readonly column: number };
}

/**
 * Takes the types out of TypeScript. Lines and columns stay; where a feature needs code of its own (enums, parameter
 * properties), a source map leads back.
 * @throws {RefusedError} for text that is no TypeScript
 */
export function plainCode(source: string): PlainCode {
  const stripped = quietly(() => attempt(source, 'strip'));
  if (typeof stripped === 'string') return { code: stripped, originOf: (line, column) => ({ line, column }) };
  const transformed = quietly(() => attempt(source, 'transform'));
  if (typeof transformed !== 'string')
    throw new RefusedError(`the module can not be read: ${transformed.message}`);
  const url = /\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/.exec(transformed);
  const payload = JSON.parse(
    Buffer.from(url?.[1] ?? 'e30=', 'base64').toString('utf8'),
  ) as ConstructorParameters<typeof SourceMap>[0];
  const map = new SourceMap(payload);
  return {
    code: transformed.slice(0, url?.index ?? undefined),
    originOf: (line, column) => {
      const entry = map.findEntry(line - 1, column - 1);
      return 'originalLine' in entry
        ? { line: entry.originalLine + 1, column: entry.originalColumn + 1 }
        : { line, column };
    },
  };
}

function attempt(source: string, mode: 'strip' | 'transform'): string | Error {
  try {
    return stripTypeScriptTypes(source, { mode, ...(mode === 'transform' && { sourceMap: true }) });
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The function warns that it is experimental; that is no news for who runs this. */
function quietly<T>(work: () => T): T {
  const before = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  process.emitWarning = () => {};
  try {
    return work();
  } finally {
    if (before) Object.defineProperty(process, 'emitWarning', before);
  }
}
