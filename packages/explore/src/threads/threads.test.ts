import { describe, expect, test } from 'vitest';
import type { CallRecord } from './call-record.ts';
import type { ThreadsReport } from './report.ts';
import type { ThreadBody, ThreadsBudget, ThreadsScenario } from './scenario.ts';
import { threadGlobals } from './thread-globals.ts';
import { replayThreads, threads } from './threads.ts';

type Body = ThreadBody<unknown, SharedArrayBuffer>;
type Run = Readonly<Record<string, Body>>;
type Rest = Partial<ThreadsScenario<Record<string, unknown>, unknown, SharedArrayBuffer>>;

/** Threads that need no module: they work on views of 64 bytes of shared memory. */
function scenario(
  run: Run,
  rest: Rest = {},
): ThreadsScenario<Record<string, unknown>, unknown, SharedArrayBuffer> {
  return {
    subject: { source: '' },
    memory: () => new SharedArrayBuffer(64),
    open: (_module, memory, env) => new (env.Int32Array as Int32ArrayConstructor)(memory),
    run,
    budget: { ms: 200, confirm: 3 },
    ...rest,
  };
}

function explore(run: Run, rest?: Rest): Promise<ThreadsReport> {
  return threads(scenario(run, rest));
}

const words = (memory: SharedArrayBuffer): Int32Array => new Int32Array(memory);

describe('sleeping', () => {
  test('a thread that nobody wakes is a deadlock that names thread, word and line', async () => {
    const report = await explore(
      {
        A: (_q, { Atomics, Int32Array: Words, memory }) =>
          Atomics.wait(new (Words as Int32ArrayConstructor)(memory), 3, 0),
      },
      { words: { 3: 'door' } },
    );
    expect(report.failure?.kind).toBe('deadlock');
    expect(report.failure?.message).toMatch(
      /^deadlock: A sleeps on door, and nobody is left to wake it \(A at \S+:\d+\)$/,
    );
    expect(report.blocked).toMatchObject([{ task: 'A', state: 'asleep', on: 'door', value: 'while 0' }]);
    expect(report.confirmed).toEqual({ real: 3, of: 3 });
  });

  test('those who sleep on a word wake in the order in which they fell asleep', async () => {
    const sleeper: Body = (_q, { Atomics, Int32Array: Words, memory }) => {
      Atomics.wait(new (Words as Int32ArrayConstructor)(memory), 0, 0);
    };
    const waker: Body = (_q, { Atomics, Int32Array: Words, memory }) => {
      Atomics.notify(new (Words as Int32ArrayConstructor)(memory), 0, 1);
    };
    const run = { A: sleeper, B: sleeper, W: waker };
    for (const [token, left] of [
      ['-', 'B'],
      ['0:1,1:0', 'A'],
    ] as const) {
      const { trace, blocked } = await replayThreads(scenario(run), token);
      const asleep = trace.filter(({ state }) => state === 'waits').map(({ task }) => task);
      expect(asleep.at(-1)).toBe(left);
      expect(blocked).toMatchObject([{ task: left, state: 'asleep' }]);
    }
  });

  test('a notification that comes before the sleep is lost, and the value tells', async () => {
    const report = await explore({
      A: (_q, { Atomics, Int32Array: Words, memory }) => {
        const view = new (Words as Int32ArrayConstructor)(memory);
        if (Atomics.wait(view, 0, 0) === 'not-equal') Atomics.store(view, 1, 1);
      },
      B: (_q, { Atomics, Int32Array: Words, memory }) => {
        const view = new (Words as Int32ArrayConstructor)(memory);
        Atomics.store(view, 0, 1);
        Atomics.notify(view, 0);
      },
    });
    expect(report).toMatchObject({ outcome: 'pass' });
  });

  test('a timeout may strike before or after the notification, and time goes on by it', async () => {
    const seen = new Set<string>();
    await explore(
      {
        A: (_q, { Atomics, Int32Array: Words, performance: clock, memory }) => {
          const view = new (Words as Int32ArrayConstructor)(memory);
          const answer = Atomics.wait(view, 0, 0, 50);
          Atomics.store(view, 2, answer === 'ok' ? 1 : answer === 'timed-out' ? 2 : 3);
          Atomics.store(view, 3, clock.now());
        },
        B: (_q, { Atomics, Int32Array: Words, memory }) => {
          const view = new (Words as Int32ArrayConstructor)(memory);
          Atomics.store(view, 1, 1);
          Atomics.notify(view, 0);
        },
      },
      {
        final: ({ memory }) => void seen.add(`${words(memory)[2]} at ${words(memory)[3]}`),
        budget: { mustComplete: 2, ms: 50 },
      },
    );
    expect([...seen].toSorted((a, b) => a.localeCompare(b))).toEqual(['1 at 0', '2 at 50']);
  });

  test('a timeout is no deadlock, and one that only polls ends when its time is up', async () => {
    const report = await explore({
      A: (_q, { Atomics, Int32Array: Words, Date: Clock, memory }) => {
        const view = new (Words as Int32ArrayConstructor)(memory);
        const deadline = Clock.now() + 500;
        while (Atomics.load(view, 0) === 0 && Clock.now() < deadline) Atomics.pause();
      },
      B: (_q, { Atomics, Int32Array: Words, memory }) => {
        Atomics.wait(new (Words as Int32ArrayConstructor)(memory), 1, 0, 1000);
      },
    });
    expect(report.outcome).toBe('pass');
  });
});

