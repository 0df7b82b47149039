import type { Story } from '@katas/explore';
import { Chan, gosched, time } from '@katas/goroutine';
import { everySchedule } from '@katas/kata/schedules';
import { test } from '@katas/kata/suite';
import { expect } from 'vitest';
import { Group } from '#solution';
import { must, mustBe, thrownBy } from './expectation.ts';
import { inVirtualTime } from './explore.ts';
import { checkReport, expectReport, mustExit, reportOf, shown } from './report.ts';
import { Scene } from './scene.ts';
import { Stubborn } from './stubborn.ts';

const LATE = ({ kind }: Story): string | undefined => (kind === 'deadlock' ? 'waits-for-ever' : undefined);

test(
  {
    en: 'who ignores the context is cut off at the deadline, and named',
    zh: '无视 context 的 goroutine 会在期限到时被强制结束，并被点名',
  },
  () =>
    inVirtualTime(
      'graceMs: 100; go(A, until ctx is over); go(D, for ever); go(C, 10 ms); go(B, for ever); after 30 ms: shutdown(); wait()',
      async () => {
        const scene = new Scene({ graceMs: 100 });
        const stubborn = new Stubborn();
        scene.group.go('A', async (ctx) => {
          await ctx.done().recv();
          await time.sleep(40);
        });
        scene.group.go('D', stubborn.wait);
        scene.group.go('C', () => time.sleep(10));
        scene.group.go('B', stubborn.wait);
        await time.sleep(30);
        scene.group.shutdown();
        await scene.wait();
        mustExit(scene, 1, 130);
        checkReport(reportOf(scene), { timedOut: ['D', 'B'], exitCode: 1 });
        expect(scene.overMs, 'ms after which wait() resolved').toBe(130);
        stubborn.free();
      },
    ),
);

test(
  {
    en: 'at the deadline exit has been called when wait resolves, in whatever order things happen',
    zh: '期限到时，无论调度顺序如何，wait 完成之前 exit 已经被调用',
  },
  () =>
    everySchedule({
      program: 'graceMs: 50; go(A, for ever) | W: wait() | shutdown()',
      lanes: ['main', 'A'],
      bound: 0,
      looksLike: LATE,
      run: async () => {
        const scene = new Scene({ graceMs: 50 });
        const stubborn = new Stubborn();
        scene.group.go('A', stubborn.wait);
        scene.group.shutdown();
        await scene.wait();
        stubborn.free();
        return () => {
          mustExit(scene, 1, 50);
          checkReport(reportOf(scene), { timedOut: ['A'], exitCode: 1 });
          mustBe('what happened', scene.story, 'exit(1), wait() resolves');
        };
      },
    }),
);

test(
  {
    en: 'the time runs from the beginning of the shutdown, whatever began it, and whether somebody waits or not',
    zh: '宽限期从停机开始那一刻算起，与停机原因无关，也与是否有人 wait 无关',
  },
  () =>
    inVirtualTime(
      'graceMs: 100; go(A, for ever); go(B, after 20 ms: throw boom); after 200 ms: wait()',
      async () => {
        const scene = new Scene({ graceMs: 100 });
        const stubborn = new Stubborn();
        const boom = new Error('boom');
        scene.group.go('A', stubborn.wait);
        scene.group.go('B', async () => {
          await time.sleep(20);
          throw boom;
        });
        await time.sleep(60);
        scene.group.shutdown(new Error('later'));
        await time.sleep(140);
        mustExit(scene, 1, 120);
        await scene.wait();
        checkReport(reportOf(scene), { cause: boom, errors: [['B', boom]], timedOut: ['A'], exitCode: 1 });
        expect(scene.overMs, 'ms after which wait(), called after 200 ms, resolved').toBe(200);
        stubborn.free();
      },
    ),
);

test(
  {
    en: 'a hook that hangs is cut off and named, and the hooks below it are not run',
    zh: '卡住的钩子会被强制结束并点名，它之下的钩子不再运行',
  },
  () =>
    inVirtualTime(
      "graceMs: 100; onShutdown('1', …); onShutdown('2', for ever); onShutdown('3', 30 ms); go(A, return); wait()",
      async () => {
        const scene = new Scene({ graceMs: 100 });
        const stubborn = new Stubborn();
        scene.group.onShutdown('1', () => scene.note('1'));
        scene.group.onShutdown('2', async () => {
          scene.note('2');
          await stubborn.wait();
        });
        scene.group.onShutdown('3', async () => {
          await time.sleep(30);
          scene.note('3');
        });
        scene.group.go('A', () => time.sleep(500));
        await scene.wait();
        mustExit(scene, 1, 600);
        checkReport(reportOf(scene), { timedOut: ['2'], exitCode: 1 });
        stubborn.free();
        await time.sleep(1000);
        mustBe('what happened, also later', scene.story, '3, 2, exit(1), wait() resolves');
      },
    ),
);

