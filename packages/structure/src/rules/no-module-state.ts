import type { Rule } from '../rule.ts';
export const noModuleState: Rule<'no-module-state'> = {
  id: 'no-module-state',
  sentence: () => ({ en: '', zh: '' }),
  why: { en: '', zh: '' },
  check: () => [],
};
