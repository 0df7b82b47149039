import { ts } from 'ts-morph';
import { unwrap } from '../node.ts';
import { type Breach, listed, type Rule } from '../rule.ts';
import type { Source } from '../source.ts';
import { constantOf } from '../value.ts';

const K = ts.SyntaxKind;

export const imports: Rule<'imports'> = {
  id: 'imports',
  sentence: ({ allow }) =>
    allow.length === 0
      ? { en: 'Nothing is imported.', zh: '不导入任何模块。' }
      : {
          en: `Nothing but ${listed(allow).en} is imported.`,
          zh: `除 ${listed(allow).zh} 外不导入任何模块。`,
        },
  why: {
    en: 'The kata is to build the thing itself; and what a solution imports, the grader would have to trust.',
    zh: '练习的目的就是亲手实现；而解答引入的每个模块，都是评测程序不得不信任的代码。',
  },
  check({ allow }, source) {
    const allowed = new Set(allow.map(bare));
    return [...importsOf(source)]
      .filter(({ module }) => module === undefined || !allowed.has(bare(module)))
      .map(({ at, module }) => breachOf(at, module, allow));
  },
};

/** `node:fs` and `fs` are one module. */
function bare(module: string): string {
  return module.startsWith('node:') ? module.slice('node:'.length) : module;
}

function breachOf(at: ts.Node, module: string | undefined, allow: readonly string[]): Breach {
  const hint =
    allow.length === 0
      ? {
          en: 'Remove the import; all the code that the kata needs belongs into this file.',
          zh: '删掉这个导入：本题需要的代码都应写在这一个文件里。',
        }
      : {
          en: `Only ${listed(allow).en} may be imported here; write the rest in this file.`,
          zh: `这里只允许导入 ${listed(allow).zh}，其余代码请写在本文件中。`,
        };
  const message =
    module === undefined
      ? {
          en: 'A module is loaded whose name is only known at run time.',
          zh: '加载了一个运行时才知道名字的模块。',
        }
      : { en: `\`${module}\` is imported.`, zh: `导入了 \`${module}\`。` };
  return { at, message, hint };
}

interface ImportSite {
  readonly at: ts.Node;
  /** Undefined where the name is computed. */
  readonly module: string | undefined;
}

/** Every way in which this file loads or names another module. */
function* importsOf(source: Source): Iterable<ImportSite> {
  for (const statement of source.file.statements) {
    if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) {
      if (statement.moduleSpecifier !== undefined) yield site(statement.moduleSpecifier);
    } else if (ts.isImportEqualsDeclaration(statement)) {
      const reference = statement.moduleReference;
      if (ts.isExternalModuleReference(reference)) yield site(reference.expression);
    }
  }
  yield* importTypes(source.file);
  for (const node of source.scopes.nodes(K.CallExpression)) {
    const call = node as ts.CallExpression;
    if (isLoader(call, source)) yield { at: call, module: argumentOf(call, source) };
  }
  for (const { node, binding } of source.scopes.unbound) {
    const isCallee = ts.isCallExpression(node.parent) && node.parent.expression === node;
    const isTypeof = ts.isTypeOfExpression(node.parent);
    if (binding === undefined && node.text === 'require' && !isCallee && !isTypeof)
      yield { at: node, module: undefined };
  }
}

function site(specifier: ts.Expression): ImportSite {
  return { at: specifier, module: ts.isStringLiteralLike(specifier) ? specifier.text : undefined };
}

const LOADERS = [
  'require',
  'process.getBuiltinModule',
  'process.binding',
  'module.require',
  'process.mainModule.require',
];

function isLoader(call: ts.CallExpression, source: Source): boolean {
  if (call.expression.kind === K.ImportKeyword) return true;
  const callee = unwrap(call.expression);
  if (
    !ts.isIdentifier(callee) &&
    !ts.isPropertyAccessExpression(callee) &&
    !ts.isElementAccessExpression(callee)
  ) {
    return false;
  }
  return source.evaluation
    .evaluate(callee)
    .some((one) => one.kind === 'global' && LOADERS.includes(one.path));
}

function argumentOf(call: ts.CallExpression, source: Source): string | undefined {
  const [first] = call.arguments;
  const known = first === undefined ? undefined : constantOf(source.evaluation.evaluate(first));
  return typeof known?.value === 'string' ? known.value : undefined;
}

/** `import('x').T` in a type. */
function* importTypes(node: ts.Node): Iterable<ImportSite> {
  // Few files have one, and a search of the whole tree is not free.
  if (!/\bimport\s*\(/.test(node.getText())) return;
  const found: ts.ImportTypeNode[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isImportTypeNode(at)) found.push(at);
    ts.forEachChild(at, visit);
  };
  visit(node);
  for (const { argument } of found) {
    if (ts.isLiteralTypeNode(argument) && ts.isStringLiteral(argument.literal)) {
      yield { at: argument, module: argument.literal.text };
    }
  }
}