describe('loops', () => {
  const spin: Body = (_q, { Atomics, Int32Array: Words, memory }) => {
    const view = new (Words as Int32ArrayConstructor)(memory);
    while (Atomics.load(view, 0) === 0);
  };

  test('one that nothing can end is a livelock that names the thread', async () => {
    const report = await explore({
      A: spin,
      B: (_q, { Atomics, Int32Array: Words, memory }) =>
        void Atomics.load(new (Words as Int32ArrayConstructor)(memory), 1),
    });
    expect(report.failure).toMatchObject({
      kind: 'livelock',
      message: expect.stringContaining('A repeats the same steps'),
    });
    expect(report.blocked).toMatchObject([{ task: 'A', state: 'repeating' }]);
  });

  test('one that another thread ends is none', async () => {
    const report = await explore({
      A: spin,
      B: (_q, { Atomics, Int32Array: Words, memory }) =>
        void Atomics.store(new (Words as Int32ArrayConstructor)(memory), 0, 1),
    });
    expect(report.outcome).toBe('pass');
  });

  test('a bounded one that then does something else is none', async () => {
    const report = await explore({
      A: (_q, { Atomics, Int32Array: Words, memory }) => {
        const view = new (Words as Int32ArrayConstructor)(memory);
        for (let spins = 0; spins < 300 && Atomics.load(view, 0) === 0; spins += 1) Atomics.pause();
        Atomics.store(view, 1, 1);
      },
      B: (_q, { Atomics, Int32Array: Words, memory }) => {
        const view = new (Words as Int32ArrayConstructor)(memory);
        while (Atomics.load(view, 1) === 0) Atomics.wait(view, 1, 0, 1);
      },
    });
    expect(report.outcome).toBe('pass');
  });

  test('a long bounded one is none either', async () => {
    const report = await explore({
      A: (_q, { Atomics, Int32Array: Words, memory }) => {
        const view = new (Words as Int32ArrayConstructor)(memory);
        for (let spins = 0; spins < 3000; spins += 1) if (Atomics.load(view, 0) === 1) return;
        Atomics.wait(view, 0, 0);
      },
      B: (_q, { Atomics, Int32Array: Words, memory }) => {
        const view = new (Words as Int32ArrayConstructor)(memory);
        if (Atomics.wait(view, 1, 0, 20) === 'ok') return;
        Atomics.store(view, 0, 1);
        Atomics.notify(view, 0);
      },
    });
    expect(report.outcome).toBe('pass');
  });

  test('a scan over many words is none', async () => {
    const report = await explore({
      A: (_q, { Atomics, Int32Array: Words, memory }) => {
        const view = new (Words as Int32ArrayConstructor)(memory);
        for (let round = 0; round < 3; round += 1) for (let at = 0; at < 16; at += 1) Atomics.load(view, at);
      },
    });
    expect(report).toMatchObject({ outcome: 'pass', explored: { isExhausted: true } });
  });

  test('one that only looks at the clock ends when its time is up', async () => {
    const report = await explore({
      A: (_q, { performance: clock }) => {
        const end = clock.now() + 30_000;
        while (clock.now() < end);
      },
    });
    expect(report.outcome).toBe('pass');
  });

  test('are written once in a trace', async () => {
    const { trace } = await replayThreads(scenario({ A: spin, B: spin }), '-');
    expect(trace.length).toBeLessThan(30);
    expect(Math.max(...trace.map(({ repeated }) => repeated?.times ?? 0))).toBeGreaterThan(1000);
  });

  test('one that counts up for ever did not come to an end', async () => {
    const report = await explore(
      {
        A: (_q, { Atomics, Int32Array: Words, memory }) => {
          const view = new (Words as Int32ArrayConstructor)(memory);
          for (;;) Atomics.add(view, 0, 1);
        },
      },
      { budget: { maxSteps: 300, confirm: 2 } },
    );
    expect(report.failure).toMatchObject({
      kind: 'livelock',
      message: expect.stringContaining('did not come to an end'),
    });
    expect(report.confirmed).toEqual({ real: 2, of: 2 });
  });
});

