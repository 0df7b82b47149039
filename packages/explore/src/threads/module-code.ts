import { RefusedError } from './refused-error.ts';
import { type CodeToken, tokensOf } from './token-list.ts';

/** A module's code turned into the body of a function that returns what the module exports. */
export interface ModuleCode {
  readonly body: string;
  /** Why every thread run needs its own evaluation: what the module keeps between calls. */
  readonly state: readonly string[];
  /** A loop that may catch, and so survive, being taken off the stack. */
  readonly isCatching: boolean;
}

/** Words that begin a declaration with a name after them. */
const DECLARATIONS = new Set(['class', 'function', 'const', 'let', 'var']);

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Rewrites the imports and exports of a module; lines stay where they are.
 * @throws {RefusedError} for a module that needs others, or that waits while it loads
 */
export function moduleCode(code: string): ModuleCode {
  const tokens = tokensOf(code);
  const edits: Edit[] = [];
  const exported = new Map<string, string>();
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined || token.kind !== 'word') continue;
    const isMember = tokens[index - 1]?.text === '.' || tokens[index - 1]?.text === '?.';
    if (isMember || tokens[index + 1]?.text === ':') continue;
    if (token.text === 'import') refuseImport(tokens, index);
    if (token.text === 'await' && token.depth === 0)
      throw new RefusedError('the module waits while it loads');
    if (token.text === 'export' && token.depth === 0) edits.push(...exportEdits(tokens, index, exported));
  }
  const names = [...exported].map(([name, local]) => `get ${JSON.stringify(name)}() { return ${local}; }`);
  const body = `"use strict"; ${apply(code, edits)}\nreturn { ${names.join(', ')} };`;
  return { body, state: stateOf(tokens), isCatching: hasCatchingLoop(tokens) };
}

function refuseImport(tokens: readonly CodeToken[], index: number): never {
  const next = tokens[index + 1]?.text;
  if (next === '.') throw new RefusedError('the module asks where it was loaded from (import.meta)');
  const from = tokens.slice(index).find(({ kind }) => kind === 'string');
  throw new RefusedError(
    `the module imports ${from?.text ?? 'another one'}; only a module that stands alone can be explored`,
  );
}

function exportEdits(tokens: readonly CodeToken[], index: number, exported: Map<string, string>): Edit[] {
  const token = tokens[index];
  let next = tokens[index + 1];
  if (token === undefined || next === undefined) return [];
  if (next.text === '{') return listEdits(tokens, index, exported);
  if (next.text === '*') return refuseImport(tokens, index);
  if (next.text === 'default') return defaultEdits(tokens, index, exported);
  let at = index + 1;
  if (next.text === 'async') next = tokens[(at += 1)] ?? next;
  if (!DECLARATIONS.has(next.text)) return [];
  if (tokens[at + 1]?.text === '*') at += 1;
  for (const name of declaredNames(tokens, at)) exported.set(name, name);
  return [{ start: token.start, end: token.end, text: '' }];
}

/** `export const a = 1, { b, c: [d] } = …` declares a, b and d. */
function declaredNames(tokens: readonly CodeToken[], at: number): string[] {
  const keyword = tokens[at];
  const first = tokens[at + 1];
  if (first === undefined) return [];
  if (!/^(?:const|let|var)$/.test(keyword?.text ?? '')) return [first.text];
  const names: string[] = [];
  let isPattern = true;
  for (let index = at + 1; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (token === undefined || token.text === ';') break;
    const before = tokens[index - 1];
    if (token.depth === 0 && token.kind === 'word' && index > at + 1 && isStatementEnd(before)) break;
    if (token.depth === 0 && token.text === ',') isPattern = true;
    else if (token.depth === 0 && token.text === '=') isPattern = false;
    else if (isPattern && token.kind === 'word' && tokens[index + 1]?.text !== ':' && before?.text !== '=')
      names.push(token.text);
  }
  return names;
}

function isStatementEnd(token: CodeToken | undefined): boolean {
  return token !== undefined && (token.kind !== 'punctuation' || /^[)\]}]$/.test(token.text));
}

function listEdits(tokens: readonly CodeToken[], index: number, exported: Map<string, string>): Edit[] {
  const start = tokens[index]?.start ?? 0;
  let at = index + 2;
  for (; tokens[at] && tokens[at]?.text !== '}'; at += 1) {
    const local = tokens[at];
    if (local?.kind !== 'word') continue;
    const isRenamed = tokens[at + 1]?.text === 'as';
    const name = isRenamed ? tokens[at + 2] : local;
    exported.set(name?.kind === 'string' ? name.text.slice(1, -1) : (name?.text ?? ''), local.text);
    if (isRenamed) at += 2;
  }
  if (tokens[at + 1]?.text === 'from') refuseImport(tokens, at);
  return [{ start, end: tokens[at]?.end ?? start, text: ';' }];
}

function defaultEdits(tokens: readonly CodeToken[], index: number, exported: Map<string, string>): Edit[] {
  const [start, end] = [tokens[index]?.start ?? 0, tokens[index + 1]?.end ?? 0];
  let at = index + 2;
  if (tokens[at]?.text === 'async') at += 1;
  const keyword = tokens[at]?.text;
  if (keyword === 'class' || keyword === 'function') {
    const after = tokens[at + 1]?.text === '*' ? tokens[at + 2] : tokens[at + 1];
    if (after?.kind === 'word' && after.text !== 'extends') {
      exported.set('default', after.text);
      return [{ start, end, text: '' }];
    }
  }
  exported.set('default', '__default');
  return [{ start, end, text: 'const __default =' }];
}

