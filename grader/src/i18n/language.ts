/** A language that the grader speaks. */
export type Language = 'en' | 'zh';

const LANGUAGES: readonly Language[] = ['en', 'zh'];

/** The variables of the environment that choose the language, the strongest first (POSIX order). */
const VARIABLES = ['LC_ALL', 'LC_MESSAGES', 'LANG'] as const;

/** `zh_CN.UTF-8`, `zh-Hant`, `ZH` → zh; what we do not speak → undefined. */
export function parseLanguage(tag: string): Language | undefined {
  const primary = tag
    .trim()
    .toLowerCase()
    .split(/[-_.@]/u, 1)[0];
  return LANGUAGES.find((language) => language === primary);
}

/**
 * The language to speak: the flag, else the first variable of LC_ALL, LC_MESSAGES and LANG that is set; English where
 * that is a language we do not have.
 * @param flag - value of `--lang`, if given
 * @returns undefined where the flag names no language we speak: a usage error of the caller
 */
export function pickLanguage(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Language | undefined {
  if (flag !== undefined) return parseLanguage(flag);
  const set = VARIABLES.map((name) => env[name]).find((value) => value !== undefined && value !== '');
  return (set === undefined ? undefined : parseLanguage(set)) ?? 'en';
}
