import { Chan, context, gosched, WaitGroup } from '@katas/goroutine';
import { looksLike, test } from '@katas/kata/suite';
import { expect } from 'vitest';
import { GroupClosedError, type Report } from '#solution';
import { ifSaid, must, mustBe, thrownBy } from './expectation.ts';
import { everyOrder, inVirtualTime } from './explore.ts';
import { checkReport, expectReport, reportOf } from './report.ts';
import { Scene } from './scene.ts';

const ABANDONS = ifSaid({ 'before B had returned': 'abandons-the-rest' });

test(
  { en: 'wait resolves when every goroutine has returned', zh: '所有 goroutine 都返回之后，wait 才完成' },
  () =>
    everyOrder({
      program: 'go(A, take a while) | go(B, take a while) | wait()',
      lanes: ['main', 'A', 'B'],
      bound: 0,
      looksLike: ABANDONS,
      run: () => {
        const scene = new Scene();
        for (const name of ['A', 'B']) {
          scene.group.go(name, async () => {
            await gosched();
            scene.note(`${name} returns`);
          });
        }
        scene.watch();
        return () => {
          expectReport(scene, {});
          for (const name of ['A', 'B']) mustWaitFor(scene, name);
        };
      },
    }),
);

test(
  {
    en: 'the first error ends the context of the others, and wait still waits for them',
    zh: '第一个错误会结束其他 goroutine 的 context，但 wait 仍要等它们返回',
  },
  () =>
    everyOrder({
      program: 'go(A, throw boom) | go(B, wait until ctx is over, then tidy up) | wait()',
      lanes: ['main', 'A', 'B'],
      bound: 0,
      looksLike: ABANDONS,
      run: () => {
        const scene = new Scene();
        const boom = new Error('boom');
        const seen: unknown[] = [];
        scene.throws('A', boom);
        scene.group.go('B', async (ctx) => {
          await ctx.done().recv();
          seen.push(ctx.err(), ctx.cause());
          await gosched();
          await gosched();
          scene.note('B returns');
        });
        scene.watch();
        return () => {
          expectReport(scene, { cause: boom, errors: [['A', boom]], exitCode: 1 });
          mustWaitFor(scene, 'B');
          must(seen[0] === context.canceled, 'ctx.err() in B, after the error of A, is not context.canceled');
          must(seen[1] === boom, 'ctx.cause() in B, after the error of A, is not that error');
        };
      },
    }),
);

test(
  {
    en: 'every error is reported, in the order in which they were thrown',
    zh: '每个错误都会按抛出的先后记入报告',
  },
  () =>
    inVirtualTime(
      'go(A, throw a) | go(B, wait until ctx is over, throw b) | go(C, after B: throw c) | wait()',
      async () => {
        const scene = new Scene();
        const [a, b, c] = [new Error('a'), new Error('b'), new Error('c')];
        const after = new Chan<never>(0, 'after B');
        scene.throws('A', a);
        scene.group.go('B', async (ctx) => {
          await ctx.done().recv();
          after.close();
          scene.note('B returns');
          throw b;
        });
        scene.group.go('C', async () => {
          await after.recv();
          throw c;
        });
        await scene.wait();
        mustWaitFor(scene, 'B');
        const errors = [
          ['A', a],
          ['B', b],
          ['C', c],
        ] as const;
        expectReport(scene, { cause: a, errors, exitCode: 1 });
      },
    ),
);

test(
  {
    en: 'of two errors at the same moment one is the cause, and none is lost',
    zh: '两个错误同时出现时，其中一个成为 cause，两个都不会丢',
  },
  () =>
    everyOrder({
      program: 'go(A, after a while: throw a) | go(B, after a while: throw b) | wait()',
      lanes: ['main', 'A', 'B'],
      bound: 0,
      run: () => {
        const scene = new Scene();
        for (const name of ['A', 'B']) {
          scene.group.go(name, async () => {
            await gosched();
            throw new Error(name.toLowerCase());
          });
        }
        scene.watch();
        return () => {
          const report = reportOf(scene);
          const names = report.errors.map(({ name, error }) => `${name}: ${error.message}`).sort();
          expect(names, 'the errors, sorted').toEqual(['A: a', 'B: b']);
          must(report.cause === report.errors[0]?.error, 'the cause is not the first of the errors');
          expect(report.exitCode, 'exitCode').toBe(1);
        };
      },
    }),
);

