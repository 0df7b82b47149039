import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { zoo } from '../../zoo/tasks/index.ts';
import { failsEachTime, replayTasks, tasks } from './tasks.ts';

const execute = promisify(execFile);

for (const { name, kind, says, token, bound, buggy, fixed } of zoo) {
  describe(name, () => {
    test('is found, and made as small as it can be', async () => {
      const report = await tasks({ name, run: buggy, budget: { ms: 2000 } });
      expect(report, `seed ${report.explored.seed}`).toMatchObject({
        outcome: 'fail',
        isMinimal: true,
        failure: { kind },
      });
      expect(report.failure?.message).toContain(says);
      expect(report.trace.length).toBeGreaterThan(0);
    });

    test('is shown by the recorded schedule each time', async () => {
      const report = await replayTasks({ run: buggy }, token);
      expect(report).toMatchObject({ outcome: 'fail', failure: { kind } });
      expect(report.failure?.message).toContain(says);
      expect(await failsEachTime({ run: buggy }, token, 1000)).toBe(true);
    });

    test('does not show in the corrected program', async () => {
      const report = await tasks({
        name,
        run: fixed,
        budget: { ms: 50, mustComplete: bound, maxBound: bound },
      });
      expect(report.failure).toBeUndefined();
      expect(report.outcome, report.reason).toBe('pass');
    });
  });
}

test('recorded schedules fail alike in another process', async () => {
  const script = `
    import { zoo } from ${JSON.stringify(new URL('../../zoo/tasks/index.ts', import.meta.url).href)};
    import { replayTasks } from ${JSON.stringify(new URL('./tasks.ts', import.meta.url).href)};
    const found = {};
    for (const { name, buggy, token } of zoo) found[name] = (await replayTasks({ run: buggy }, token)).failure;
    console.log(JSON.stringify(found));`;
  const { stdout } = await execute(process.execPath, ['--input-type=module', '--eval', script]);
  const there = JSON.parse(stdout) as Record<string, { kind: string; key: string }>;
  for (const { name, buggy, token } of zoo) {
    const here = (await replayTasks({ run: buggy }, token)).failure;
    expect(there[name], name).toMatchObject({ kind: here?.kind, key: here?.key });
  }
});

test('stock Node shows the order that needs two promises in one turn', async () => {
  // The zoo's same-turn queue, without this package: two promises are resolved back to back.
  const script = `
    const items = [], takers = [], taken = [];
    const put = async (v) => { items.push(v); takers.shift()?.(); };
    const take = async () => { if (!items.length) await new Promise((r) => takers.push(r)); return items.shift(); };
    let a, b; const pa = new Promise((r) => (a = r)), pb = new Promise((r) => (b = r));
    (async () => taken.push(['C1', await take()]))(); (async () => { await pa; await put(1); })();
    (async () => { await pb; taken.push(['C2', await take()]); })();
    setImmediate(() => { a(); b(); setImmediate(() => console.log(JSON.stringify(taken))); });`;
  const { stdout } = await execute(process.execPath, ['--eval', script]);
  expect(JSON.parse(stdout)).toEqual([
    ['C2', 1],
    ['C1', null],
  ]);
});