const LOST = `
export class Counter {
  words: Int32Array;
  constructor(memory: SharedArrayBuffer) { this.words = new Int32Array(memory); }
  up(): number {
    const before = Atomics.load(this.words, 0);
    Atomics.store(this.words, 0, before + 1);
    return before;
  }
  fail(): never { throw new RangeError('no room for 7'); }
}`;

type Counting = ThreadsScenario<object, { up(): number; fail(): never }, SharedArrayBuffer>;

function counting(budget: ThreadsBudget = { ms: 100, confirm: 2 }): Counting {
  return {
    subject: { source: LOST, file: 'counter.ts' },
    memory: () => new SharedArrayBuffer(4),
    run: { A: [['up']], B: [['up']] },
    final: ({ memory }) => (words(memory)[0] === 2 ? undefined : `the counter is ${words(memory)[0]}`),
    budget,
  };
}

describe('a failure', () => {
  test('has the smallest schedule, a trace with lines and values, and is confirmed', async () => {
    const report = await threads(counting());
    expect(report).toMatchObject({
      outcome: 'fail',
      backEnd: 'replay',
      token: '1:1',
      isMinimal: true,
      failure: { kind: 'invariant', message: 'the counter is 1' },
      confirmed: { real: 2, of: 2 },
    });
    expect(report.trace?.map(({ task, op, on, value, line }) => [task, op, on, value, line])).toEqual([
      ['A', 'call', 'up', '', undefined],
      ['A', 'load', 'words[0]', '→ 0', 6],
      ['B', 'call', 'up', '', undefined],
      ['B', 'load', 'words[0]', '→ 0', 6],
      ['B', 'store', 'words[0]', '= 1', 7],
      ['B', 'return', 'up', '0', undefined],
      ['A', 'store', 'words[0]', '= 1', 7],
      ['A', 'return', 'up', '0', undefined],
    ]);
    expect(report.trace?.[2]).toMatchObject({ deviation: 'preemption', instead: 'A' });
  });

  test('has the history that a checker of linearizability takes', async () => {
    const histories: (readonly CallRecord[])[] = [];
    const spec = (history: readonly CallRecord[]): string | undefined => {
      histories.push(history);
      const results = history.map(({ result }) => result);
      return new Set(results).size === results.length ? undefined : 'two calls gave the same';
    };
    const report = await threads({ ...counting(), final: () => {}, spec });
    expect(report.failure).toMatchObject({ kind: 'not-linearizable', message: 'two calls gave the same' });
    expect(report.calls).toEqual([
      { task: 'A', name: 'up', args: [], result: 0, call: 1, return: 4 },
      { task: 'B', name: 'up', args: [], result: 0, call: 2, return: 3 },
    ]);
    expect(histories.length).toBeGreaterThan(0);
  });

  test('replays from its token', async () => {
    const told = await replayThreads(counting(), '1:1');
    expect(told.failure?.message).toBe('the counter is 1');
    expect((await replayThreads(counting(), '-')).failure).toBeUndefined();
  });

  test('of an error names the thread, and the line is in the trace', async () => {
    const report = await threads({ ...counting(), run: { A: [['fail']] } });
    expect(report.failure).toMatchObject({ kind: 'panic', message: 'A threw RangeError: no room for 7' });
    expect(report.trace?.at(-1)).toMatchObject({ op: 'panic', file: 'counter.ts', line: 10 });
    expect(report.confirmed).toEqual({ real: 2, of: 2 });
  });

  test('that is a data race comes after all that is worse', async () => {
    const plain = counting();
    const source = LOST.replace('Atomics.load(this.words, 0)', 'this.words[0] as number');
    const worse = await threads({ ...plain, subject: { source } });
    expect(worse.failure?.kind).toBe('invariant');
    const race = { ...plain, subject: { source }, final: () => {} };
    const found = await threads(race);
    expect(found.failure).toMatchObject({ kind: 'race' });
    expect(found.failure?.message).toMatch(/^race: nothing orders .* on words\[0\]/);
    const noted = await threads({ ...race, races: 'note' });
    expect(noted).toMatchObject({ outcome: 'pass', races: [expect.stringContaining('nothing orders')] });
    expect(await threads({ ...race, races: 'off' })).toMatchObject({ outcome: 'pass', races: [] });
  });
});

