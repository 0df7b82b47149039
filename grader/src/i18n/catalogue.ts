import { en } from './en.ts';
import type { Language } from './language.ts';
import { zh } from './zh.ts';

/** English literals as plain strings, so that another language may say them in its own words. */
type Widened<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...values: infer A) => string
      ? (...values: A) => string
      : Widened<T[K]>;
};

/** Every message of the grader; a language that lacks one does not compile. */
export type Catalogue = Widened<typeof en>;

const catalogues: Readonly<Record<Language, Catalogue>> = { en, zh };

/** The messages of a language. */
export function catalogue(language: Language): Catalogue {
  return catalogues[language];
}
