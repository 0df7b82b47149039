// Stories that the tests render.
import { checkHistory } from '../linearize/check.ts';
import { drawn } from '../linearize/drawn-history.ts';
import { fifoQueue } from '../linearize/specs/fifo-queue.ts';
import type { RecordedStep } from './run-record.ts';
import type { Story } from './story.ts';
import { storyOf } from './story-of.ts';

const QUEUE = [
  ...Array<string>(37).fill(''),
  '  pop(): number {',
  '    for (;;) {',
  '      // somebody may push between this line and the wait',
  '      if (Atomics.load(this.items, 0) > 0) return this.take();',
  '      this.sleepers += 1;',
  '      // 没有数据时睡眠',
  '      Atomics.wait(this.items, 0, 0);',
  '    }',
  '  }',
  '',
  '  push(value: number): void {',
  '    this.store(value);',
  '    Atomics.add(this.items, 0, 1);',
  '    Atomics.notify(this.items, 0, 1);',
  '  }',
].join('\n');

const file = '/home/learner/katas/queue.ts';
const at = (line: number, column = 7): Pick<RecordedStep, 'file' | 'line' | 'column'> => ({
  file,
  line,
  column,
});
const explored = {
  schedules: 3612,
  steps: 90_000,
  pruned: 0,
  ms: 812,
  completeBound: 1,
  isExhausted: false,
  seed: 7,
};

const lostWakeUp: RecordedStep[] = [
  { task: 'C0', op: 'call', on: 'pop', value: '', state: 'done' },
  { task: 'C0', op: 'load', on: 'items', value: '→ 0', state: 'done', ...at(41, 11) },
  {
    task: 'P0',
    op: 'call',
    on: 'push',
    value: '1',
    state: 'done',
    deviation: 'preemption',
    instead: 'C0',
  },
  { task: 'P0', op: 'add', on: 'items', value: '1 (was 0)', state: 'done', ...at(50, 5) },
  { task: 'P0', op: 'notify', on: 'items', value: '→ 0 woken', state: 'done', ...at(51, 5) },
  { task: 'P0', op: 'return', on: 'push', value: 'undefined', state: 'done' },
  { task: 'C0', op: 'wait', on: 'items', value: 'while 0', state: 'waits', ...at(44, 7) },
];

/** Two threads, one of which sleeps for ever. */
export function deadlockStory(): Story {
  return storyOf(
    {
      failure: { kind: 'deadlock', key: 'C0', message: 'deadlock: C0 sleeps on items (C0 at queue.ts:44)' },
      token: '2:1',
      isMinimal: true,
      trace: lostWakeUp,
      blocked: [{ task: 'C0', state: 'asleep', on: 'items', value: 'while 0', ...at(44) }],
      explored,
      confirmed: { real: 20, of: 20 },
    },
    {
      lanes: ['P0', 'C0'],
      sourceOf: (name) => (name === file ? QUEUE : undefined),
      replay: (token) => `kata replay circular-queue ${token}`,
    },
  );
}

/** An invariant that broke, with long texts and Chinese names. */
export function chineseStory(): Story {
  const steps: RecordedStep[] = [
    { task: '生产者', op: 'send', on: '订单', value: '"第一单"', state: 'done', ...at(43) },
    {
      task: '消费者',
      op: 'recv',
      on: '订单',
      value: '→ "第一单"',
      state: 'goes on',
      ...at(44),
      deviation: 'same turn',
    },
    { task: '生产者', op: 'close', on: '订单', state: 'done', ...at(50) },
    {
      task: '消费者',
      op: 'recv',
      on: '一个名字非常非常长的频道，长得一行放不下',
      value: '→ closed',
      state: 'done',
      ...at(44),
    },
  ];
  return storyOf(
    {
      failure: { kind: 'invariant', key: 'lost', message: '第二单丢失了\nexpected: 2\nreceived: 1' },
      token: '1:2,4:0',
      isMinimal: false,
      trace: steps,
      explored: { ...explored, schedules: 1, completeBound: -1 },
    },
    {
      sourceOf: () => QUEUE,
      invariant: { en: 'no order is lost', zh: '任何订单都不会丢失' },
      replay: (token) => `kata replay message-queue ${token}`,
    },
  );
}