test(
  {
    en: 'goroutines and hooks share one grace period, and its end is the deadline of the context of the hooks',
    zh: 'goroutine 和钩子共用一个宽限期，它的终点就是钩子 context 的 deadline',
  },
  () =>
    inVirtualTime(
      "graceMs: 100; onShutdown('hook', …); go(A, 60 ms more when ctx is over); after 7 ms: shutdown(); wait()",
      async () => {
        const scene = new Scene({ graceMs: 100 });
        const stubborn = new Stubborn();
        const startMs = time.now();
        let deadlineMs: number | undefined;
        let isOver: () => unknown = () => undefined;
        scene.group.onShutdown('hook', async (ctx) => {
          deadlineMs = ctx.deadline();
          isOver = () => ctx.err();
          await stubborn.wait();
        });
        scene.group.go('A', async (ctx) => {
          await ctx.done().recv();
          await time.sleep(60);
        });
        await time.sleep(7);
        scene.group.shutdown();
        const report = scene.wait();
        await time.sleep(99);
        must(deadlineMs !== undefined, 'the context of the hook has no deadline()');
        expect((deadlineMs ?? 0) - startMs, 'ctx.deadline() of the hook, in ms from the start').toBe(107);
        must(isOver() === undefined, 'ctx of the hook is over 1 ms before the deadline');
        await report;
        mustExit(scene, 1, 107);
        await time.sleep(1);
        must(isOver() !== undefined, 'ctx of the hook is not over after the deadline');
        checkReport(reportOf(scene), { timedOut: ['hook'], exitCode: 1 });
        stubborn.free();
      },
    ),
);

test(
  {
    en: 'who comes to an end within the grace period is not cut off, and no timer is left',
    zh: '在宽限期内结束的不会被强制，也不会留下定时器',
  },
  () =>
    inVirtualTime(
      "graceMs: 100; onShutdown('hook', 50 ms); go(A, 49 ms more when ctx is over); shutdown(); wait()",
      async () => {
        const scene = new Scene({ graceMs: 100 });
        scene.group.onShutdown('hook', async (ctx) => {
          await time.sleep(50);
          must(ctx.err() === undefined, 'ctx of the hook is over 1 ms before the deadline');
          scene.note('hook');
        });
        scene.group.go('A', async (ctx) => {
          await ctx.done().recv();
          await time.sleep(49);
          scene.note('A');
        });
        scene.group.shutdown();
        await scene.wait();
        expectReport(scene, {});
        expect(scene.overMs, 'ms after which wait() resolved').toBe(99);
        await time.sleep(1000);
        mustBe('what happened, also later', scene.story, 'A, hook, wait() resolves');
      },
    ),
);

test(
  {
    en: 'before the shutdown no time is counted, and a group in order never calls exit',
    zh: '停机之前不计时；正常结束的 group 从不调用 exit',
  },
  () =>
    inVirtualTime('graceMs: 100; go(A, 1000 ms); wait()', async () => {
      const scene = new Scene({ graceMs: 100 });
      scene.group.go('A', () => time.sleep(1000));
      const report = scene.wait();
      await time.sleep(999);
      expect(scene.exits, 'what exit was called with, while the group runs').toEqual([]);
      await report;
      await time.sleep(1000);
      expectReport(scene, {});
      expect(scene.overMs, 'ms after which wait() resolved').toBe(1000);
    }),
);

test(
  {
    en: 'what happens after the deadline changes nothing: no hook, no second exit, the same report',
    zh: '期限之后发生的事不再有影响：不运行钩子，不再次 exit，报告不变',
  },
  () =>
    inVirtualTime(
      "graceMs: 100; onShutdown('hook', …); go(A, after 300 ms: throw late); go(B, 300 ms); shutdown(); wait(); …; wait()",
      async () => {
        const scene = new Scene({ graceMs: 100 });
        scene.group.onShutdown('hook', () => scene.note('hook'));
        scene.group.go('A', async () => {
          await time.sleep(300);
          throw new Error('late');
        });
        scene.group.go('B', () => time.sleep(300));
        scene.group.shutdown();
        const report = await scene.wait();
        mustExit(scene, 1, 100);
        const before = shown(report);
        await time.sleep(1000);
        mustBe('what happened, also later', scene.story, 'exit(1), wait() resolves');
        expect(shown(report), 'the report, later').toBe(before);
        expect(shown(await scene.group.wait()), 'the report of another wait(), later').toBe(before);
        must(
          thrownBy(() => scene.group.go('C', async () => {}), 'go after the end') instanceof Error,
          'go after the end',
        );
      },
    ),
);

