import { lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import { indent, narrower, stack } from './block.ts';
import { highlight } from './code.ts';
import type { Look } from './look.ts';
import { renderInline, renderText } from './markdown-inline.ts';
import { renderTable } from './markdown-table.ts';
import { sanitize } from './sanitize.ts';
import { widthOf } from './styled.ts';
import { wrap } from './wrap.ts';

/** A column of text wider than this is hard to read. */
const READABLE = 96;
const CODE_LANGUAGES = new Set(['ts', 'typescript', 'js', 'javascript', 'tsx', 'jsx', 'go', 'json']);

/** Markdown as lines for the terminal: headings, lists, tables, quotes, coloured code, links with their address. */
export function renderMarkdown(text: string, look: Look): string[] {
  const shown = { ...look, width: Math.min(look.width, READABLE) };
  return renderBlocks(lexer(sanitize(text, { ascii: look.ascii, tab: 4 })), shown);
}

function renderBlocks(tokens: readonly Token[], look: Look): string[] {
  return stack(tokens.map((token) => renderBlock(token as MarkedToken, look)));
}

function renderBlock(token: MarkedToken, look: Look): string[] {
  switch (token.type) {
    case 'heading':
      return renderHeading(token, look);
    case 'paragraph':
    case 'text':
      return wrap(token.tokens === undefined ? renderText(token.text) : renderInline(token.tokens, look), {
        width: look.width,
      });
    case 'code':
      return renderCode(token, look);
    case 'list':
      return renderList(token, look);
    case 'blockquote':
      return renderBlocks(token.tokens, narrower(look, 2)).map((line) =>
        `${look.paint.quiet(look.marks.bar)} ${line}`.trimEnd(),
      );
    case 'table':
      return renderTable(token, look);
    case 'hr':
      return [look.paint.quiet(look.marks.rule.repeat(look.width))];
    case 'html':
      return renderHtml(token.text, look);
    default:
      return [];
  }
}

function renderHeading(token: Tokens.Heading, look: Look): string[] {
  const { paint, marks } = look;
  const lines = wrap(paint.strong(renderInline(token.tokens, look)), { width: look.width });
  if (token.depth > 2) return lines;
  const width = Math.min(look.width, Math.max(...lines.map(widthOf)));
  const rule = token.depth === 1 ? (look.ascii ? '=' : marks.full) : marks.rule;
  return [...lines, paint.quiet(rule.repeat(width))];
}

function renderCode(token: Tokens.Code, look: Look): string[] {
  const isKnown = CODE_LANGUAGES.has((token.lang ?? '').split(/\s/u, 1)[0] ?? '');
  const code = isKnown ? highlight(token.text, look.paint) : token.text;
  return indent(
    code.split('\n').flatMap((line) => wrap(line, { width: look.width - 2, rest: '    ' })),
    2,
  );
}

function renderList(token: Tokens.List, look: Look): string[] {
  const start = token.start === '' ? 1 : token.start;
  const last = String(start + token.items.length - 1).length;
  const items = token.items.map((entry, index) => {
    const mark = token.ordered
      ? `${String(start + index).padStart(last)}. `
      : `${look.paint.quiet(entry.task ? taskMark(entry, look) : look.marks.bullet)} `;
    const by = widthOf(mark);
    const inner = narrower(look, by);
    // The text of an item and a list below it stand close together.
    const blocks = entry.tokens.map((child) => renderBlock(child as MarkedToken, inner));
    const lines = entry.loose ? stack(blocks) : blocks.flat();
    return [`${mark}${lines[0] ?? ''}`.trimEnd(), ...indent(lines.slice(1), by)];
  });
  return token.loose ? stack(items) : items.flat();
}

function taskMark(entry: Tokens.ListItem, look: Look): string {
  return entry.checked === true ? look.marks.pass : look.marks.notRun;
}

/** Comments are for authors; of other HTML the text is shown. */
function renderHtml(html: string, look: Look): string[] {
  const text = html
    .replaceAll(/<!--[^]*?-->/gu, '')
    .replaceAll(/<[^>]*>/gu, '')
    .trim();
  return text === '' ? [] : wrap(renderText(text), { width: look.width });
}
