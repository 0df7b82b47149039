import { defineKata } from '@katas/kata';

export default defineKata({
  title: { en: 'A ring that threads share', zh: '线程共享的循环队列' },
  heading: '实现循环队列, 保证线程安全 (原子操作和 channel)',
  level: 4,
  order: 2,
  exports: ['RingQueue'],
  structure: [{ rule: 'imports', allow: [] }],
  stages: [
    { slug: 'one-thread', title: { en: 'One thread', zh: '一个线程' }, suite: 'hidden/1-one-thread.test.ts', tests: 13, hints: [] },
    { slug: 'threads', title: { en: 'Between threads', zh: '线程之间' }, suite: 'hidden/2-threads.test.ts', tests: 9, hints: [] },
    { slug: 'blocking', title: { en: 'Waiting', zh: '等待' }, suite: 'hidden/3-blocking.test.ts', tests: 12, hints: [] },
    { slug: 'close', title: { en: 'Closing', zh: '关闭' }, suite: 'hidden/4-close.test.ts', tests: 9, hints: [] },
  ],
  mistakes: {},
  limits: { testMs: 6000, stageMs: 30_000 },
});