function apply(code: string, edits: readonly Edit[]): string {
  let result = '';
  let from = 0;
  for (const { start, end, text } of edits) {
    // What was taken out leaves its room, so that columns stay as well.
    result += code.slice(from, start) + text.padEnd(end - start);
    from = end;
  }
  return result + code.slice(from);
}

/** Names at the top level whose value can change, and static members that can. */
function stateOf(tokens: readonly CodeToken[]): string[] {
  const found = new Set<string>();
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    if (token.kind !== 'word' || next === undefined) return;
    if (token.depth === 0 && /^(?:let|var)$/.test(token.text)) found.add(next.text);
    if (token.depth === 0 && token.text === 'const' && isMutable(tokens, index + 2)) found.add(next.text);
    if (token.text === 'static' && token.depth === 1 && isField(tokens, index + 1)) found.add(next.text);
  });
  const classes = new Set(
    tokens.flatMap(({ text }, index) => (text === 'class' ? [tokens[index + 1]?.text ?? ''] : [])),
  );
  const functions = tokens.flatMap(({ text }, index) =>
    text === 'function' ? [tokens[index + 1]?.text ?? ''] : [],
  );
  // A property of a class or function is written: `Queue.count += 1`.
  tokens.forEach(({ text }, index) => {
    const isOwner = classes.has(text) || functions.includes(text);
    if (!isOwner || tokens[index + 1]?.text !== '.' || tokens[index - 1]?.text === '.') return;
    const operator = tokens
      .slice(index + 3, index + 5)
      .map((token) => token.text)
      .join('');
    if (/^(?:=[^=>]|\+\+|--|[-+*/%&|^]=)/.test(operator))
      found.add(`${text}.${tokens[index + 2]?.text ?? ''}`);
  });
  return [...found];
}

/** Whether what follows `=` can keep state: anything but a plain value, a function, a class, or a part of a global. */
function isMutable(tokens: readonly CodeToken[], at: number): boolean {
  if (tokens[at]?.text !== '=') return false;
  const value = tokens[at + 1];
  if (value === undefined) return false;
  if (value.text === '[' || value.text === '{') return true;
  if (value.text === 'new') return true;
  const end = tokens.findIndex((token, index) => index > at && token.depth === 0 && token.text === ';');
  const rest = tokens.slice(at + 1, end < 0 ? undefined : end);
  if (
    /^(?:function|class|async)$/.test(value.text) ||
    rest.some(({ text, depth }) => text === '=>' && depth === 0)
  )
    return false;
  const isFrozen = value.text === 'Object' && rest[2]?.text === 'freeze';
  // What a call gives may be anything.
  return (
    !isFrozen && rest.some(({ text }, index) => text === '(' && index > 0 && rest[index - 1]?.kind === 'word')
  );
}

function isField(tokens: readonly CodeToken[], at: number): boolean {
  const token = tokens[at];
  if (token?.text === '{') return true;
  if (token?.text === 'async' || token?.text === '*' || token?.text === 'get' || token?.text === 'set')
    return false;
  return tokens[at + 1]?.text !== '(';
}

/** Whether code has such a loop. */
export function isCatchingCode(code: string): boolean {
  return hasCatchingLoop(tokensOf(code));
}

/** Whether a `catch` that does not throw again stands in a loop: such a loop may try for ever to go on. */
function hasCatchingLoop(tokens: readonly CodeToken[]): boolean {
  return tokens.some((token, index) => {
    if (token.text !== 'catch' || tokens[index - 1]?.text === '.') return false;
    const open = tokens.findIndex(
      (each, place) => place > index && each.text === '{' && each.depth === token.depth,
    );
    const close = tokens.findIndex(
      (each, place) => place > open && each.text === '}' && each.depth === token.depth,
    );
    const isThrowing = tokens.slice(open, close).some(({ text }) => text === 'throw');
    return !isThrowing && isInLoop(tokens, index);
  });
}

function isInLoop(tokens: readonly CodeToken[], index: number): boolean {
  // Any loop keyword before it that is still open around it, or an unbraced one just before its `try`.
  for (let at = index - 1; at >= 0; at -= 1) {
    const token = tokens[at];
    if (!token || !/^(?:for|while|do)$/.test(token.text) || tokens[at - 1]?.text === '.') continue;
    if (token.depth <= (tokens[index]?.depth ?? 0) && !isClosed(tokens, at, index)) return true;
  }
  return false;
}

/** Whether the statement that begins at `from` ends before `to`. */
function isClosed(tokens: readonly CodeToken[], from: number, to: number): boolean {
  const depth = tokens[from]?.depth ?? 0;
  let hasBody = tokens[from]?.text === 'do';
  for (let at = from + 1; at < to; at += 1) {
    const token = tokens[at];
    if (!token) continue;
    if (token.depth < depth) return true;
    if (token.depth !== depth) continue;
    if (token.text === ')') hasBody = true;
    else if (hasBody && token.text === ';') return true;
    else if (
      hasBody &&
      token.text === '}' &&
      !/^(?:catch|finally|else|while)$/.test(tokens[at + 1]?.text ?? '')
    )
      return true;
  }
  return false;
}
