import type { Rule } from '../rule.ts';
export const noLinearSearch: Rule<'no-linear-search'> = {
  id: 'no-linear-search',
  sentence: () => ({ en: '', zh: '' }),
  why: { en: '', zh: '' },
  check: () => [],
};
