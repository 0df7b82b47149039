import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import {
  chineseStory,
  crowdedStory,
  deadlockStory,
  fullHouseStory,
  hostile,
  overtakenStory,
} from './sample-story.ts';
import type { Story } from './story.ts';
import { renderStory } from './terminal.ts';

const stories = [
  { name: 'deadlock', story: deadlockStory() },
  { name: 'crowded', story: crowdedStory() },
  { name: 'overtaken', story: overtakenStory() },
  { name: 'full house', story: fullHouseStory() },
  { name: 'chinese', story: chineseStory() },
];

describe('a story on a terminal', () => {
  test('of 80 columns has its lanes, and the lines of the source below', () => {
    expect(renderStory(deadlockStory())).toMatchInlineSnapshot(`
      "✗ deadlock: C0 sleeps in pop(), nobody is left to wake it    real threads: 20/20
        smallest failing schedule: 1 forced switch (none exists with 0)
          P0                        C0
          │                         │ pop()
          │                         │ load items → 0      queue.ts:41
          ━━ switch to P0 (C0 could have gone on) ━━━━━━━━━━━━━━━━━━━━━
          │ push(1)                 │
          │ add items: 1 (was 0)    │                     queue.ts:50
          │ notify items → 0 woken  │                     queue.ts:51
          │ push() returns          │
          ── C0 runs ──────────────────────────────────────────────────
          │                         │ wait items while 0  queue.ts:44
          │                         │ ↳ waits for ever
        still waiting
          C0  sleeps in pop(), on items while 0  queue.ts:44
        lines
          queue.ts:41  if (Atomics.load(this.items, 0) > 0) return this.take();     C0
          queue.ts:44  Atomics.wait(this.items, 0, 0);                              C0
          queue.ts:50  Atomics.add(this.items, 0, 1);                               P0
          queue.ts:51  Atomics.notify(this.items, 0, 1);                            P0
        3,612 schedules explored, all of those with ≤ 1 deviation; seed 7
        kata replay circular-queue 2:1
      "
    `);
  });

  test('of 120 columns has the lines of the source beside the steps', () => {
    expect(renderStory(deadlockStory(), { width: 120 })).toMatchInlineSnapshot(`
      "✗ deadlock: C0 sleeps in pop(), nobody is left to wake it      real threads: 20/20
        smallest failing schedule: 1 forced switch (none exists with 0)
          P0                        C0
          │                         │ pop()
          │                         │ load items → 0      queue.ts:41  if (Atomics.load(this.items, 0) > 0) return this.tak…
          ━━ switch to P0 (C0 could have gone on) ━━━━━━━━━━━━━━━━━━━━━
          │ push(1)                 │
          │ add items: 1 (was 0)    │                     queue.ts:50  Atomics.add(this.items, 0, 1);
          │ notify items → 0 woken  │                     queue.ts:51  Atomics.notify(this.items, 0, 1);
          │ push() returns          │
          ── C0 runs ──────────────────────────────────────────────────
          │                         │ wait items while 0  queue.ts:44  Atomics.wait(this.items, 0, 0);
          │                         │ ↳ waits for ever
        still waiting
          C0  sleeps in pop(), on items while 0  queue.ts:44
        3,612 schedules explored, all of those with ≤ 1 deviation; seed 7
        kata replay circular-queue 2:1
      "
    `);
  });

  test('has room for four lanes, with the numbers of the lines behind the steps', () => {
    expect(renderStory(fullHouseStory())).toMatchInlineSnapshot(`
      "✗ invariant broken: 4 pushes, 3 pops, 0 left
        fails with the default schedule: nobody has to be interrupted
          P0                 P1                 C0                 C1
          │ add items: 1     │                  │                  │
          │ (was 0) :50      │                  │                  │
          │ notify items → 1 │                  │                  │
          │ woken :51        │                  │                  │
          ── P1 runs ─────────────────────────────────────────────────────────────────
          │                  │ add items: 1     │                  │
          │                  │ (was 1) :50      │                  │
          │                  │ notify items → 1 │                  │
          │                  │ woken :51        │                  │
          ── C0 runs ─────────────────────────────────────────────────────────────────
          │                  │                  │ add items: 1     │
          │                  │                  │ (was 2) :50      │
          │                  │                  │ notify items → 1 │
          │                  │                  │ woken :51        │
          ── C1 runs ─────────────────────────────────────────────────────────────────
          │                  │                  │                  │ add items: 1
          │                  │                  │                  │ (was 3) :50
          │                  │                  │                  │ notify items → 1
          │                  │                  │                  │ woken :51
          ── P0 runs ─────────────────────────────────────────────────────────────────
          │ add items: 1     │                  │                  │
          │ (was 4) :50      │                  │                  │
          │ notify items → 1 │                  │                  │
          │ woken :51        │                  │                  │
          ── C1 runs ─────────────────────────────────────────────────────────────────
          │                  │                  │                  │ add items: 1
          │                  │                  │                  │ (was 5) :50
          │                  │                  │                  │ notify items → 1
          │                  │                  │                  │ woken :51
        lines
          queue.ts:50  Atomics.add(this.items, 0, 1);                      P0 P1 C0 C1
          queue.ts:51  Atomics.notify(this.items, 0, 1);                   P0 P1 C0 C1
        kata replay circular-queue -
      "
    `);
  });

  test('has the names before the steps where the lanes do not fit beside each other', () => {
    expect(renderStory(crowdedStory())).toMatchInlineSnapshot(`
      "✗ leak: the scenario has returned, but worker#2 and worker#3 are left
        fails with the default schedule: nobody has to be interrupted
          worker#1 │ recv jobs → 0                                        queue.ts:41
          worker#1 │ lock mutex 1                                         queue.ts:44
          worker#2 │ recv jobs → 1                                        queue.ts:41
          worker#2 │ lock mutex 1                                         queue.ts:44
          worker#2 │ ↳ still waits at the end
          worker#3 │ recv jobs → 2                                        queue.ts:41
          worker#3 │ lock mutex 1                                         queue.ts:44
          worker#3 │ ↳ still waits at the end
          worker#4 │ recv jobs → 3                                        queue.ts:41
          worker#4 │ lock mutex 1                                         queue.ts:44
          worker#4 │ ↳ has to wait
          worker#5 │ recv jobs → 4                                        queue.ts:41
          worker#5 │ lock mutex 1                                         queue.ts:44
          worker#5 │ ↳ has to wait
          worker#6 │ recv jobs → 5                                        queue.ts:41
          worker#6 │ lock mutex 1                                         queue.ts:44
          worker#6 │ ↳ has to wait
          worker#1 │ send results: 0                                      queue.ts:50
          worker#1 │ send results: 1                                      queue.ts:50
          worker#1 │ send results: 2                                      queue.ts:50
          worker#1 │ send results: 3                                      queue.ts:50
          worker#1 │ … 12 more steps
          worker#1 │ send results: 16                                     queue.ts:50
          worker#1 │ send results: 17                                     queue.ts:50
          worker#1 │ send results: 18                                     queue.ts:50
          worker#1 │ send results: 19                                     queue.ts:50
        still waiting
          worker#2  waits in lock on mutex 1  queue.ts:44  started at queue.ts:12
          worker#3  waits in lock on mutex 1  queue.ts:44  started at queue.ts:12
        lines
          queue.ts:41  if (Atomics.load(this.items, 0) > 0) return…   worker#1 worker…
          queue.ts:44  Atomics.wait(this.items, 0, 0);                worker#1 worker…
          queue.ts:50  Atomics.add(this.items, 0, 1);                 worker#1
        18 schedules explored, that is every one; seed 7
        replay -
      "
    `);
  });

  test('shows the calls as intervals, and from where they have no order', () => {
    expect(renderStory(overtakenStory())).toMatchInlineSnapshot(`
      "✗ not linearizable: no order of the calls explains every answer
        real threads: 18/20
        smallest failing schedule: 1 forced switch (none exists with 0)
          P0                      P1      C0                C1
          │                       │       │ pop()           │
          │                       │       │ load items → 0  │       queue.ts:41
          ━━ switch to P0 (C0 could have gone on) ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
          │ push(1)               │       │                 │
          │ add items: 1 (was 0)  │       │                 │       queue.ts:50
        calls in time
                no order from here ▼
          P0  ┝push(1)┥ ├push(3)┤
          P1           ┝push(2)━┥
          C0             ┝pop() → 2┥
          no order: after push(1), push(2) it is [1, 2]; pop() must answer 1, not 2
        3,612 schedules explored, all of those with ≤ 1 deviation; seed 7
        kata replay circular-queue 4:1
      "
    `);
  });

  test('speaks Chinese, and keeps its columns', () => {
    expect(renderStory(chineseStory(), { language: 'zh' })).toMatchInlineSnapshot(`
      "✗ 违反不变式：第二单丢失了
        失败的调度：2 次偏离默认顺序；可能还有更小的
          生产者                     消费者
          │ send 订单: "第一单" :43  │
          ━━ 在同一轮中：消费者 ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
          │                          │ recv 订单 → "第一单" :44
          ── 生产者 运行 ──────────────────────────────────────────────────────────
          │ close 订单 :50           │
          ── 消费者 运行 ──────────────────────────────────────────────────────────
          │                          │ recv 一个名字非常非常长的频道，长得一行放不
          │                          │ 下 → closed :44
        被违反的不变式：任何订单都不会丢失
          expected: 2
          received: 1
        代码行
          queue.ts:43  // 没有数据时睡眠                                        生产者
          queue.ts:44  Atomics.wait(this.items, 0, 0);                          消费者
          queue.ts:50  Atomics.add(this.items, 0, 1);                           生产者
        已探索 1 种调度；种子 7
        kata replay message-queue 1:2,4:0
      "
    `);
  });

  test('draws with ASCII alone', () => {
    expect(renderStory(deadlockStory(), { ascii: true })).toMatchInlineSnapshot(`
      "x deadlock: C0 sleeps in pop(), nobody is left to wake it    real threads: 20/20
        smallest failing schedule: 1 forced switch (none exists with 0)
          P0                         C0
          |                          | pop()
          |                          | load items -> 0     queue.ts:41
          == switch to P0 (C0 could have gone on) ======================
          | push(1)                  |
          | add items: 1 (was 0)     |                     queue.ts:50
          | notify items -> 0 woken  |                     queue.ts:51
          | push() returns           |
          -- C0 runs ---------------------------------------------------
          |                          | wait items while 0  queue.ts:44
          |                          | \`- waits for ever
        still waiting
          C0  sleeps in pop(), on items while 0  queue.ts:44
        lines
          queue.ts:41  if (Atomics.load(this.items, 0) > 0) return this.take();     C0
          queue.ts:44  Atomics.wait(this.items, 0, 0);                              C0
          queue.ts:50  Atomics.add(this.items, 0, 1);                               P0
          queue.ts:51  Atomics.notify(this.items, 0, 1);                            P0
        3,612 schedules explored, all of those with <= 1 deviation; seed 7
        kata replay circular-queue 2:1
      "
    `);
  });

  test('says so when the run was not made small', () => {
    expect(renderStory({ ...deadlockStory(), isMinimal: false, deviations: 3 })).toContain(
      'failing schedule with 3 deviations; a smaller one may exist\n',
    );
  });
});

