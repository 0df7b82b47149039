import { describe, expect, test } from 'vitest';
import { catalogue } from './catalogue.ts';
import { parseLanguage, pickLanguage } from './language.ts';

describe('picking a language', () => {
  test('the flag wins over the environment', () => {
    expect(pickLanguage('en', { LC_ALL: 'zh_CN.UTF-8' })).toBe('en');
    expect(pickLanguage('zh', { LANG: 'en_US.UTF-8' })).toBe('zh');
  });

  test('LC_ALL comes before LC_MESSAGES, and that before LANG; empty ones do not count', () => {
    expect(pickLanguage(undefined, { LC_ALL: 'zh_CN.UTF-8', LC_MESSAGES: 'en_US', LANG: 'en_US' })).toBe(
      'zh',
    );
    expect(pickLanguage(undefined, { LC_ALL: '', LC_MESSAGES: 'zh_TW', LANG: 'en_US' })).toBe('zh');
    expect(pickLanguage(undefined, { LC_ALL: 'C', LANG: 'zh_CN.UTF-8' })).toBe('en');
    expect(pickLanguage(undefined, { LANG: 'zh_CN.UTF-8' })).toBe('zh');
  });

  test('a language of the environment that we do not speak means English', () => {
    expect(pickLanguage(undefined, { LANG: 'de_DE.UTF-8' })).toBe('en');
    expect(pickLanguage(undefined, {})).toBe('en');
  });

  test('a flag that we do not speak is nobody’s language', () => {
    expect(pickLanguage('de', { LANG: 'zh_CN' })).toBeUndefined();
    expect(pickLanguage('', {})).toBeUndefined();
    expect(pickLanguage('zhongwen', {})).toBeUndefined();
  });

  test('tags are read in every usual spelling', () => {
    for (const tag of ['zh', 'ZH', 'zh-CN', 'zh_CN.UTF-8', 'zh-Hant-TW', 'zh@pinyin'])
      expect(parseLanguage(tag)).toBe('zh');
  });
});

describe('catalogues', () => {
  /** All messages as texts, with numbers and words put in. */
  function spoken(node: unknown, path: string): [string, string][] {
    if (typeof node === 'string') return [[path, node]];
    if (typeof node === 'function')
      return [[path, String((node as (...values: unknown[]) => unknown)(2, 3, 'x'))]];
    return Object.entries(node as object).flatMap(([key, value]) => spoken(value, `${path}.${key}`));
  }

  test('both languages have the same messages, none of them empty', () => {
    const en = spoken(catalogue('en'), '');
    const zh = spoken(catalogue('zh'), '');
    expect(zh.map(([path]) => path).toSorted()).toEqual(en.map(([path]) => path).toSorted());
    for (const [path, text] of [...en, ...zh]) expect(text.trim(), path).not.toBe('');
  });

  test('Chinese messages are Chinese', () => {
    const latin = spoken(catalogue('zh'), '').filter(([, text]) => !/\p{Script=Han}/u.test(text));
    expect(latin).toEqual([]);
  });

  test('English counts in singular and plural', () => {
    const { tests, rulesBroken } = catalogue('en');
    expect([tests(0), tests(1), tests(2)]).toEqual(['0 tests', '1 test', '2 tests']);
    expect([rulesBroken(1), rulesBroken(3)]).toEqual(['1 rule is broken', '3 rules are broken']);
  });
});
