import type { MarkedToken, Token } from 'marked';
import type { Look } from './look.ts';
import { widthOf } from './styled.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  nbsp: ' ',
};

/** Text with its entities resolved and its soft line breaks joined: with a blank, but not between Chinese signs. */
export function renderText(text: string): string {
  return text
    .replaceAll(/&(amp|lt|gt|quot|#39|nbsp);/gu, (whole, name: string) => ENTITIES[name] ?? whole)
    .replaceAll(/[ ]*\n[ ]*/gu, (_, at: number, whole: string) => {
      const before = whole.slice(0, at).at(-1) ?? '';
      const after = whole.slice(at).trimStart().at(0) ?? '';
      return widthOf(before) === 2 && widthOf(after) === 2 ? '' : ' ';
    });
}

/** The inline tokens of a paragraph as one styled text. */
export function renderInline(tokens: readonly Token[], look: Look): string {
  return tokens.map((token) => renderSpan(token as MarkedToken, look)).join('');
}

function renderSpan(token: MarkedToken, look: Look): string {
  const { paint } = look;
  switch (token.type) {
    case 'strong':
      return paint.strong(renderInline(token.tokens, look));
    case 'em':
      return paint.italic(renderInline(token.tokens, look));
    case 'del':
      return paint.quiet(renderInline(token.tokens, look));
    case 'codespan':
      return paint.on ? paint.accent(token.text) : `\`${token.text}\``;
    case 'br':
      return '\n';
    case 'link':
      return renderLink(renderInline(token.tokens, look), token.href, look);
    case 'image':
      return renderLink(token.text, token.href, look);
    case 'escape':
      return token.text;
    case 'text':
      return token.tokens === undefined ? renderText(token.text) : renderInline(token.tokens, look);
    case 'html':
      return /^<br\s*\/?>$/iu.test(token.raw) ? '\n' : '';
    default:
      return '';
  }
}

function renderLink(text: string, href: string, look: Look): string {
  const { paint } = look;
  const isAddress = /^(?:https?|mailto):/u.test(href);
  if (!isAddress || href === text || href === `mailto:${text}`)
    return isAddress ? paint.underline(text) : text;
  return `${paint.underline(text)} ${paint.quiet(`(${href})`)}`;
}