/** Six goroutines: more than fit beside each other. */
export function crowdedStory(): Story {
  const trace = Array.from({ length: 6 }, (_, index): RecordedStep[] => [
    { task: `worker#${index + 1}`, op: 'recv', on: 'jobs', value: `→ ${index}`, state: 'done', ...at(41) },
    {
      task: `worker#${index + 1}`,
      op: 'lock',
      on: 'mutex 1',
      state: index === 0 ? 'done' : 'waits',
      ...at(44),
    },
  ]).flat();
  const many = Array.from({ length: 20 }, (_, index): RecordedStep => ({
    task: 'worker#1',
    op: 'send',
    on: 'results',
    value: String(index),
    state: 'done',
    ...at(50),
  }));
  return storyOf(
    {
      failure: {
        kind: 'leak',
        key: 'workers',
        message: 'leak: the scenario has returned, but worker#2 and worker#3 are left',
      },
      token: '-',
      isMinimal: true,
      trace: [...trace, ...many],
      blocked: [2, 3].map((number) => ({
        task: `worker#${number}`,
        op: 'lock',
        on: 'mutex 1',
        waitsAt: { file, line: 44 },
        startedAt: { file, line: 12 },
      })),
      explored: { ...explored, schedules: 18, isExhausted: true },
    },
    { sourceOf: () => QUEUE },
  );
}

/** Two producers and two consumers, all of which have something to tell. */
export function fullHouseStory(): Story {
  const trace = ['P0', 'P1', 'C0', 'C1', 'P0', 'C1'].flatMap((task, index): RecordedStep[] => [
    { task, op: 'add', on: 'items', value: `1 (was ${index})`, state: 'done', ...at(50) },
    { task, op: 'notify', on: 'items', value: '→ 1 woken', state: 'done', ...at(51) },
  ]);
  return storyOf(
    {
      failure: { kind: 'invariant', key: 'lost', message: 'invariant: 4 pushes, 3 pops, 0 left' },
      token: '-',
      isMinimal: true,
      trace,
    },
    { sourceOf: () => QUEUE, replay: (token) => `kata replay circular-queue ${token}` },
  );
}

/** A history without an order. */
export function overtakenStory(): Story {
  const operations = drawn(`
    P0  [push(1)]          [push(3)]           [push(5)]
    P1            [push(2)         ]  [push(4)]
    C0                       [pop():2]      [pop():3] [pop():4]
    C1                                [pop():1]          [pop():5]`);
  const result = checkHistory(operations, fifoQueue());
  if (result.outcome !== 'not-linearizable') throw new Error('the sample has an order');
  return storyOf(
    {
      failure: {
        kind: 'not-linearizable',
        key: 'queue',
        message: 'no order of the calls is one of a queue',
      },
      token: '4:1',
      isMinimal: true,
      trace: lostWakeUp.slice(0, 4),
      explored,
      confirmed: { real: 18, of: 20 },
      history: { operations, why: result.why },
    },
    { lanes: ['P0', 'P1', 'C0', 'C1'], replay: (token) => `kata replay circular-queue ${token}` },
  );
}

/** The story with this text in the place of everything that a learner could have written. */
export function hostile(story: Story, text: string): Story {
  const place = { file: text, line: 1, source: text };
  return {
    ...story,
    sentence: text,
    detail: text,
    lanes: story.lanes.map(() => text),
    steps: story.steps.map((step) => ({ ...step, text, place, note: text })),
    invariant: text,
    blocked: [{ who: text, waitsFor: text, waitsAt: place, startedAt: place }],
    ...(story.history
      ? {
          history: {
            operations: story.history.operations.map((one) => ({
              ...one,
              who: text,
              call: text,
              answer: text,
            })),
            order: [text],
            state: text,
            misfits: [{ call: text, answer: text, expected: text }],
            part: text,
          },
        }
      : {}),
    token: text,
    replay: text,
    notes: [text],
  };
}
