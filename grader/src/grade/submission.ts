import type { Text } from '@katas/structure';

/** More than any honest solution needs. */
export const MAX_BYTES = 256 * 1024;

// What turns the reading direction of a line around, and what no editor shows.
const HIDDEN = /[\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\u{E0000}-\u{E007F}]/u;
// oxlint-disable-next-line no-control-regex -- these are the ones that are refused
const CONTROL = /[\0-\x08\x0B\x0E-\x1F\x7F-\x9F]/;

/** The text of a submission, or why it is refused. Both forms of intake end here. */
export function textOf(bytes: Uint8Array): string | { readonly problem: Text } {
  if (bytes.length > MAX_BYTES) return { problem: tooLarge };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { problem: { en: 'it is not text in UTF-8', zh: '不是 UTF-8 文本' } };
  }
  if (text.trim() === '') return { problem: { en: 'it is empty', zh: '是空文件' } };
  const hidden = HIDDEN.exec(text) ?? CONTROL.exec(text);
  if (hidden === null) return text;
  const line = text.slice(0, hidden.index).split('\n').length;
  const code = hidden[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  return {
    problem: {
      en: `line ${line} has the invisible character U+${code}; write it as an escape, \\u{${code}}, or leave it out`,
      zh: `第 ${line} 行有不可见字符 U+${code}；请写成转义 \\u{${code}} 或删除`,
    },
  };
}

export const tooLarge: Text = {
  en: `it has more than ${MAX_BYTES / 1024} kB`,
  zh: `超过 ${MAX_BYTES / 1024} kB`,
};
