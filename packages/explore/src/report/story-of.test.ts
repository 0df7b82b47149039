import { describe, expect, test } from 'vitest';
import type { RunRecord } from './run-record.ts';
import { storyOf } from './story-of.ts';

const record: RunRecord = {
  failure: {
    kind: 'panic',
    key: 'x',
    message: 'panic: chan: send on closed channel\nexpected 1\n  received 2',
  },
  token: '3:1,5:0',
  isMinimal: true,
  trace: [
    {
      task: 'a',
      op: 'send',
      on: 'jobs',
      value: '1',
      state: 'done',
      file: '/home/me/a.ts',
      line: 2,
      column: 3,
    },
    {
      task: 'b',
      op: 'close',
      on: 'jobs',
      state: 'done',
      deviation: 'preemption',
      instead: 'a',
      file: 'C:\\me\\b.ts',
      line: 9,
    },
  ],
};

describe('a story', () => {
  test('has the sentence without the kind, and the rest of the message as detail', () => {
    const { sentence, detail, deviations } = storyOf(record);
    expect({ sentence, detail, deviations }).toEqual({
      sentence: 'chan: send on closed channel',
      detail: 'expected 1\n  received 2',
      deviations: 2,
    });
  });

  test('has the lanes that were asked for first, then the others as they come', () => {
    expect(storyOf(record).lanes).toEqual(['a', 'b']);
    expect(storyOf(record, { lanes: ['c', 'b'] }).lanes).toEqual(['c', 'b', 'a']);
  });

  test('knows each step by its lane, and the line of the source where it is known', () => {
    const sourceOf = (file: string): string | undefined =>
      file.endsWith('a.ts') ? 'one\r\n    jobs.send(1);  \r\n' : undefined;
    expect(storyOf(record, { sourceOf }).steps).toEqual([
      {
        lane: 0,
        text: 'send jobs: 1',
        isSwitch: false,
        place: { file: 'a.ts', line: 2, column: 3, source: 'jobs.send(1);' },
      },
      {
        lane: 1,
        text: 'close jobs',
        isSwitch: true,
        deviation: 'preemption',
        instead: 0,
        place: { file: 'b.ts', line: 9 },
      },
    ]);
  });

  test('of a deadlock says in both languages who waits for what', () => {
    const deadlock: RunRecord = {
      ...record,
      failure: { kind: 'deadlock', key: 'x', message: 'deadlock: nobody is left to wake a\n  a waits' },
      blocked: [{ task: 'a', op: 'recv', on: 'jobs', waitsAt: { file: 'a.ts', line: 2 } }],
    };
    const { sentence, detail, blocked, steps } = storyOf(deadlock);
    expect(sentence).toEqual({
      en: 'a waits in recv on jobs, nobody is left to wake it',
      zh: 'a 在 jobs 的 recv 中等待，没有谁能唤醒它',
    });
    expect(detail).toBeUndefined();
    expect(blocked[0]?.waitsAt).toEqual({ file: 'a.ts', line: 2 });
    expect(steps.at(-1)?.note).toEqual({ en: 'waits for ever', zh: '永远等待' });
  });

  test('shows who waits for a promise of its own doing so', () => {
    const failure = { kind: 'leak', key: 'x', message: 'leak: b is left' } as const;
    const blocked = [{ task: 'b', op: 'promise', on: '', waitsAt: { file: 'b.ts', line: 12 } }];
    expect(storyOf({ ...record, failure, blocked }).steps.at(-1)).toEqual({
      lane: 1,
      text: 'await',
      isSwitch: false,
      note: { en: 'still waits at the end', zh: '到结束时仍在等待' },
      place: { file: 'b.ts', line: 12 },
    });
  });

  test.each([
    [{ op: 'load', on: 'items', value: '→ 0' }, 'load items → 0'],
    [{ op: 'wait', on: 'items', value: 'while 0' }, 'wait items while 0'],
    [{ op: 'call', on: 'push', value: '1, 2' }, 'push(1, 2)'],
    [{ op: 'return', on: 'pop', value: '3' }, 'pop() returns 3'],
    [{ op: 'return', on: '' }, 'returns'],
    [{ op: 'throw', on: 'pop', value: 'Error: no' }, 'pop() throws Error: no'],
    [{ op: 'panic', on: '', value: 'Error: no' }, 'panic: Error: no'],
    [{ op: 'sync.WaitGroup.Add', on: 'WaitGroup 1', value: '1' }, 'Add WaitGroup 1: 1'],
    [{ op: 'sync.Mutex.Lock', on: 'state' }, 'sync.Mutex.Lock state'],
    [{ op: 'chan receive', on: 'jobs', value: '7' }, 'chan receive jobs → 7'],
    [{ op: 'sleep', on: '', value: '5' }, 'sleep: 5'],
  ])('writes %j as %s', (step, text) => {
    const trace = [{ task: 'a', state: 'done' as const, ...step }];
    expect(storyOf({ ...record, trace }).steps.map((one) => one.text)).toEqual([text]);
  });

  test('shortens what a program can make as long as it likes', () => {
    const long = 'x'.repeat(100_000);
    const { sentence, detail, steps } = storyOf(
      {
        ...record,
        failure: { kind: 'panic', key: 'x', message: `${long}\n${long}` },
        trace: [{ task: 'a', op: 'send', on: 'jobs', value: long, state: 'done', file: 'a.ts', line: 1 }],
      },
      { sourceOf: () => long },
    );
    expect([
      JSON.stringify(sentence).length - 2,
      JSON.stringify(detail).length - 2,
      steps[0]?.text.length,
      steps[0]?.place?.source?.length,
    ]).toEqual([400, 4000, 200, 300]);
  });

  test('of a livelock leaves the words to the explorer where it does not say who spins', () => {
    const failure = { kind: 'livelock', key: 'x', message: 'livelock: a spins' } as const;
    const blocked = [{ task: 'b', op: 'recv', on: 'jobs' }];
    expect(storyOf({ ...record, failure, blocked }).sentence).toBe('a spins');
  });

  test('leaves a gap where the trace has one', () => {
    const { steps } = storyOf({ ...record, omitted: { count: 40, at: 1 } });
    expect(steps.map(({ omittedBefore }) => omittedBefore)).toEqual([undefined, 40]);
  });

  test('of several who wait names them all', () => {
    const blocked = ['a', 'b', 'c'].map((task) => ({ task, op: 'lock', on: 'mutex' }));
    const failure = { kind: 'deadlock', key: 'x', message: '' } as const;
    expect(storyOf({ ...record, failure, blocked }).sentence).toEqual({
      en: 'a, b and c wait for ever, nobody is left to wake them',
      zh: 'a, b 和 c 永远等待，没有谁能唤醒它们',
    });
  });

  test('of a thread that spins says that it gets nowhere', () => {
    const failure = { kind: 'livelock', key: 'x', message: '' } as const;
    const blocked = [{ task: 'a', state: 'repeating' as const, on: 'lock', value: 'while 1' }];
    expect(storyOf({ ...record, failure, blocked }).sentence).toMatchObject({
      en: 'a repeats the same steps, on lock while 1, and never gets on',
    });
  });
});
