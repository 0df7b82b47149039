/* oxlint-disable no-control-regex */
const ESCAPE_SEQUENCE =
  /\u001B(?:\[[\u0030-\u003F]*[\u0020-\u002F]*[\u0040-\u007E]|\][^\u0007\u001B]*(?:\u0007|\u001B\\))/gu;
const LINE_BREAKS = /\r\n?|[\u2028\u2029\u0085]/gu;
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/gu;
/** What turns the direction of text, takes no room, or hides what follows. */
const HIDDEN =
  /[\u00AD\u061C\u115F\u1160\u180E\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;
const JOINED =
  /(?<=\p{Extended_Pictographic}\uFE0F?|\p{Emoji_Modifier})\u200D(?=\p{Extended_Pictographic})/gu;
const PILES = /(\p{M}{3})\p{M}+/gu;
/* oxlint-enable no-control-regex */

/** Stands for a joiner inside an emoji while the others are made visible; no Unicode character ever is this one. */
const KEPT_JOINER = '\uFDD0';

/**
 * What learners wrote, made harmless for a screen: colours and other sequences are dropped, control characters and what
 * hides or turns text are written as their code point, tabs are blanks. Line feeds stay.
 */
export function clean(text: string): string {
  if (/^[\n\u0020-\u007E]*$/u.test(text)) return text;
  return text
    .toWellFormed()
    .replaceAll(ESCAPE_SEQUENCE, '')
    .replaceAll(LINE_BREAKS, '\n')
    .replaceAll('\t', '  ')
    .replaceAll(KEPT_JOINER, codePoint)
    .replaceAll(JOINED, KEPT_JOINER)
    .replaceAll(CONTROLS, codePoint)
    .replaceAll(HIDDEN, codePoint)
    .replaceAll(KEPT_JOINER, '\u200D')
    .replaceAll(PILES, '$1');
}

/** The same on one line. */
export function cleanLine(text: string): string {
  return clean(text)
    .replaceAll(/\s*\n\s*/gu, ' ')
    .trim();
}

function codePoint(char: string): string {
  return `<U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
}
