import { ts } from 'ts-morph';
import { isExported } from './call-sites.ts';
import type { Evaluation } from './evaluation.ts';
import {
  type ClassNode,
  type FunctionNode,
  hasModifier,
  isClassNode,
  isFunctionNode,
  isWithin,
} from './node.ts';
import type { Binding } from './scope.ts';
import { truthOf } from './value.ts';

const K = ts.SyntaxKind;

/** Tells code that can run from code that can't: behind `if (false)`, after a `return`, in functions nobody calls. */
export interface Liveness {
  isLive(node: ts.Node): boolean;
}

export function livenessOf(evaluation: Evaluation): Liveness {
  return new Reach(evaluation);
}

class Reach implements Liveness {
  readonly #evaluation: Evaluation;
  readonly #owners = new Map<ts.Node, boolean>();

  constructor(evaluation: Evaluation) {
    this.#evaluation = evaluation;
  }

  isLive(node: ts.Node): boolean {
    for (let at = node; at.parent !== undefined; at = at.parent) {
      if (this.#isCutOff(at, at.parent)) return false;
      if (at !== node && (isFunctionNode(at) || isClassNode(at)) && !this.#isOwnerLive(at)) return false;
    }
    return true;
  }

  #isCutOff(node: ts.Node, parent: ts.Node): boolean {
    if (ts.isIfStatement(parent))
      return this.#branchIs(parent.expression, node === parent.thenStatement, node === parent.elseStatement);
    if (ts.isConditionalExpression(parent)) {
      return this.#branchIs(parent.condition, node === parent.whenTrue, node === parent.whenFalse);
    }
    if (ts.isWhileStatement(parent))
      return this.#branchIs(parent.expression, node === parent.statement, false);
    if (ts.isForStatement(parent) && parent.condition !== undefined) {
      return this.#branchIs(parent.condition, node === parent.statement, false);
    }
    if (ts.isBinaryExpression(parent) && node === parent.right) {
      const operator = parent.operatorToken.kind;
      if (operator === K.AmpersandAmpersandToken) return this.#branchIs(parent.left, true, false);
      return operator === K.BarBarToken && this.#branchIs(parent.left, false, true);
    }
    return (
      (ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent)) &&
      isAfterEnd(node, parent.statements)
    );
  }

  /** Does the condition keep this branch from running. */
  #branchIs(condition: ts.Expression, onTrue: boolean, onFalse: boolean): boolean {
    if (!onTrue && !onFalse) return false;
    const truth = truthOf(this.#evaluation.evaluate(condition));
    return (onTrue && truth === false) || (onFalse && truth === true);
  }

  #isOwnerLive(node: FunctionNode | ClassNode): boolean {
    const known = this.#owners.get(node);
    if (known !== undefined) return known;
    // What only calls itself is not called.
    this.#owners.set(node, false);
    const live = this.#isUsed(node);
    this.#owners.set(node, live);
    return live;
  }

  #isUsed(node: FunctionNode | ClassNode): boolean {
    if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) {
      return (
        node.name === undefined || hasModifier(node, K.DefaultKeyword) || this.#isNameUsed(node.name, node)
      );
    }
    if (ts.isFunctionExpression(node) || ts.isArrowFunction(node) || ts.isClassExpression(node)) {
      const { parent } = node;
      if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name))
        return this.#isNameUsed(parent.name, node);
      return (
        !(ts.isPropertyDeclaration(parent) && ts.isPrivateIdentifier(parent.name)) ||
        this.#isMemberUsed(parent.name, node)
      );
    }
    const isPrivate =
      node.name !== undefined && (ts.isPrivateIdentifier(node.name) || hasModifier(node, K.PrivateKeyword));
    return !isPrivate || node.name === undefined || this.#isMemberUsed(node.name, node);
  }

  #isNameUsed(name: ts.Identifier, owner: ts.Node): boolean {
    const binding: Binding | undefined = this.#evaluation.scopes.bindings.find((one) =>
      one.declarations.includes(name),
    );
    if (binding === undefined || isExported(binding)) return true;
    return binding.references.some(({ node }) => !isWithin(node, owner) && this.isLive(node));
  }

  #isMemberUsed(name: ts.Node, owner: ts.Node): boolean {
    const text = name.getText();
    return this.#evaluation.scopes
      .nodes(K.PropertyAccessExpression)
      .some(
        (node) =>
          ts.isPropertyAccessExpression(node) &&
          node.name.text === text &&
          !isWithin(node, owner) &&
          this.isLive(node),
      );
  }
}

/** Does a statement stand behind one that always leaves the list. */
function isAfterEnd(node: ts.Node, statements: ts.NodeArray<ts.Statement>): boolean {
  if (ts.isFunctionDeclaration(node)) return false;
  for (const statement of statements) {
    if (statement === node) return false;
    if (leaves(statement)) return true;
  }
  return false;
}

function leaves(statement: ts.Statement): boolean {
  if (ts.isBlock(statement)) return statement.statements.some(leaves);
  if (ts.isIfStatement(statement)) {
    return (
      statement.elseStatement !== undefined &&
      leaves(statement.thenStatement) &&
      leaves(statement.elseStatement)
    );
  }
  return (
    ts.isReturnStatement(statement) ||
    ts.isThrowStatement(statement) ||
    ts.isBreakStatement(statement) ||
    ts.isContinueStatement(statement)
  );
}
