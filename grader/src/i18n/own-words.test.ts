import { expect, test } from 'vitest';
import { inOwnWords } from './own-words.ts';

const BREACH =
  'RuleBreachError: this kata is to be built without the builtin Set, and the solution reached it while running';

test('what the fence says is told in the language of the screen, and without the name of our class', () => {
  expect(inOwnWords(BREACH, 'zh')).toBe('这道题不能使用内置的 Set，而题解在运行时用到了它');
  expect(inOwnWords(BREACH, 'en')).toMatch(/^this kata is to be built/);
});

test('what a learner or vitest says stays as it is', () => {
  for (const message of ['has(3): expected false to be true', 'TypeError: boom', '']) {
    expect(inOwnWords(message, 'zh')).toBe(message);
    expect(inOwnWords(message, 'en')).toBe(message);
  }
});