test(
  {
    en: 'to say that the context is over is no error, once it is',
    zh: 'context 结束之后，仅仅表示“已结束”的错误不算错误',
  },
  () =>
    inVirtualTime(
      [
        'go(A, recv(ctx))        // throws ctx.err() when ctx is over',
        'go(B, after ctx is over: throw ctx.cause())',
        'shutdown(stop)',
      ].join('\n'),
      async () => {
        const stop = new Error('stop');
        for (const cause of [undefined, stop]) {
          const scene = new Scene();
          scene.group.go('A', async (ctx) => {
            await new Chan<never>().recv(ctx);
          });
          scene.group.go('B', async (ctx) => {
            await ctx.done().recv();
            throw ctx.cause();
          });
          scene.group.shutdown(cause);
          await scene.wait();
          expectReport(scene, cause === undefined ? {} : { cause, exitCode: 1 });
        }
      },
    ),
);

test(
  {
    en: 'any other error counts, also one that has to do with some other context',
    zh: '其他错误都算错误，哪怕与别的 context 有关',
  },
  () =>
    inVirtualTime(
      [
        'go(A, throw context.canceled)                // while the group runs',
        'go(B, after ctx is over: throw context.deadlineExceeded)',
        'go(C, after ctx is over: throw new Error("C", { cause: ctx.err() }))',
      ].join('\n'),
      async () => {
        const running = new Scene();
        running.throws('A', context.canceled);
        await running.wait();
        expectReport(running, { cause: context.canceled, errors: [['A', context.canceled]], exitCode: 1 });
        const late = [
          ['B', context.deadlineExceeded],
          ['C', new Error('C', { cause: context.canceled })],
        ] as const;
        for (const [name, error] of late) {
          const scene = new Scene();
          scene.group.go(name, async (ctx) => {
            await ctx.done().recv();
            throw error;
          });
          scene.group.shutdown();
          await scene.wait();
          expectReport(scene, { errors: [[name, error]], exitCode: 1 });
        }
      },
    ),
);

test(
  {
    en: 'whatever is thrown counts: a text, nothing at all, or an error thrown before the first await',
    zh: '抛出什么都算：文本、undefined，或者在第一个 await 之前抛出的错误',
  },
  () =>
    inVirtualTime('go(A, throw value); wait()', async () => {
      for (const value of ['a text', undefined, null, 0, { code: 7 }]) {
        const scene = new Scene();
        scene.throws('A', value);
        const { cause, errors, exitCode } = await scene.wait();
        const what = `after go('A', async () => { throw ${JSON.stringify(value)} })`;
        must(cause instanceof Error, `report.cause is not an Error ${what}`);
        must(
          errors.length === 1 && errors[0]?.error === cause,
          `report.errors does not hold the cause ${what}`,
        );
        expect(cause?.cause, `report.cause.cause ${what}`).toBe(value);
        expect(exitCode, `exitCode ${what}`).toBe(1);
      }
      const sync = new Scene();
      const boom = new Error('boom');
      sync.group.go('S', () => {
        throw boom;
      });
      await sync.wait();
      expectReport(sync, { cause: boom, errors: [['S', boom]], exitCode: 1 });
    }),
);

test(
  {
    en: 'shutdown ends the context within the call, and only the first one says why',
    zh: 'shutdown 返回时 context 已经结束，原因以第一次为准',
  },
  () =>
    inVirtualTime('go(A, …); shutdown(first); shutdown(second); wait()', async () => {
      const scene = new Scene();
      const first = new Error('first');
      const late = new Error('late');
      const begun = new Chan<void>(1);
      let ended: unknown;
      let why: unknown;
      scene.group.go('A', async (ctx) => {
        must(ctx.err() === undefined, 'ctx is over before anything has happened');
        begun.trySend();
        await ctx.done().recv();
        throw late;
      });
      scene.group.go('B', async (ctx) => {
        await begun.recv();
        scene.group.shutdown(first);
        ended = ctx.err();
        why = ctx.cause();
        scene.group.shutdown(new Error('second'));
        scene.group.shutdown();
      });
      await scene.wait();
      must(ended === context.canceled, 'ctx.err() right after shutdown(first) is not context.canceled');
      must(why === first, 'ctx.cause() right after shutdown(first) is not what was given');
      expectReport(scene, { cause: first, errors: [['A', late]], exitCode: 1 });
    }),
);

