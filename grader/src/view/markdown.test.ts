import { describe, expect, test } from 'vitest';
import { type Look, lookOf } from './look.ts';
import { renderMarkdown } from './markdown.ts';
import { unstyled, widthOf } from './styled.ts';

const plain = lookOf({ width: 40, language: 'en', color: false, ascii: false });
const colored = lookOf({ width: 40, language: 'en', color: true, ascii: false });
const render = (text: string, look: Look = plain): string => renderMarkdown(text, look).join('\n');

describe('markdown in the terminal', () => {
  test('headings are underlined by their level', () => {
    expect(render('# 集合\n\ntext\n\n## Two\n\n### Three')).toBe('集合\n━━━━\n\ntext\n\nTwo\n───\n\nThree');
  });

  test('paragraphs are filled; Chinese lines are joined without a blank', () => {
    expect(render('one\ntwo')).toBe('one two');
    expect(render('哈希\n集合')).toBe('哈希集合');
  });

  test('lists, also ordered and inside each other', () => {
    expect(render('- one\n- two\n  - deep\n\n9. nine\n10. ten')).toBe(
      '• one\n• two\n  • deep\n\n 9. nine\n10. ten',
    );
  });

  test('long items go on under their text', () => {
    const [first, second] = renderMarkdown(`- ${'word '.repeat(12)}`, plain);
    expect(first).toMatch(/^• word/u);
    expect(second).toMatch(/^ {2}word/u);
  });

  test('code keeps its lines and its indent, and is coloured', () => {
    const text = '```ts\nif (a) {\n  return "x";\n}\n```';
    expect(render(text)).toBe('  if (a) {\n    return "x";\n  }');
    expect(render(text, colored)).toContain('\u001B[35mreturn\u001B[39m \u001B[32m"x"\u001B[39m');
    expect(unstyled(render(text, colored))).toBe(render(text));
  });

  test('inline: code, emphasis, links, entities', () => {
    expect(render('`a<b>` and **strong** [here](https://x.org) &lt;T&gt;')).toBe(
      '`a<b>` and strong here (https://x.org)\n<T>',
    );
    expect(render('<https://x.org> and [file](kata.ts)')).toBe('https://x.org and file');
    expect(render('**strong** `code`', colored)).toBe('\u001B[1mstrong\u001B[22m \u001B[36mcode\u001B[39m');
  });

  test('tables have columns as wide as needed, aligned as asked for', () => {
    expect(render('| 名字 | n |\n|---|--:|\n| a | 1 |\n| 集合 | 22 |')).toBe(
      '名字   n\n────  ──\na      1\n集合  22',
    );
  });

  test('a table wider than the screen wraps inside its cells; one with no room becomes a list', () => {
    const table = `| a | b |\n|---|---|\n| ${'word '.repeat(10)}| ${'other '.repeat(10)}|`;
    for (const line of renderMarkdown(table, plain)) expect(widthOf(line)).toBeLessThanOrEqual(40);
    const narrow = lookOf({ width: 20, language: 'en', color: false, ascii: false });
    expect(
      render('| a | b | c | d |\n|---|---|---|---|\n| 1111111 | 2222222 | 3333333 | 4444444 |', narrow),
    ).toBe('a: 1111111\nb: 2222222\nc: 3333333\nd: 4444444');
  });

  test('quotes, rules, comments and other HTML', () => {
    expect(render('> wise\n\n<!-- for authors -->\n\n<b>bold</b>')).toBe('│ wise\n\nbold');
    expect(render('a\n\n---\n\nb')).toBe(`a\n\n${'─'.repeat(40)}\n\nb`);
  });

  test('control characters do not get through', () => {
    expect(render('a \u001B[2J `\u001B]0;x\u0007`')).not.toContain('\u001B');
  });
});