describe('a module that was evaluated before', () => {
  const evaluate = (): {
    Counter: new (memory: SharedArrayBuffer) => { up(): number; words: Int32Array };
  } => {
    const { Atomics: atomics, Int32Array: Words } = threadGlobals();
    class Counter {
      readonly words: Int32Array;
      constructor(memory: SharedArrayBuffer) {
        this.words = new (Words as Int32ArrayConstructor)(memory);
      }
      up(): number {
        const before = atomics.load(this.words, 0) as number;
        atomics.store(this.words, 0, before + 1);
        return before;
      }
    }
    return { Counter };
  };

  test('is explored with the same classes, and works natively outside', async () => {
    const module = evaluate();
    const report = await threads({ ...counting(), subject: { module } });
    expect(report).toMatchObject({ outcome: 'fail', token: '1:1', confirmed: { real: 0, of: 0 } });
    expect(report.confirmed?.reason).toContain('source');
    expect(report.trace?.find(({ op }) => op === 'store')?.file).toContain('threads.test.ts');
    const counter = new module.Counter(new SharedArrayBuffer(4));
    counter.up();
    expect(counter.up()).toBe(1);
    expect(ArrayBuffer.isView(counter.words)).toBe(true);
  });

  test('and whose source is given is confirmed on real threads', async () => {
    const report = await threads({ ...counting(), subject: { module: evaluate(), source: LOST } });
    expect(report).toMatchObject({ outcome: 'fail', confirmed: { real: 2, of: 2 } });
  });

  test('is refused when views are made outside of the threads', async () => {
    const { Counter } = evaluate();
    const one = new Counter(new SharedArrayBuffer(4));
    const report = await threads({
      ...counting(),
      subject: { module: { Counter } },
      open: () => ({
        ...one,
        up: () => one.up(),
        fail: () => {
          throw new Error('never');
        },
      }),
    });
    expect(report).toMatchObject({
      outcome: 'unknown',
      isRefused: true,
      reason: expect.stringContaining('made outside of its thread'),
    });
  });
});

