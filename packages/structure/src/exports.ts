import { ts } from 'ts-morph';
import { hasModifier, isErased } from './node.ts';
import { hasValues, type Scope } from './scope.ts';

const K = ts.SyntaxKind;

/** Which of these names the file does not export as values; a type of that name does not count. */
export function missingExports(
  file: ts.SourceFile,
  module: Scope,
  names: readonly string[],
): readonly string[] {
  const exported = new Set<string>();
  for (const statement of file.statements) {
    if (isErased(statement)) continue;
    if (ts.isExportDeclaration(statement)) addListed(statement, module, exported);
    else if (hasModifier(statement, K.ExportKeyword) && !hasModifier(statement, K.DefaultKeyword)) {
      addDeclared(statement, exported);
    }
  }
  return names.filter((name) => !exported.has(name));
}

function addListed(node: ts.ExportDeclaration, module: Scope, exported: Set<string>): void {
  const clause = node.exportClause;
  if (clause === undefined) return;
  if (ts.isNamespaceExport(clause)) {
    exported.add(clause.name.text);
    return;
  }
  for (const one of clause.elements) {
    if (one.isTypeOnly) continue;
    const local = (one.propertyName ?? one.name).text;
    if (node.moduleSpecifier !== undefined || module.names.has(local)) exported.add(one.name.text);
  }
}

function addDeclared(statement: ts.Statement, exported: Set<string>): void {
  if (ts.isVariableStatement(statement)) {
    for (const one of statement.declarationList.declarations) addNames(one.name, exported);
  } else if (ts.isModuleDeclaration(statement)) {
    if (hasValues(statement)) exported.add(statement.name.text);
  } else if (
    ts.isClassDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isImportEqualsDeclaration(statement)
  ) {
    if (statement.name !== undefined) exported.add(statement.name.text);
  }
}

function addNames(name: ts.BindingName, exported: Set<string>): void {
  if (ts.isIdentifier(name)) {
    exported.add(name.text);
    return;
  }
  for (const element of name.elements) if (ts.isBindingElement(element)) addNames(element.name, exported);
}