test.each(stories)('no line of $name is wider than the terminal, in either language', ({ story }) => {
  for (let width = 40; width <= 160; width += 1) {
    for (const language of ['en', 'zh'] as const) {
      const command = `  ${story.replay ?? ''}`;
      const lines = renderStory(story, { width, language })
        .split('\n')
        .filter((line) => line !== command);
      expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(width);
    }
  }
});

test.each(stories.slice(0, 4))('$name in ASCII has nothing but ASCII', ({ story }) => {
  const ascii = /^[\n\u0020-\u007E]*$/u;
  const isPlain = {
    ...story,
    steps: story.steps.map((step) => ({ ...step, place: undefined })),
  } as unknown as Story;
  expect(renderStory(isPlain, { ascii: true })).toMatch(ascii);
  expect(renderStory(isPlain)).not.toMatch(ascii);
});

test('colours are what the caller makes of the roles, and change nothing else', () => {
  const roles = new Set<string>();
  const painted = renderStory(deadlockStory(), {
    paint: (text, role) => {
      expect(text).not.toContain('\n');
      roles.add(role);
      return `\u001B[1m${text}\u001B[22m`;
    },
  });
  // oxlint-disable-next-line no-control-regex
  const plain = painted.replaceAll(/\u001B\[\d+m/gu, '').replaceAll(/ +$/gmu, '');
  expect(plain).toBe(renderStory(deadlockStory()));
  expect([...roles].sort()).toEqual(['accent', 'bad', 'good', 'quiet', 'strong', 'warn']);
});

describe('what a learner wrote can not steer the terminal', () => {
  // oxlint-disable-next-line no-control-regex
  const steering = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/u;

  test.each([
    '\u001B[2J\u001B[1;1Hgone',
    '\u001B]0;title\u0007',
    '\u009B31m',
    'a\rb',
    'left \u202Eright',
    'bell \u0007',
    'tab\tbed',
    'two\nlines',
  ])('%j', (text) => {
    expect(text === 'two\nlines' || steering.test(text)).toBe(true);
    const shown = renderStory(hostile(overtakenStory(), text));
    expect(shown).not.toMatch(steering);
    for (const line of shown.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  });

  test('whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.integer({ min: 40, max: 130 }),
        (text, width) => {
          const shown = renderStory(hostile(deadlockStory(), text), { width });
          expect(shown).not.toMatch(steering);
        },
      ),
      { numRuns: 300 },
    );
  });
});

test('a long turn is shortened in its middle, unless all is asked for', () => {
  const short = renderStory(crowdedStory());
  expect(short).toContain('… 12 more steps');
  expect(short).not.toContain('send results: 9');
  expect(renderStory(crowdedStory(), { stepsPerTurn: Infinity })).toContain('send results: 9');
});

test('a run of very many turns is shortened in its middle', () => {
  const story = deadlockStory();
  const steps = Array.from({ length: 400 }, (_, index) => ({
    lane: index % 2,
    text: `step ${index}`,
    isSwitch: index > 0,
  }));
  const shown = renderStory({ ...story, steps });
  expect(shown.split('\n').length).toBeLessThan(100);
  expect(shown).toContain('… 360 more steps');
  expect(shown).toContain('step 399');
});