describe('a scenario', () => {
  test('with init and open in final leaves the memory of the runs alone', async () => {
    const report = await threads({
      ...counting(),
      subject: {
        source: LOST.replace(
          'const before = Atomics.load(this.words, 0);\n    Atomics.store(this.words, 0, before + 1);',
          'const before = Atomics.add(this.words, 0, 1);',
        ),
      },
      init: (counter) => void counter.up(),
      final: ({ open, history }) =>
        open().up() === 3 && history.length === 2 ? undefined : 'the counter is off',
    });
    expect(report).toMatchObject({ outcome: 'pass', explored: { isExhausted: true } });
  });

  test('whose bodies use what is outside of them can not be confirmed, and says so', async () => {
    const times = 1;
    const report = await threads({
      ...counting(),
      run: {
        A: (counter) => {
          for (let time = 0; time < times; time += 1) counter.up();
        },
        B: [['up']],
      },
    });
    expect(report).toMatchObject({ outcome: 'fail', confirmed: { real: 0, of: 0 } });
    expect(report.confirmed?.reason).toContain('`times`');
  });

  test('can be explored on real threads, with the same result', async () => {
    const report = await threads({ ...counting(), backEnd: 'workers' });
    expect(report).toMatchObject({ outcome: 'fail', backEnd: 'workers', token: '1:1', isMinimal: true });
    const source = LOST.replace(
      'const before = Atomics.load(this.words, 0);',
      'const before = Atomics.add(this.words, 0, 1);',
    ).replace('Atomics.store(this.words, 0, before + 1);', '');
    const fixed = { ...counting(), subject: { source }, backEnd: 'workers' as const };
    expect(await threads(fixed)).toMatchObject({ outcome: 'pass', explored: { isExhausted: true } });
  });

  test('that passes can be run free on real threads as well', async () => {
    const report = await threads({ ...counting({ ms: 50, stressMs: 30 }), final: () => {} });
    expect(report).toMatchObject({ outcome: 'pass', stress: { failed: 0 } });
    expect(report.stress?.rounds).toBeGreaterThan(0);
  });

  test('whose threads survive everything is run on real threads, which are ended', async () => {
    const survivor = LOST.replace(
      'fail(): never {',
      'sleep(): void { for (;;) { try { Atomics.wait(this.words, 0, 0); return; } catch {} } }\n  fail(): never {',
    );
    const report = await threads({
      ...counting({ ms: 200, minimiseMs: 0, confirm: 2 }),
      subject: { source: survivor },
      run: { A: [['sleep']], B: [['sleep']] },
    });
    expect(report).toMatchObject({
      outcome: 'fail',
      backEnd: 'workers',
      failure: { kind: 'deadlock' },
      confirmed: { real: 2, of: 2 },
    });
    expect(report.notes).toHaveLength(1);
  });

  test('sees views as views', async () => {
    const source = LOST.replace(
      'up(): number {',
      `up(): number {
    if (!ArrayBuffer.isView(this.words) || !(this.words instanceof Int32Array)) throw new TypeError('no view');
    if (JSON.stringify(this.words) !== '{"0":0}' || Object.keys(new Int32Array(this.words)).length !== 1) throw new TypeError('odd');`,
    );
    expect(
      await threads({ ...counting(), subject: { source }, run: { A: [['up']] }, final: () => {} }),
    ).toMatchObject({ outcome: 'pass' });
  });

  test('may print, which nobody sees, and may fail in what it starts besides', async () => {
    const source = LOST.replace('const before', 'console.log("loud"); const before');
    expect((await threads({ ...counting(), subject: { source } })).outcome).toBe('fail');
    const late = LOST.replace(
      'up(): number {',
      'async up(): Promise<number> { Atomics.load(this.words, 0); Atomics.load(this.words, 0);',
    );
    expect(await threads({ ...counting(), subject: { source: late } })).toMatchObject({
      outcome: 'unknown',
      isRefused: true,
    });
  });

  test('without threads makes no sense', async () => {
    await expect(threads({ ...counting(), run: {} })).rejects.toThrow('at least one thread');
    await expect(threads({ ...counting(), memory: () => [] as never })).rejects.toThrow('SharedArrayBuffer');
  });
});
