import type { Rule } from '../rule.ts';
export const noSortOnRead: Rule<'no-sort-on-read'> = {
  id: 'no-sort-on-read',
  sentence: () => ({ en: '', zh: '' }),
  why: { en: '', zh: '' },
  check: () => [],
};
