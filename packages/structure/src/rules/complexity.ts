import { ts } from 'ts-morph';
import { forEachLive, isFunctionNode, isLoop, type FunctionNode } from '../node.ts';
import { type Breach, type Rule } from '../rule.ts';

const K = ts.SyntaxKind;

export const complexity: Rule<'complexity'> = {
  id: 'complexity',
  sentence: ({ nesting, branches }) => ({
    en: `No function nests deeper than ${nesting} blocks or decides more than ${branches} times.`,
    zh: `每个函数的嵌套不超过 ${nesting} 层，分支不超过 ${branches} 处。`,
  }),
  why: {
    en: 'Small functions can be named, tested and read at a glance; most bugs of these katas hide in long ones.',
    zh: '小函数可以命名、可以测试、一眼能看懂；这类练习里的错误大多藏在又长又深的函数里。',
  },
  *check({ nesting, branches }, source) {
    for (const kind of FUNCTIONS) {
      for (const node of source.scopes.nodes(kind)) {
        if (!isFunctionNode(node) || node.body === undefined) continue;
        yield* overBudget(node, measure(node.body), { nesting, branches });
      }
    }
  },
};

const FUNCTIONS: readonly ts.SyntaxKind[] = [
  K.FunctionDeclaration,
  K.FunctionExpression,
  K.ArrowFunction,
  K.MethodDeclaration,
  K.Constructor,
  K.GetAccessor,
  K.SetAccessor,
];

interface Complexity {
  readonly nesting: number;
  readonly branches: number;
}

function* overBudget(node: FunctionNode, found: Measured, budget: Complexity): Iterable<Breach> {
  const name = nameOf(node);
  const label = {
    en: name === undefined ? 'This function' : `\`${name}\``,
    zh: name === undefined ? '这个函数' : `\`${name}\``,
  };
  if (found.nesting > budget.nesting) {
    yield {
      at: head(found.deepest ?? node),
      message: {
        en: `${label.en} nests ${found.nesting} blocks here; ${budget.nesting} are allowed.`,
        zh: `${label.zh} 在这里嵌套了 ${found.nesting} 层，最多允许 ${budget.nesting} 层。`,
      },
      hint: {
        en: 'Return early, or move the inner block into a function with a name of its own.',
        zh: '提前返回，或者把内层代码块抽成一个有名字的函数。',
      },
    };
  }
  if (found.branches > budget.branches) {
    yield {
      at: head(node),
      message: {
        en: `${label.en} has ${found.branches} branches; ${budget.branches} are allowed.`,
        zh: `${label.zh} 有 ${found.branches} 处分支，最多允许 ${budget.branches} 处。`,
      },
      hint: {
        en: 'Split it: each case that can be named deserves a function.',
        zh: '把它拆开：凡是能起名字的情形，都值得单独写成一个函数。',
      },
    };
  }
}

interface Measured extends Complexity {
  readonly deepest: ts.Node | undefined;
}

/** Counts a body without the functions inside it, which are measured by themselves. */
function measure(body: ts.Node): Measured {
  let nesting = 0;
  let branches = 0;
  let deepest: ts.Node | undefined;
  const visit = (node: ts.Node, depth: number): void => {
    if (isFunctionNode(node)) return;
    if (isDecision(node)) branches += 1;
    let inner = depth;
    if (isNesting(node)) {
      inner += 1;
      if (inner > nesting) {
        nesting = inner;
        deepest = node;
      }
    }
    forEachLive(node, (child) => visit(child, inner));
  };
  visit(body, 0);
  return { nesting, branches, deepest };
}

function isDecision(node: ts.Node): boolean {
  return (
    ts.isIfStatement(node) ||
    isLoop(node) ||
    ts.isConditionalExpression(node) ||
    ts.isCatchClause(node) ||
    (ts.isCaseClause(node) && node.statements.length > 0)
  );
}

/** An `else if` continues its `if`; it is no deeper. */
function isNesting(node: ts.Node): boolean {
  if (ts.isIfStatement(node)) return !(ts.isIfStatement(node.parent) && node.parent.elseStatement === node);
  return isLoop(node) || ts.isSwitchStatement(node) || ts.isTryStatement(node);
}

function nameOf(node: FunctionNode): string | undefined {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  if (node.name !== undefined) return node.name.getText();
  return ts.isVariableDeclaration(node.parent) ? node.parent.name.getText() : undefined;
}

/** The piece that names a construct: its first line is enough to find it. */
function head(node: ts.Node): ts.Node {
  if (isFunctionNode(node) && !ts.isConstructorDeclaration(node) && node.name !== undefined) return node.name;
  return node.getFirstToken() ?? node;
}
