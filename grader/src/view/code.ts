import type { Paint } from './paint.ts';

type Kind = 'comment' | 'string' | 'number' | 'keyword' | 'type';

/** A coloured range of a text, in UTF-16 units. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly kind: Kind;
}

const TOKEN =
  /(?<comment>\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))|(?<string>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\[^])*`?)|(?<number>\b\d[\w.]*)|(?<word>#?[A-Za-z_$][\w$]*)/gu;

const KEYWORDS = new Set(
  (
    'abstract as async await break case catch class const continue debugger default delete do else enum export extends ' +
    'false finally for from function get if implements import in instanceof interface is keyof let new null of ' +
    'override private protected public readonly return satisfies set static super switch this throw true try type ' +
    'typeof undefined using var void while yield'
  ).split(' '),
);

/** Texts above this are shown without colours: nobody reads them, and they would cost time at every save. */
const TOO_LONG = 200_000;

/** Finds what is coloured in TypeScript source; broken source is coloured as far as it makes sense. */
export function tokensOf(source: string): Token[] {
  if (source.length > TOO_LONG) return [];
  const tokens: Token[] = [];
  for (const match of source.matchAll(TOKEN)) {
    const kind = kindOf(match.groups ?? {});
    if (kind !== undefined) tokens.push({ start: match.index, end: match.index + match[0].length, kind });
  }
  return tokens;
}

function kindOf(groups: Partial<Record<string, string>>): Kind | undefined {
  if (groups['comment'] !== undefined) return 'comment';
  if (groups['string'] !== undefined) return 'string';
  if (groups['number'] !== undefined) return 'number';
  const word = groups['word'] ?? '';
  if (KEYWORDS.has(word)) return 'keyword';
  return /^[A-Z]\w*[a-z]|^[A-Z]$/u.test(word) ? 'type' : undefined;
}

const PAINTER = {
  comment: 'quiet',
  string: 'string',
  number: 'number',
  keyword: 'keyword',
  type: 'accent',
} as const;

/** Writes a piece of code in the colour of its kind. */
export function paintCode(text: string, kind: Kind | undefined, paint: Paint): string {
  return kind === undefined ? text : paint[PAINTER[kind]](text);
}

/** A whole text in colours; the text must be sanitized before. */
export function highlight(source: string, paint: Paint): string {
  if (!paint.on) return source;
  let out = '';
  let from = 0;
  for (const token of tokensOf(source)) {
    out += source.slice(from, token.start);
    const lines = source.slice(token.start, token.end).split('\n');
    out += lines.map((line) => paintCode(line, token.kind, paint)).join('\n');
    from = token.end;
  }
  return out + source.slice(from);
}
