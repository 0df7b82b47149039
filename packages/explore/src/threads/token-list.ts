/** A token of JavaScript: enough to tell code from strings, comments, regular expressions and nesting. */
export interface CodeToken {
  readonly kind: 'word' | 'punctuation' | 'string' | 'template' | 'regexp' | 'number';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Brackets that are open around it; an opening one is outside of itself. */
  readonly depth: number;
}

const WORD = /[\p{ID_Start}$_#\\][\p{ID_Continue}$\\]*/uy;
const NUMBER = /(?:0[xXbBoO][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)n?/y;
const REGEXP = /\/(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const PUNCTUATION = /=>|\.{3}|\?\.|\+\+|--|[=!<>]=+|&&|\|\||\?\?|\*\*|[\s\S]/y;
const SPACE = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;

/** After these words a slash begins a regular expression. */
const BEFORE_VALUE = new Set(
  'return typeof case do else in instanceof new void delete throw yield await of'.split(' '),
);

/** Splits JavaScript into tokens; a template with its substitutions is one token. */
export function tokensOf(code: string): CodeToken[] {
  const tokens: CodeToken[] = [];
  let at = 0;
  let depth = 0;
  while (at < code.length) {
    at = skip(SPACE, code, at);
    if (at >= code.length) break;
    const first = code[at] ?? '';
    const [kind, end] = scan(code, at, tokens.at(-1));
    const text = code.slice(at, end);
    if (kind === 'punctuation' && /[)\]}]/.test(first)) depth = Math.max(0, depth - 1);
    tokens.push({ kind, text, start: at, end, depth });
    if (kind === 'punctuation' && /[([{]/.test(first)) depth += 1;
    at = end;
  }
  return tokens;
}

function scan(code: string, at: number, before: CodeToken | undefined): [CodeToken['kind'], number] {
  const first = code[at] ?? '';
  if (first === '"' || first === "'") return ['string', endOfString(code, at)];
  if (first === '`') return ['template', endOfTemplate(code, at)];
  const word = skip(WORD, code, at);
  if (word > at) return ['word', word];
  const number = skip(NUMBER, code, at);
  if (number > at && /[\d.]/.test(first) && first + (code[at + 1] ?? '') !== '..') {
    if (first !== '.' || /\d/.test(code[at + 1] ?? '')) return ['number', number];
  }
  if (first === '/' && isValueNext(before)) {
    const end = skip(REGEXP, code, at);
    if (end > at) return ['regexp', end];
  }
  return ['punctuation', skip(PUNCTUATION, code, at)];
}

function isValueNext(before: CodeToken | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === 'word') return BEFORE_VALUE.has(before.text);
  return before.kind === 'punctuation' && !/^(?:[)\]}]|\+\+|--)$/.test(before.text);
}

function skip(pattern: RegExp, code: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(code) ? pattern.lastIndex : at;
}

function endOfString(code: string, at: number): number {
  const quote = code[at];
  let end = at + 1;
  while (end < code.length && code[end] !== quote) end += code[end] === '\\' ? 2 : 1;
  return end + 1;
}

function endOfTemplate(code: string, at: number): number {
  let end = at + 1;
  while (end < code.length && code[end] !== '`') {
    if (code[end] === '\\') end += 2;
    else if (code[end] === '$' && code[end + 1] === '{') end = endOfSubstitution(code, end + 2);
    else end += 1;
  }
  return end + 1;
}

function endOfSubstitution(code: string, at: number): number {
  let depth = 1;
  let end = at;
  let before: CodeToken | undefined;
  while (end < code.length && depth > 0) {
    end = skip(SPACE, code, end);
    const start = end;
    const [kind, next] = scan(code, start, before);
    end = next;
    const text = code.slice(start, end);
    before = { kind, text, start, end, depth };
    if (kind === 'punctuation' && text === '{') depth += 1;
    if (kind === 'punctuation' && text === '}') depth -= 1;
  }
  return end;
}
