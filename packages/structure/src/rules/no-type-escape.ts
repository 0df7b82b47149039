import { ts } from 'ts-morph';
import type { Place } from '../finding.ts';
import { placeOf, placeOfRange } from '../node.ts';
import { type Rule } from '../rule.ts';
import type { Text } from '../text.ts';

const K = ts.SyntaxKind;
const DEFAULT_BUDGET = 2;

export const noTypeEscape: Rule<'no-type-escape'> = {
  id: 'no-type-escape',
  sentence: ({ budget = DEFAULT_BUDGET }) =>
    budget === 0
      ? { en: 'The type checker is not silenced.', zh: '不绕开类型检查。' }
      : {
          en: `The type checker is silenced at most ${budget} ${budget === 1 ? 'time' : 'times'}.`,
          zh: `绕开类型检查的地方最多 ${budget} 处。`,
        },
  why: {
    en: 'Types are the contract of the kata. One cast at a border is honest; a flood of them means that the types were not understood.',
    zh: '类型就是本题的契约。在边界处转换一次情有可原，到处都是，说明类型还没想清楚。',
  },
  *check({ budget = DEFAULT_BUDGET }, source) {
    const escapes = escapesOf(source.file);
    for (const [index, escape] of escapes.entries()) {
      if (index < budget && !escape.silencesAll) continue;
      yield {
        at: escape.place,
        message: escape.silencesAll
          ? {
              en: `${escape.what.en} switches all type checking off.`,
              zh: `${escape.what.zh} 关掉了整个文件的类型检查。`,
            }
          : {
              en: `${escape.what.en}: escape ${index + 1} of ${escapes.length}; ${budget} are allowed.`,
              zh: `${escape.what.zh}：第 ${index + 1} 处（共 ${escapes.length} 处），最多允许 ${budget} 处。`,
            },
        hint: escape.hint,
      };
    }
  },
};

interface Escape {
  readonly place: Place;
  readonly start: number;
  readonly what: Text;
  readonly hint: Text;
  readonly silencesAll: boolean;
}

function escapesOf(file: ts.SourceFile): readonly Escape[] {
  const found: Escape[] = [...commentEscapes(file)];
  const visit = (node: ts.Node): void => {
    const what = escapeAt(node);
    if (what !== undefined) {
      const at = ts.isAsExpression(node) ? node.type : node;
      found.push({
        place: placeOf(at),
        start: at.pos,
        what: { en: what, zh: what },
        hint: TYPE_HINT,
        silencesAll: false,
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found.toSorted((a, b) => a.start - b.start);
}

function escapeAt(node: ts.Node): string | undefined {
  if (node.kind === K.AnyKeyword) return '`any`';
  if (!ts.isAsExpression(node) && !ts.isTypeAssertionExpression(node)) return undefined;
  if (node.type.kind === K.NeverKeyword) return '`as never`';
  const inner = ts.skipPartiallyEmittedExpressions(skipParentheses(node.expression));
  const isDouble = ts.isAsExpression(inner) || ts.isTypeAssertionExpression(inner);
  return isDouble && inner.type.kind === K.UnknownKeyword
    ? `\`as unknown as ${node.type.getText()}\``
    : undefined;
}

function skipParentheses(node: ts.Expression): ts.Expression {
  let inner = node;
  while (ts.isParenthesizedExpression(inner)) inner = inner.expression;
  return inner;
}

const TYPE_HINT: Text = {
  en: 'Name the type that is meant: a type parameter, a union, or `unknown` with a check before it is used.',
  zh: '写出真正的类型：类型参数、联合类型，或者用 `unknown` 并在使用前检查。',
};

const COMMENT_HINT: Text = {
  en: 'Let the checker speak: what it reports here is either a bug or a type that can be said better.',
  zh: '让类型检查器说话：它在这里报的要么是错误，要么是可以写得更准确的类型。',
};

/** What the parser noted of comments that steer the checker; it alone knows what is a comment and what a string. */
interface Directives {
  readonly commentDirectives?: readonly { readonly range: ts.TextRange; readonly type: number }[];
  readonly checkJsDirective?: { readonly enabled: boolean; readonly pos: number; readonly end: number };
}

function* commentEscapes(file: ts.SourceFile): Iterable<Escape> {
  const { commentDirectives = [], checkJsDirective } = file as ts.SourceFile & Directives;
  for (const { range, type } of commentDirectives) {
    const name = type === 0 ? '`@ts-expect-error`' : '`@ts-ignore`';
    yield {
      place: placeOfRange(file, range.pos, range.end),
      start: range.pos,
      what: { en: name, zh: name },
      hint: COMMENT_HINT,
      silencesAll: false,
    };
  }
  if (checkJsDirective !== undefined && !checkJsDirective.enabled) {
    yield {
      place: placeOfRange(file, checkJsDirective.pos, checkJsDirective.end),
      start: checkJsDirective.pos,
      what: { en: '`@ts-nocheck`', zh: '`@ts-nocheck`' },
      hint: COMMENT_HINT,
      silencesAll: true,
    };
  }
}
