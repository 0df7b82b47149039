import { defineKata } from '@katas/kata';

// FILL IN: what the kata is. Everything below is a small kata that works; replace it piece by piece.
export default defineKata({
  title: { en: 'A counter', zh: '计数器' },
  heading: 'FILL IN: the heading of the notes that this kata answers',
  level: 1,
  order: __order__,
  exports: ['Counter'],
  structure: [
    { rule: 'imports', allow: [] },
    { rule: 'no-test-sniffing' },
    { rule: 'no-module-state' },
    { rule: 'no-type-escape' },
  ],
  stages: [
    {
      slug: 'counting',
      title: { en: 'Counting', zh: '计数' },
      suite: 'hidden/1-counting.test.ts',
      tests: 3,
      hints: [
        { en: 'What must an instance remember?', zh: '每个实例需要记住什么？' },
        { en: 'A private field: `#value = 0`.', zh: '一个私有字段：`#value = 0`。' },
      ],
    },
  ],
});
