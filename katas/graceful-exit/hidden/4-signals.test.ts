import { Chan, gosched, time } from '@katas/goroutine';
import { looksLike, test } from '@katas/kata/suite';
import { expect } from 'vitest';
import { GroupClosedError, SignalError, type Report, type Signal } from '#solution';
import { ifSaid, must, mustBe, thrownBy } from './expectation.ts';
import { everyOrder, inVirtualTime } from './explore.ts';
import { checkReport, expectReport, mustExit, reportOf } from './report.ts';
import { Scene } from './scene.ts';
import { Stubborn } from './stubborn.ts';

const CODES: readonly (readonly [Signal, number])[] = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
];

const SIGNALS = ifSaid({
  'was called, though the first signal only asks': 'kills-at-once',
  'after the second signal exit was never called': 'second-signal-ignored',
});

test(
  {
    en: 'the first signal lets everything come to its end: context, goroutines, hooks',
    zh: '第一个信号让一切有序结束：context、goroutine、钩子',
  },
  () =>
    everyOrder({
      program: "onShutdown('hook', …); go(A, until ctx is over, then tidy up) | send SIGTERM; wait()",
      lanes: ['main', 'A'],
      bound: 0,
      looksLike: SIGNALS,
      run: () => {
        const scene = new Scene();
        let why: unknown;
        scene.group.onShutdown('hook', async () => {
          await gosched();
          scene.note('hook');
        });
        scene.group.go('A', async (ctx) => {
          await ctx.done().recv();
          why = ctx.cause();
          await gosched();
          scene.note('A');
        });
        scene.signals.trySend('SIGTERM');
        scene.watch();
        return () => {
          const report = reportOf(scene);
          mustNotExit(scene);
          mustBe('what happened', scene.story, 'A, hook, wait() resolves');
          mustBeSignal(report, 'SIGTERM');
          must(why === report.cause, 'ctx.cause() in A is not the cause in the report');
          checkReport(report, { cause: report.cause as Error, exitCode: 143 });
        };
      },
    }),
);

test(
  {
    en: 'after one signal the exit code is 130 for SIGINT and 143 for SIGTERM',
    zh: '收到一个信号后，SIGINT 的退出码是 130，SIGTERM 是 143',
  },
  () =>
    inVirtualTime('go(A, until ctx is over); send signal; wait()', async () => {
      for (const [signal, code] of CODES) {
        const scene = new Scene();
        scene.group.go('A', async (ctx) => {
          await ctx.done().recv();
        });
        await scene.signals.send(signal);
        const report = await scene.wait();
        mustNotExit(scene);
        mustBeSignal(report, signal);
        checkReport(report, { cause: report.cause as Error, exitCode: code });
      }
    }),
);

test(
  {
    en: 'the second signal ends the group at once, with its own code, whoever is still running',
    zh: '第二个信号立刻强制结束 group，用它自己的退出码，不管谁还在运行',
  },
  () =>
    everyOrder({
      program: "onShutdown('hook', …); go(A, for ever) | send SIGTERM; send SIGINT; W: wait()",
      lanes: ['main', 'A', 'W'],
      bound: 0,
      looksLike: SIGNALS,
      run: (start) => {
        const scene = new Scene();
        const stubborn = new Stubborn();
        scene.group.onShutdown('hook', () => scene.note('hook'));
        scene.group.go('A', stubborn.wait);
        scene.signals.trySend('SIGTERM');
        scene.signals.trySend('SIGINT');
        start('W', async () => {
          await scene.wait();
          stubborn.free();
        });
        return () => {
          mustHaveExited(scene, 130);
          const report = reportOf(scene);
          mustBeSignal(report, 'SIGTERM');
          checkReport(report, { cause: report.cause as Error, exitCode: 130 });
          mustBe('what happened', scene.story, 'exit(130), wait() resolves');
        };
      },
    }),
);

test(
  {
    en: 'the second signal forces at its very moment, also during the hooks, and nothing comes after it',
    zh: '第二个信号到来的那一刻就强制结束，钩子运行期间也一样，此后不再做任何事',
  },
  () =>
    inVirtualTime(
      "graceMs: 100; onShutdown('1', …); onShutdown('2', for ever); SIGINT after 10 ms, SIGTERM after 30 ms, SIGINT after 40 ms; wait()",
      async () => {
        const scene = new Scene({ graceMs: 100 });
        const stubborn = new Stubborn();
        scene.group.onShutdown('1', () => scene.note('1'));
        scene.group.onShutdown('2', async () => {
          scene.note('2');
          await stubborn.wait();
        });
        const report = scene.wait();
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGINT'] as const) {
          await time.sleep(signal === 'SIGINT' ? 10 : 20);
          scene.signals.trySend(signal);
        }
        await report;
        mustHaveExited(scene, 143, 30);
        stubborn.free();
        await time.sleep(1000);
        mustHaveExited(scene, 143, 30);
        mustBe('what happened, also later', scene.story, '2, exit(143), wait() resolves');
        expect(scene.report?.timedOut, 'timedOut, though the deadline was never reached').toEqual([]);
      },
    ),
);