test(
  {
    en: 'the exit code is 0 after a shutdown without a cause, 1 with one, and 1 after any error',
    zh: '无原因的 shutdown 退出码为 0，有原因为 1，有任何错误也为 1',
  },
  () =>
    inVirtualTime('go(A, …); shutdown(cause?); wait()', async () => {
      const boom = new Error('boom');
      const played = async (cause: Error | undefined, thrown: Error | undefined): Promise<Scene> => {
        const scene = new Scene();
        scene.group.go('A', async (ctx) => {
          await ctx.done().recv();
          if (thrown !== undefined) throw thrown;
        });
        scene.group.shutdown(cause);
        await scene.wait();
        return scene;
      };
      expectReport(await played(undefined, undefined), { exitCode: 0 });
      expectReport(await played(boom, undefined), { cause: boom, exitCode: 1 });
      expectReport(await played(undefined, boom), { errors: [['A', boom]], exitCode: 1 });
    }),
);

test(
  {
    en: 'go is refused from the moment of the shutdown on, and what was accepted is run',
    zh: '从停机那一刻起 go 一律拒绝；已经接受的一定会运行',
  },
  () =>
    inVirtualTime("go('A', f); shutdown(); go('B', f); wait(); go('C', f)", async () => {
      const scene = new Scene();
      const ran: string[] = [];
      const refused: unknown[] = [];
      scene.group.go('A', async (ctx) => {
        ran.push(`A, with a context that is ${ctx.err() === undefined ? 'not over' : 'over'}`);
        refused.push(thrownBy(() => scene.group.go('D', async () => void ran.push('D')), "go('D') in A"));
        await gosched();
      });
      scene.group.shutdown();
      refused.push(
        thrownBy(() => scene.group.go('B', async () => void ran.push('B')), "go('B') after shutdown()"),
      );
      await scene.wait();
      refused.push(
        thrownBy(() => scene.group.go('C', async () => void ran.push('C')), "go('C') after the end"),
      );
      for (const error of refused)
        must(
          error instanceof GroupClosedError,
          `go after shutdown threw no GroupClosedError, but ${String(error)}`,
        );
      await gosched();
      expect(ran, 'what was run').toEqual(['A, with a context that is over']);
      expectReport(scene, {});
    }),
);

test(
  {
    en: 'what go accepts at the last moment is waited for',
    zh: '最后一刻被 go 接受的，也会等到它返回',
  },
  () =>
    everyOrder({
      program: "go(A, return) | wait() | X: go('B', …), unless refused",
      lanes: ['main', 'A', 'X', 'B'],
      bound: 0,
      looksLike: ABANDONS,
      run: (start) => {
        const scene = new Scene();
        let isAccepted = true;
        scene.group.go('A', () => gosched());
        scene.watch();
        start('X', async () => {
          await gosched();
          try {
            scene.group.go('B', async () => {
              await gosched();
              scene.note('B returns');
            });
          } catch (error) {
            must(error instanceof GroupClosedError, `go('B') threw ${String(error)}`);
            isAccepted = false;
          }
        });
        return () => {
          expectReport(scene, {});
          if (isAccepted) mustWaitFor(scene, 'B');
        };
      },
    }),
);

