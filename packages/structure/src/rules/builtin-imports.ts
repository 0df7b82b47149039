import { ts } from 'ts-morph';
import type { Breach } from '../rule.ts';
import type { Source } from '../source.ts';
import { BUILD_IT, isSuspectExport, isSuspectModule } from './reach.ts';

const K = ts.SyntaxKind;

/** Modules that bring in a forbidden name, a stand-in for it, or code that can't be read. */
export function* builtinImports(source: Source, names: readonly string[]): Iterable<Breach> {
  for (const statement of source.file.statements) {
    if (ts.isImportDeclaration(statement)) yield* ofDeclaration(statement, names);
    if (
      ts.isExportDeclaration(statement) &&
      !statement.isTypeOnly &&
      statement.moduleSpecifier !== undefined
    ) {
      yield* ofModule(statement.moduleSpecifier);
    }
    if (ts.isImportEqualsDeclaration(statement) && !statement.isTypeOnly) {
      const reference = statement.moduleReference;
      if (ts.isExternalModuleReference(reference)) yield* ofModule(reference.expression);
    }
  }
  for (const node of source.scopes.nodes(K.CallExpression)) {
    const call = node as ts.CallExpression;
    if (call.expression.kind === K.ImportKeyword) yield loadedLater(call);
  }
  for (const read of source.reads) {
    for (const base of read.bases) {
      if (base.kind !== 'import' || base.name !== '*') continue;
      const name = read.keys?.find((key) => names.includes(key) || isSuspectExport(base.module, key));
      if (name !== undefined) yield brought(read.node, name);
    }
  }
}

function* ofDeclaration(node: ts.ImportDeclaration, names: readonly string[]): Iterable<Breach> {
  const clause = node.importClause;
  if (clause?.phaseModifier === K.TypeKeyword) return;
  yield* ofModule(node.moduleSpecifier);
  const module = ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : '';
  if (clause?.name !== undefined && isSuspectExport(module, 'default'))
    yield brought(clause.name, clause.name.text);
  const named = clause?.namedBindings;
  if (named === undefined || !ts.isNamedImports(named)) return;
  for (const one of named.elements) {
    const name = (one.propertyName ?? one.name).text;
    if (!one.isTypeOnly && (names.includes(name) || isSuspectExport(module, name))) yield brought(one, name);
  }
}

function* ofModule(specifier: ts.Expression): Iterable<Breach> {
  if (!ts.isStringLiteral(specifier) || !isSuspectModule(specifier.text)) return;
  yield {
    at: specifier,
    message: {
      en: `\`${specifier.text}\` brings in what is to be built here, or code that can not be read.`,
      zh: `\`${specifier.text}\` 引入的正是本题要实现的东西，或是这里读不到的代码。`,
    },
    hint: BUILD_IT,
  };
}

function brought(at: ts.Node, name: string): Breach {
  return {
    at,
    message: {
      en: `\`${name}\` is imported instead of being built.`,
      zh: `\`${name}\` 是导入来的，而不是自己实现的。`,
    },
    hint: BUILD_IT,
  };
}

function loadedLater(at: ts.Node): Breach {
  return {
    at,
    message: { en: 'A module is loaded while the code runs.', zh: '代码在运行时加载了模块。' },
    hint: { en: 'Write the code out in this file.', zh: '请把代码直接写在本文件里。' },
  };
}
