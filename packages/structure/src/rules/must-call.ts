import { ts } from 'ts-morph';
import { unwrap } from '../node.ts';
import { listed, type Rule } from '../rule.ts';
import type { Source } from '../source.ts';
import type { Values } from '../value.ts';

const K = ts.SyntaxKind;

export const mustCall: Rule<'must-call'> = {
  id: 'must-call',
  sentence: ({ calls }) => ({
    en:
      calls.length === 1
        ? `${listed(calls).en} is called.`
        : `Each of ${listed(calls).en.replace(/ or (?=[^ ]*$)/, ' and ')} is called.`,
    zh: `必须调用 ${listed(calls).zh}。`,
  }),
  why: {
    en: 'The kata is about this tool; a solution without it solves another task.',
    zh: '本题练的就是这件工具；不用它，解的就是另一道题了。',
  },
  *check({ calls }, source) {
    const live = liveCalls(source);
    for (const call of calls) {
      if (live.some((callee) => matches(callee, call))) continue;
      yield {
        at: { line: 1, column: 1, endLine: 1, endColumn: 1 },
        message: {
          en: `\`${call}\` is never called by code that can run.`,
          zh: `能执行到的代码里没有调用 \`${call}\`。`,
        },
        hint: {
          en: `Use \`${call}\` where the work is done; a call in a comment, a string or dead code does not count.`,
          zh: `在真正干活的地方调用 \`${call}\`；写在注释、字符串或执行不到的代码里不算。`,
        },
      };
    }
  },
};

interface Callee {
  readonly values: Values;
  /** Name of the method, where one is called. */
  readonly method: readonly string[] | undefined;
}

function liveCalls(source: Source): readonly Callee[] {
  const callees: Callee[] = [];
  for (const kind of [K.CallExpression, K.NewExpression]) {
    for (const node of source.scopes.nodes(kind)) {
      const call = node as ts.CallExpression | ts.NewExpression;
      if (call.expression.kind === K.ImportKeyword || !source.liveness.isLive(call)) continue;
      callees.push(calleeOf(call.expression, source));
      // A function handed to another one is called there: `Reflect.apply(f, …)`, `list.map(f)`.
      for (const argument of call.arguments ?? []) {
        if (!ts.isSpreadElement(argument)) callees.push({ ...calleeOf(argument, source), method: undefined });
      }
    }
  }
  for (const node of source.scopes.nodes(K.HeritageClause)) {
    const [base] = (node as ts.HeritageClause).types;
    if (base !== undefined && source.liveness.isLive(node)) callees.push(calleeOf(base.expression, source));
  }
  return callees;
}

function calleeOf(node: ts.Node, source: Source): Callee {
  const inner = unwrap(node);
  const isMethod = ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner);
  return {
    values: source.evaluation.evaluate(inner),
    method: isMethod ? source.evaluation.accessKeys(inner) : undefined,
  };
}

function matches(callee: Callee, call: string): boolean {
  if (call.startsWith('.')) return callee.method?.includes(call.slice(1)) ?? false;
  return callee.values.some((value) => {
    if (value.kind === 'global') return value.path.replace(/\.(?:call|apply|bind)$/, '') === call;
    return value.kind === 'import' && isExportOf(value.name, call);
  });
}

/** `Chan` is met by the import itself, by its static members and by a default import's member. */
function isExportOf(name: string, call: string): boolean {
  const path = name.replace(/\.(?:call|apply|bind)$/, '').replace(/^default\./, '');
  return path === call || path.startsWith(`${call}.`);
}