test(
  {
    en: 'goroutines may start others, and the group goes on as long as one of them runs',
    zh: 'goroutine 可以再启动 goroutine；只要还有一个在运行，group 就没有结束',
  },
  () =>
    inVirtualTime("go('1', () => go('2', () => go('3', …))); wait()", async () => {
      const scene = new Scene();
      let deepest = 0;
      const dive = (depth: number): void =>
        scene.group.go(`level ${depth}`, async (ctx) => {
          must(ctx.err() === undefined, `ctx is over at level ${depth}`);
          await gosched();
          if (depth < 5) dive(depth + 1);
          await gosched();
          deepest = Math.max(deepest, depth);
        });
      dive(1);
      await scene.wait();
      expect(deepest, 'how deep it went before wait() resolved').toBe(5);
      expectReport(scene, {});
    }),
);

test(
  {
    en: 'nothing ends by itself before somebody waits, and a group without goroutines ends when somebody does',
    zh: '没人 wait 时不会自行结束；没有 goroutine 的 group，一 wait 就结束',
  },
  () =>
    inVirtualTime("go('A', return); …later…; go('B', return); …later…; wait()", async () => {
      const scene = new Scene();
      for (const name of ['A', 'B']) {
        scene.group.go(name, async (ctx) => {
          await gosched();
          must(ctx.err() === undefined, `ctx is over in ${name}, before wait() was called`);
          scene.note(name);
        });
        for (let turns = 0; turns < 12; turns += 1) await gosched();
      }
      await scene.wait();
      expectReport(scene, {});
      mustBe('what happened', scene.story, 'A, B, wait() resolves');
      const empty = new Scene();
      await empty.wait();
      expectReport(empty, {});
    }),
);

test(
  {
    en: 'wait may be called any number of times, before and after the end, and gives the same report',
    zh: 'wait 可以在结束前后调用任意多次，得到的报告都一样',
  },
  () =>
    inVirtualTime('go(A, throw boom) | W1: wait(), wait() | W2: wait()', async () => {
      const scene = new Scene();
      const boom = new Error('boom');
      scene.group.go('A', async () => {
        await gosched();
        throw boom;
      });
      const others = new WaitGroup();
      const reports: Report[] = [];
      others.go('W2', async () => {
        reports.push(await scene.group.wait());
      });
      reports.push(await scene.wait());
      reports.push(await scene.group.wait());
      await others.wait();
      for (const report of reports) checkReport(report, { cause: boom, errors: [['A', boom]], exitCode: 1 });
    }),
);

test(
  {
    en: 'two goroutines may have the same name, and each is waited for and reported',
    zh: '两个 goroutine 可以同名，各自都会被等待和报告',
  },
  () =>
    inVirtualTime("go('worker', throw a); go('worker', throw b after that); wait()", async () => {
      const scene = new Scene();
      const [a, b] = [new Error('a'), new Error('b')];
      const gate = new Chan<never>();
      scene.group.go('worker', async () => {
        gate.close();
        throw a;
      });
      scene.group.go('worker', async (ctx) => {
        await gate.recv();
        await ctx.done().recv();
        throw b;
      });
      await scene.wait();
      const errors = [
        ['worker', a],
        ['worker', b],
      ] as const;
      expectReport(scene, { cause: a, errors, exitCode: 1 });
    }),
);

test({ en: 'two groups do not influence each other', zh: '两个 group 互不影响' }, () =>
  inVirtualTime('two groups; one: go(A, throw boom); other: go(B, …)', async () => {
    const one = new Scene();
    const other = new Scene();
    const boom = new Error('boom');
    const gate = new Chan<never>();
    let ended: unknown;
    other.group.go('B', async (ctx) => {
      await gate.recv();
      ended = ctx.err();
    });
    one.throws('A', boom);
    await one.wait();
    gate.close();
    const report = await other.wait();
    await looksLike('shared-state', () => {
      must(
        ended === undefined,
        'the context of a group is over, because a goroutine of another group has failed',
      );
      must(
        !report.errors.some(({ error }) => error === boom),
        'an error of one group is in the report of another',
      );
    });
    expectReport(one, { cause: boom, errors: [['A', boom]], exitCode: 1 });
    expectReport(other, {});
  }),
);

function mustWaitFor(scene: Scene, name: string): void {
  must(
    scene.at('wait() resolves') > scene.at(`${name} returns`),
    `wait() resolved before ${name} had returned: ${scene.story}`,
  );
}