test(
  {
    en: 'errors and cause are reported at the deadline as well, and those of one name are all named',
    zh: '期限到时同样报告 errors 和 cause；同名的也逐一点名',
  },
  () =>
    inVirtualTime(
      'graceMs: 100; go(w, for ever); go(w, until ctx is over: throw b); go(w, for ever); go(A, throw a); wait()',
      async () => {
        const scene = new Scene({ graceMs: 100 });
        const stubborn = new Stubborn();
        const [a, b] = [new Error('a'), new Error('b')];
        scene.group.go('w', stubborn.wait);
        scene.group.go('w', async (ctx) => {
          await ctx.done().recv();
          throw b;
        });
        scene.group.go('w', stubborn.wait);
        scene.throws('A', a);
        await scene.wait();
        mustExit(scene, 1, 100);
        const errors = [
          ['A', a],
          ['w', b],
        ] as const;
        checkReport(reportOf(scene), { cause: a, errors, timedOut: ['w', 'w'], exitCode: 1 });
        stubborn.free();
      },
    ),
);

test(
  {
    en: 'each group has a deadline of its own',
    zh: '每个 group 有各自的期限',
  },
  () =>
    inVirtualTime('graceMs: 300, 100 and 0; in all: go(A, for ever); shutdown(); wait()', async () => {
      const stubborn = new Stubborn();
      const scenes = [300, 100, 0].map((graceMs) => ({ graceMs, scene: new Scene({ graceMs }) }));
      for (const { scene } of scenes) {
        scene.group.go('A', stubborn.wait);
        scene.group.shutdown();
      }
      for (const { scene, graceMs } of scenes) {
        await scene.wait();
        mustExit(scene, 1, graceMs);
      }
      stubborn.free();
    }),
);

test(
  {
    en: 'whenever the deadline strikes, exit is called once at most, with 1 and at its time, and the report agrees',
    zh: '期限无论在哪一刻到来，exit 至多调用一次，参数是 1，时间准确，报告与之一致',
  },
  () =>
    everySchedule({
      program: "graceMs: 50; onShutdown('hook', …); go(A, until ctx is over) | shutdown(); wait()",
      lanes: ['main', 'A'],
      bound: 1,
      looksLike: LATE,
      run: async () => {
        const scene = new Scene({ graceMs: 50 });
        scene.group.onShutdown('hook', async () => {
          scene.note('hook begins');
          await gosched();
          scene.note('hook ends');
        });
        scene.group.go('A', async (ctx) => {
          await ctx.done().recv();
          scene.note('A ends');
        });
        scene.group.shutdown();
        await scene.wait();
        return () => {
          const { exitCode, timedOut } = reportOf(scene);
          if (scene.exits.length === 0) {
            expectReport(scene, {});
            mustBe('what happened', scene.story, 'A ends, hook begins, hook ends, wait() resolves');
            return;
          }
          mustExit(scene, 1, 50);
          expect(exitCode, 'exitCode in the report, after exit(1)').toBe(1);
          for (const [name, event] of [
            ['A', 'A ends'],
            ['hook', 'hook ends'],
          ] as const) {
            const isNamed = timedOut.includes(name);
            const isRunning = name === 'A' || scene.at('hook begins') < scene.at('exit(1)');
            must(
              isNamed || !isRunning || scene.at(event) < scene.at('exit(1)'),
              `${name} had not come to its end at the deadline, and is not in timedOut [${timedOut.join(', ')}]: ${scene.story}`,
            );
          }
          const begins = scene.at('hook begins');
          must(
            begins === Infinity || begins < scene.at('exit(1)') || timedOut.includes('hook'),
            `a hook was begun after exit: ${scene.story}`,
          );
        };
      },
    }),
);

test(
  {
    en: 'a graceMs that is no time is refused with a RangeError',
    zh: 'graceMs 不是合理的时长时，抛出 RangeError',
  },
  () => {
    for (const graceMs of [-1, Number.NaN, Infinity, -Infinity]) {
      const signals = new Chan<'SIGINT'>(1);
      const called = `new Group({ graceMs: ${graceMs}, … })`;
      const error = thrownBy(() => new Group({ signals, graceMs, exit: () => {} }), called);
      must(error instanceof RangeError, `${called} threw no RangeError, but ${String(error)}`);
    }
  },
);
