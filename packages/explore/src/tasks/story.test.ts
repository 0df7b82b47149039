import { Chan, go, gosched, WaitGroup } from '@katas/goroutine';
import { expect, test } from 'vitest';
import { ExploreError, expectNoFailure, taskStory } from './story.ts';
import { tasks } from './tasks.ts';

const source = (file: string): boolean => file.endsWith('story.test.ts');

test('a failure tells who did what, where, and how to see it again', async () => {
  const report = await tasks({
    name: 'two writers',
    seed: 5,
    source,
    run: async (t) => {
      let value = 0;
      const group = new WaitGroup();
      for (const name of ['ann', 'bob']) {
        group.go(name, async () => {
          const seen = value;
          t.note('saw', seen);
          await gosched();
          value = seen + 1;
        });
      }
      await group.wait();
      return () => value === 2 || `value is ${value}`;
    },
  });
  const story = taskStory(report);
  expect(story).toContain('✗ two writers: invariant: value is 1');
  expect(story).toContain(`replay: ${report.token}   seed: 5`);
  expect(story).toMatch(/ann +start +story\.test\.ts:\d+:\d+/);
  expect(story).toContain('note saw · 0');
  expect(story).toMatch(/── bob .* ──/);
  expect(() => expectNoFailure(report)).toThrow(ExploreError);
  expect(() => expectNoFailure(report)).toThrow('two writers: invariant: value is 1');
});

test('a deadlock tells what is waited for', async () => {
  const report = await tasks({
    run: async () => {
      await new Chan<never>(0, 'nobody').recv();
    },
    source,
  });
  expect(taskStory(report)).toMatch(/main waits in chan receive on nobody, at .*story\.test\.ts:\d+:\d+/);
});

test('a pass, an open end and a refusal are told apart', async () => {
  const pass = await tasks({ name: 'calm', seed: 1, run: () => {}, budget: { ms: 20 } });
  expect(() => expectNoFailure(pass)).not.toThrow();
  expect(taskStory(pass)).toMatch(/^✓ calm: \d+ schedules, every schedule there is \(seed 1\)$/);
  const three = async (): Promise<void> => {
    for (const name of ['a', 'b', 'c']) go(name, () => gosched());
    await gosched();
  };
  const unknown = await tasks({ name: 'short', run: three, budget: { schedules: 3, mustComplete: 2 } });
  expect(() => expectNoFailure(unknown)).toThrow('short: no failure found, but the budget ended');
  const refused = await tasks({
    name: 'real',
    run: async () => {
      setTimeout(() => {}, 0);
    },
  });
  expect(() => expectNoFailure(refused)).toThrow(
    'real: not judged, because the program uses a timer of the platform',
  );
});

test('a long run is told by its beginning and its end', async () => {
  const report = await tasks({
    budget: { ms: 10, mustComplete: 0, maxBound: 0 },
    maxSteps: 1000,
    run: async () => {
      for (;;) await gosched();
    },
  });
  expect(report.omittedSteps).toBeGreaterThan(500);
  expect(report.trace.length).toBeLessThan(300);
  expect(taskStory(report)).toContain(`… ${report.omittedSteps} steps …`);
});