test(
  {
    en: 'signals that came before the group do count, and two of them at once force',
    zh: '在 group 创建之前到达的信号也算数，两个同时到就强制结束',
  },
  () =>
    inVirtualTime(
      'signals: SIGINT, SIGTERM in the buffer; new Group(…); go(A, for ever); wait()',
      async () => {
        const signals = new Chan<Signal>(2, 'signals');
        signals.trySend('SIGINT');
        signals.trySend('SIGTERM');
        const scene = new Scene({ signals });
        const stubborn = new Stubborn();
        scene.group.go('A', stubborn.wait);
        await scene.wait();
        mustHaveExited(scene, 143, 0);
        mustBeSignal(reportOf(scene), 'SIGINT');
        stubborn.free();
      },
    ),
);

test(
  {
    en: 'a signal acts before anybody waits',
    zh: '还没有人 wait 时，信号就已起作用',
  },
  () =>
    inVirtualTime(
      "onShutdown('hook', …); go(A, until ctx is over); send SIGINT; …later…; go(B); wait()",
      async () => {
        const scene = new Scene();
        const ran = new Chan<void>(1);
        scene.group.onShutdown('hook', () => {
          ran.trySend();
        });
        scene.group.go('A', async (ctx) => {
          await ctx.done().recv();
        });
        await scene.signals.send('SIGINT');
        await ran.recv();
        const error = thrownBy(() => scene.group.go('B', async () => {}), "go('B') after a signal");
        must(error instanceof GroupClosedError, `go('B') after a signal threw ${String(error)}`);
        await scene.wait();
        mustNotExit(scene);
        mustBeSignal(reportOf(scene), 'SIGINT');
      },
    ),
);

test(
  {
    en: 'during a shutdown that something else began, the first signal changes nothing and the second forces',
    zh: '停机由别的原因开始后，第一个信号不改变什么，第二个才强制',
  },
  () =>
    inVirtualTime(
      'go(A, throw boom); go(B, for ever); SIGTERM after 10 ms, perhaps SIGINT after 20 ms; wait()',
      async () => {
        for (const forces of [false, true]) {
          const scene = new Scene();
          const stubborn = new Stubborn();
          const boom = new Error('boom');
          scene.throws('A', boom);
          scene.group.go('B', stubborn.wait);
          const report = scene.wait();
          await time.sleep(10);
          scene.signals.trySend('SIGTERM');
          await time.sleep(10);
          mustNotExit(scene);
          if (forces) scene.signals.trySend('SIGINT');
          else stubborn.free();
          const errors = [['A', boom]] as const;
          checkReport(await report, { cause: boom, errors, exitCode: forces ? 130 : 1 });
          if (forces) mustHaveExited(scene, 130, 20);
          else mustNotExit(scene);
          stubborn.free();
        }
        const stopped = new Scene();
        stopped.group.onShutdown('hook', () => time.sleep(20));
        stopped.group.shutdown();
        await time.sleep(10);
        stopped.signals.trySend('SIGTERM');
        await stopped.wait();
        expectReport(stopped, {});
      },
    ),
);

test(
  {
    en: 'an error after a signal makes the exit code 1, and the signal remains the cause',
    zh: '信号之后再出错，退出码为 1，cause 仍是信号',
  },
  () =>
    inVirtualTime('go(A, until ctx is over: throw boom); send SIGTERM; wait()', async () => {
      const scene = new Scene();
      const boom = new Error('boom');
      scene.group.go('A', async (ctx) => {
        await ctx.done().recv();
        throw boom;
      });
      scene.group.go('B', async (ctx) => {
        await new Chan<never>().recv(ctx);
      });
      await scene.signals.send('SIGTERM');
      const report = await scene.wait();
      mustNotExit(scene);
      mustBeSignal(report, 'SIGTERM');
      checkReport(report, { cause: report.cause as Error, errors: [['A', boom]], exitCode: 1 });
    }),
);

test(
  {
    en: 'the deadline holds after a signal too, with exit code 1',
    zh: '收到信号之后期限同样有效，退出码为 1',
  },
  () =>
    inVirtualTime('graceMs: 100; go(A, for ever); SIGTERM after 10 ms; wait()', async () => {
      const scene = new Scene({ graceMs: 100 });
      const stubborn = new Stubborn();
      scene.group.go('A', stubborn.wait);
      const report = scene.wait();
      await time.sleep(10);
      scene.signals.trySend('SIGTERM');
      const { cause } = await report;
      mustExit(scene, 1, 110);
      mustBeSignal(reportOf(scene), 'SIGTERM');
      checkReport(reportOf(scene), { cause: cause as Error, timedOut: ['A'], exitCode: 1 });
      for (let more = 0; more < 2; more += 1) scene.signals.trySend('SIGINT');
      await time.sleep(10);
      expect(scene.exits, 'what exit was called with, when signals have come after the deadline').toEqual([
        1,
      ]);
      stubborn.free();
    }),
);

