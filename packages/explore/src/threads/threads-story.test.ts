import { describe, expect, test } from 'vitest';
import { linearizable } from '../linearize/judge-history.ts';
import { fifoQueue } from '../linearize/specs/fifo-queue.ts';
import { zoo } from '../../zoo/threads/zoo.ts';
import type { AnyScenario } from './prepared-scenario.ts';
import type { ThreadsReport } from './report.ts';
import { threads } from './threads.ts';
import { expectThreadsPass, threadsRecord, threadsStory } from './threads-story.ts';

async function explore(
  name: string,
  which: 'buggy' | 'fixed',
  rest: Partial<AnyScenario> = {},
): Promise<ThreadsReport> {
  const animal = (await zoo()).find((each) => each.name === name);
  if (animal === undefined) throw new Error(`no ${name} in the zoo`);
  const scenario = { ...animal.scenario, subject: animal[which] } as unknown as AnyScenario;
  return threads({ ...scenario, budget: { ms: 100, confirm: 2 }, ...rest });
}

describe('the story of threads', () => {
  test('names who sleeps, shows the lanes with the source, and how to replay it', async () => {
    const report = await explore('lost-wake-up', 'buggy');
    const story = threadsStory(report, { replay: (token) => `replay ${token}` });
    expect(story).toContain('deadlock');
    expect(story).toContain('real threads: 2/2');
    expect(story).toMatch(/wait\s+words\[SIGNAL\] while 1/);
    expect(story).toContain('replay 0:1,1:0');
    expect(story).toMatch(/buggy\.ts:\d+/);
    expect(threadsRecord(report)).toMatchObject({ token: '0:1,1:0', isMinimal: true });
    expect(() => expectThreadsPass(report)).toThrow('deadlock');
  });

  test('of a pass says what was explored', async () => {
    const report = await explore('check-then-act', 'fixed');
    expect(() => expectThreadsPass(report)).not.toThrow();
    expect(threadsStory(report)).toMatch(/^✓ \d+ schedules, every schedule there is \(seed 1\)$/);
    expect(threadsRecord(report)).toBeUndefined();
  });

  test('of what was not judged gives the reason', async () => {
    const report = await threads({
      subject: { source: 'import "node:fs";' },
      memory: () => new SharedArrayBuffer(4),
      run: { A: [] },
    });
    expect(threadsStory(report)).toBe(
      '? not judged, because the module imports "node:fs"; only a module that stands alone can be explored',
    );
    expect(() => expectThreadsPass(report)).toThrow('not judged');
  });
});

describe('a history is judged by a specification', () => {
  const spec = linearizable(fifoQueue({ capacity: 2 }));

  test('and passes where it is linearizable', async () => {
    const report = await explore('publish-before-write', 'fixed', { spec });
    expect(report).toMatchObject({ outcome: 'pass' });
  });

  test('and fails where it is not', async () => {
    const report = await explore('publish-before-write', 'buggy', { spec, final: () => {} });
    expect(report).toMatchObject({
      outcome: 'fail',
      failure: { kind: 'not-linearizable' },
      confirmed: { real: 2, of: 2 },
    });
  });
});
