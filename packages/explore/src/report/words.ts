/** The languages that a report speaks. */
export type Language = 'en' | 'zh';

/** A sentence for the reader: in both languages, or one text for both (a message of the program itself). */
export type Words = string | { readonly en: string; readonly zh: string };

export function say(words: Words, language: Language): string {
  return typeof words === 'string' ? words : words[language];
}
