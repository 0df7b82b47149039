import { Project, ts } from 'ts-morph';
import { missingExports } from './exports.ts';
import type { Inspection } from './finding.ts';
import type { RuleSpec } from './rule-spec.ts';
import { checkRule } from './rules/rules.ts';
import { sourceOf } from './source.ts';
import { earlyProblems, parseProblems } from './syntax.ts';

export interface InspectRequest {
  /** The whole text of the learner's file. */
  readonly text: string;
  readonly rules: readonly RuleSpec[];
  /** Names that the kata asks for. */
  readonly exports: readonly string[];
}

export interface Inspector {
  /**
   * What the rules say of a text: syntax errors, missing exports and findings. Never throws for a text, however
   * broken it is; text that does not parse has no findings.
   */
  inspect(request: InspectRequest): Inspection;
}

const FILE = '/solution.ts';

/** An inspector with a project of its own, made once and used for every text: the first call pays for it. */
export function createInspector(): Inspector {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
  });
  return {
    inspect(request) {
      try {
        const text = request.text.startsWith('\uFEFF') ? request.text.slice(1) : request.text;
        const file = project.createSourceFile(FILE, text, { overwrite: true }).compilerNode;
        return inspectFile(file, request);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return tooDeep();
      }
    },
  };
}

function inspectFile(file: ts.SourceFile, request: InspectRequest): Inspection {
  const broken = parseProblems(file);
  if (broken.length > 0) return { syntax: broken, missingExports: [], findings: request.rules.map(() => []) };
  const source = sourceOf(file);
  const early = earlyProblems(source.scopes);
  return {
    syntax: early,
    missingExports: missingExports(file, source.scopes.module, request.exports),
    findings: request.rules.map((spec) => (early.length > 0 ? [] : checkRule(spec, source))),
  };
}

/** The tree is walked recursively, here as in the compiler: a few thousand nested brackets exhaust the stack. */
function tooDeep(): Inspection {
  const place = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  return {
    syntax: [{ message: 'The source is nested too deeply to be read.', place }],
    missingExports: [],
    findings: [],
  };
}
