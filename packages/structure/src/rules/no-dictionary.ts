import type { Rule } from '../rule.ts';
export const noDictionary: Rule<'no-dictionary'> = {
  id: 'no-dictionary',
  sentence: () => ({ en: '', zh: '' }),
  why: { en: '', zh: '' },
  check: () => [],
};