test(
  {
    en: 'a group that is over takes no more signals, and waits for none',
    zh: 'group 结束后不再接收信号，也没有谁还在等信号',
  },
  () =>
    everyOrder({
      program: 'signals: unbuffered; go(A, return) | W: wait(), then trySend(SIGINT)',
      lanes: ['W', 'A'],
      bound: 0,
      run: (start) => {
        const signals = new Chan<Signal>(0, 'signals');
        const scene = new Scene({ signals });
        let isTaken: boolean | undefined;
        scene.group.go('A', () => gosched());
        start('W', async () => {
          await scene.wait();
          await gosched();
          await gosched();
        });
        return () => {
          expectReport(scene, {});
          isTaken = signals.trySend('SIGINT');
          must(!isTaken, 'somebody took a signal after the end of the group');
          expect(scene.exits, 'what exit was called with').toEqual([]);
        };
      },
    }),
);

test(
  {
    en: 'that the channel of signals is closed is no signal, and nothing to spin on, before and during the shutdown',
    zh: '信号 channel 被关闭不等于收到信号，也不能在上面空转，停机前后都是',
  },
  () =>
    inVirtualTime(
      'close the channel of signals at the beginning, after 5 or 15 ms; go(A, after 10 ms: throw boom); go(B, 10 ms more); wait()',
      async () => {
        for (const atMs of [0, 5, 15]) {
          const scene = new Scene();
          const boom = new Error('boom');
          scene.group.go('A', async (ctx) => {
            await time.sleep(9);
            if (ctx.err() !== undefined) scene.note('ctx is over');
            await time.sleep(1);
            throw boom;
          });
          scene.group.go('B', async (ctx) => {
            await ctx.done().recv();
            await time.sleep(10);
          });
          const report = scene.wait();
          await time.sleep(atMs);
          scene.signals.close();
          await report;
          expectReport(scene, { cause: boom, errors: [['A', boom]], exitCode: 1 });
          mustBe('what happened', scene.story, 'wait() resolves');
          expect(scene.overMs, 'ms after which wait() resolved').toBe(20);
        }
      },
    ),
);

test(
  {
    en: 'a signal that comes while all ends either counts or does not, and the report agrees with itself',
    zh: '与结束同时到来的信号，算或不算都可以，但报告必须自洽',
  },
  () =>
    everyOrder({
      program: 'go(A, return) | S: send SIGTERM | wait()',
      lanes: ['main', 'A', 'S'],
      bound: 0,
      looksLike: SIGNALS,
      run: (start) => {
        const scene = new Scene();
        scene.group.go('A', () => gosched());
        start('S', async () => {
          await gosched();
          scene.signals.trySend('SIGTERM');
        });
        scene.watch();
        return () => {
          const report = reportOf(scene);
          mustNotExit(scene);
          if (report.cause === undefined) expectReport(scene, {});
          else {
            mustBeSignal(report, 'SIGTERM');
            checkReport(report, { cause: report.cause, exitCode: 143 });
          }
        };
      },
    }),
);

test(
  {
    en: 'each group takes its own signals only, and none from the process',
    zh: '每个 group 只听自己的信号，不碰进程的信号',
  },
  () =>
    inVirtualTime('two groups; send SIGINT to one; the other goes on', async () => {
      const listeners = (): number => process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');
      const before = listeners();
      const one = new Scene();
      const other = new Scene();
      let ended: unknown;
      const gate = new Chan<never>();
      other.group.go('B', async (ctx) => {
        await gate.recv();
        ended = ctx.err();
      });
      one.group.go('A', async (ctx) => {
        await ctx.done().recv();
      });
      await one.signals.send('SIGINT');
      expect(listeners() - before, 'listeners for signals that were added to the process').toBe(0);
      await one.wait();
      gate.close();
      await other.wait();
      await looksLike('shared-state', () =>
        must(ended === undefined, 'the context of a group is over after a signal to another one'),
      );
      mustBeSignal(reportOf(one), 'SIGINT');
      expectReport(other, {});
    }),
);

function mustNotExit({ exits, story }: Scene): void {
  must(exits.length === 0, `exit(${exits.join()}) was called, though the first signal only asks: ${story}`);
}

function mustHaveExited(scene: Scene, code: number, atMs?: number): void {
  must(scene.exits.length > 0, `after the second signal exit was never called: ${scene.story}`);
  mustExit(scene, code, atMs);
}

function mustBeSignal({ cause }: Report, signal: Signal): void {
  must(cause instanceof SignalError, `the cause is not a SignalError, but ${String(cause)}`);
  expect((cause as SignalError).signal, 'signal of the cause').toBe(signal);
}
