import { defineKata } from '@katas/kata';

export default defineKata({
  title: { en: 'A connection pool', zh: '连接池' },
  heading: 'mysql 连接池实现',
  level: 3,
  order: 8,
  exports: ['Pool', 'PoolClosedError', 'BadConnError'],
  structure: [{ rule: 'imports', allow: ['@katas/goroutine'] }],
  stages: [
    {
      slug: 'bound-and-reuse',
      title: { en: 'Bound and reuse', zh: '上限与复用' },
      suite: 'hidden/1-bound-and-reuse.test.ts',
      tests: 18,
      hints: [{ en: 'x', zh: 'x' }],
    },
    {
      slug: 'waiting-in-line',
      title: { en: 'Waiting in line', zh: '排队等待' },
      suite: 'hidden/2-waiting-in-line.test.ts',
      tests: 12,
      hints: [{ en: 'x', zh: 'x' }],
    },
  ],
});
