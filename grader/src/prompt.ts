import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kata } from '@katas/kata';
import type { Language } from './i18n/language.ts';

export const PROMPT_FILE: Readonly<Record<Language, string>> = { en: 'README.md', zh: 'README.zh.md' };

/** The prompt as Markdown, in the language if there is one, in English otherwise. */
export function readPrompt(kata: Kata, language: Language): string {
  const file = join(kata.dir, PROMPT_FILE[language]);
  return readFileSync(existsSync(file) ? file : join(kata.dir, PROMPT_FILE.en), 'utf8');
}
