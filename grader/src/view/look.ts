import type { Text } from '@katas/structure';
import { catalogue, type Catalogue } from '../i18n/catalogue.ts';
import type { Language } from '../i18n/language.ts';
import { type Marks, marksOf } from './marks.ts';
import { type Paint, paintOf } from './paint.ts';

/** How to write for one screen; every view is a function of its data and this. */
export interface Look {
  /** Columns; no line is wider. */
  readonly width: number;
  readonly language: Language;
  readonly ascii: boolean;
  readonly paint: Paint;
  readonly marks: Marks;
  readonly messages: Catalogue;
}

export interface LookOptions {
  /** Columns of the screen; below 20 it counts as 20. */
  readonly width: number;
  readonly language: Language;
  readonly color: boolean;
  readonly ascii: boolean;
}

export function lookOf(options: LookOptions): Look {
  return {
    width: Math.max(20, Math.floor(options.width)),
    language: options.language,
    ascii: options.ascii,
    paint: paintOf(options.color),
    marks: marksOf(options.ascii),
    messages: catalogue(options.language),
  };
}

/** The text in the language of the look. */
export function say(text: Text, look: Look): string {
  return text[look.language];
}

/**
 * Whether to write colours: `FORCE_COLOR` (0 means no) wins, then `NO_COLOR` and `TERM=dumb` turn them off, else a
 * terminal gets them.
 * @see https://no-color.org
 * @see https://force-color.org
 */
export function wantsColor(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  const force = env['FORCE_COLOR'];
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false;
  return isTerminal && env['TERM'] !== 'dumb';
}

/** Whether only ASCII can be trusted: the Linux console's font and a locale that says so. */
export function wantsAscii(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(
    (value) => value !== undefined && value !== '',
  );
  return (
    env['TERM'] === 'dumb' ||
    env['TERM'] === 'linux' ||
    (locale !== undefined && /ascii|iso-?8859|gbk|gb2312/iu.test(locale))
  );
}
