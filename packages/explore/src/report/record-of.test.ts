import { WaitGroup } from '@katas/goroutine';
import { expect, test } from 'vitest';
import { drawn } from '../linearize/drawn-history.ts';
import { fifoQueue } from '../linearize/specs/fifo-queue.ts';
import { tasks } from '../tasks/tasks.ts';
import { recordOf } from './record-of.ts';
import { storyOf } from './story-of.ts';
import { renderStory } from './terminal.ts';

test('a report of goroutines that failed can be told', async () => {
  const report = await tasks({
    seed: 1,
    run: async () => {
      let count = 0;
      const add = async (): Promise<void> => {
        const seen = count;
        await Promise.resolve();
        count = seen + 1;
      };
      const group = new WaitGroup();
      group.go(add);
      group.go(add);
      await group.wait();
      return () => count === 2 || `the counter is at ${count}`;
    },
  });
  const record = recordOf(report);
  if (record === undefined) throw new Error(`the lost update was not found: ${report.outcome}`);
  const shown = renderStory(storyOf(record));
  expect(shown).toContain('✗ invariant broken: the counter is at 1');
  expect(shown).toContain(`replay ${report.token}`);
});

test('a report without a failure has nothing to tell', async () => {
  const report = await tasks({ seed: 1, run: () => undefined });
  expect(report.outcome).toBe('pass');
  expect(recordOf(report)).toBeUndefined();
});

test('a report whose history has no order shows why, given the specification', () => {
  const failure = { kind: 'not-linearizable', key: 'history', message: 'no order' } as const;
  const report = { failure, token: '-', trace: [], history: drawn('A [push(1)] [pop():2]') };
  const spec = fifoQueue();
  const record = recordOf(report, spec);
  if (record === undefined) throw new Error('the report has a failure');
  expect(renderStory(storyOf(record))).toContain('no order: at first it is []; pop() → 2 can not end here');
  expect(recordOf(report)?.history).toBeUndefined();
});

test("the gap of a long trace is where the goroutines' explorer has left it", async () => {
  const report = await tasks({
    seed: 1,
    run: async (t) => {
      for (let step = 0; step < 700; step += 1) t.note('step', step);
      await Promise.resolve();
      t.check(false, 'after all');
    },
  });
  const record = recordOf(report);
  if (record === undefined) throw new Error('the check did not fail');
  const { steps } = storyOf(record);
  const at = steps.findIndex(({ omittedBefore }) => omittedBefore !== undefined);
  expect(steps[at]?.omittedBefore).toBe(report.omittedSteps);
  const numberOf = (index: number): number => Number(/\d+/u.exec(steps[index]?.text ?? '')?.[0]);
  expect(numberOf(at) - numberOf(at - 1)).toBeGreaterThan(400);
});
