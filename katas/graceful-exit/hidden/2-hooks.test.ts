import { Chan, gosched } from '@katas/goroutine';
import { test } from '@katas/kata/suite';
import { expect } from 'vitest';
import { GroupClosedError } from '#solution';
import { ifSaid, must, mustBe, thrownBy } from './expectation.ts';
import { everyOrder, inVirtualTime } from './explore.ts';
import { expectReport, reportOf } from './report.ts';
import { Scene } from './scene.ts';

const HOOKS = ifSaid({
  'in the order of their registration': 'hooks-fifo',
  'before the hook above it had settled': 'hooks-at-once',
  'while A was still running': 'hooks-too-early',
});

test(
  {
    en: 'hooks run in reverse order, one after the other, when all goroutines have returned',
    zh: '所有 goroutine 返回后，钩子按注册的逆序逐个运行',
  },
  () =>
    everyOrder({
      program:
        "onShutdown('1', …); onShutdown('2', …); onShutdown('3', …); go(A, until ctx is over) | shutdown(); wait()",
      lanes: ['main', 'A'],
      bound: 0,
      looksLike: HOOKS,
      run: () => {
        const scene = new Scene();
        for (const name of ['1', '2', '3']) noisyHook(scene, name);
        scene.group.go('A', async (ctx) => {
          await ctx.done().recv();
          await gosched();
          scene.note('A returns');
        });
        scene.group.shutdown();
        scene.watch();
        return () => {
          expectReport(scene, {});
          mustBeInOrder(scene, 'A returns');
          mustBe('what happened', scene.story, `A returns, ${IN_ORDER}, wait() resolves`);
        };
      },
    }),
);

test(
  {
    en: 'hooks run after an error as well, with a context that is not over',
    zh: '出错之后钩子照样运行，并且拿到的 context 还没有结束',
  },
  () =>
    everyOrder({
      program:
        "onShutdown('1', …); onShutdown('2', …); onShutdown('3', …); go(A, …) | go(B, throw boom) | wait()",
      lanes: ['main', 'A', 'B'],
      bound: 0,
      looksLike: HOOKS,
      run: () => {
        const scene = new Scene();
        const boom = new Error('boom');
        const over: string[] = [];
        for (const name of ['1', '2', '3']) noisyHook(scene, name, over);
        scene.group.go('A', async (ctx) => {
          await ctx.done().recv();
          await gosched();
          scene.note('A returns');
        });
        scene.throws('B', boom);
        scene.watch();
        return () => {
          expectReport(scene, { cause: boom, errors: [['B', boom]], exitCode: 1 });
          mustBeInOrder(scene, 'A returns');
          expect(over, 'the hooks whose context was over').toEqual([]);
        };
      },
    }),
);

test(
  {
    en: 'a group that ends by itself runs its hooks too, before wait resolves',
    zh: 'group 自行结束时也会运行钩子，并且在 wait 完成之前',
  },
  () =>
    everyOrder({
      program: "onShutdown('1', …); onShutdown('2', …); onShutdown('3', …); go(A, return) | W: wait()",
      lanes: ['W', 'A'],
      bound: 0,
      looksLike: HOOKS,
      run: (start) => {
        const scene = new Scene();
        for (const name of ['1', '2', '3']) noisyHook(scene, name);
        scene.group.go('A', async () => {
          await gosched();
          scene.note('A returns');
        });
        start('W', () => scene.wait());
        return () => {
          expectReport(scene, {});
          mustBe('what happened', scene.story, `A returns, ${IN_ORDER}, wait() resolves`);
        };
      },
    }),
);

test(
  {
    en: 'a hook that throws keeps no other from running, and is reported',
    zh: '抛错的钩子不妨碍其他钩子运行，它的错误会记入报告',
  },
  () =>
    inVirtualTime(
      [
        "onShutdown('1', async () => {})",
        "onShutdown('2', async () => { throw late })",
        "onShutdown('3', () => { throw soon })      // not an async function",
        "onShutdown('4', async () => {})",
        "onShutdown('5', async () => { throw 'text' })",
        'shutdown(); wait()',
      ].join('\n'),
      async () => {
        const scene = new Scene();
        const [soon, late] = [new Error('soon'), new Error('late')];
        const { group } = scene;
        group.onShutdown('1', async () => scene.note('1'));
        group.onShutdown('2', async () => {
          await gosched();
          scene.note('2');
          throw late;
        });
        group.onShutdown('3', () => {
          scene.note('3');
          throw soon;
        });
        group.onShutdown('4', async () => scene.note('4'));
        group.onShutdown('5', async () => {
          scene.note('5');
          throw 'text';
        });
        group.shutdown();
        const { errors, cause, exitCode } = await scene.wait();
        mustBe('what happened', scene.story, '5, 4, 3, 2, 1, wait() resolves');
        expect(
          errors.map(({ name }) => name),
          'who is in errors',
        ).toEqual(['5', '3', '2']);
        must(errors[1]?.error === soon, 'the error of 3 is not the very object that was thrown');
        must(errors[2]?.error === late, 'the error of 2 is not the very object that was thrown');
        must(
          errors[0]?.error.cause === 'text',
          "the error of 5, which threw a text, does not have that text as its 'cause'",
        );
        must(
          cause === undefined,
          'an error of a hook became the cause of the shutdown, which had begun before',
        );
        expect(exitCode, 'exitCode').toBe(1);
      },
    ),
);

test(
  {
    en: 'errors of goroutines come before those of hooks, and the first of all is the cause',
    zh: 'goroutine 的错误排在钩子的错误之前，最早的那个是 cause',
  },
  () =>
    inVirtualTime(
      "onShutdown('hook', throw h); go(A, throw a); go(B, after ctx is over: throw b); wait()",
      async () => {
        const scene = new Scene();
        const [a, b, h] = [new Error('a'), new Error('b'), new Error('h')];
        scene.group.onShutdown('hook', () => {
          throw h;
        });
        scene.throws('A', a);
        scene.group.go('B', async (ctx) => {
          await ctx.done().recv();
          throw b;
        });
        await scene.wait();
        const errors = [
          ['A', a],
          ['B', b],
          ['hook', h],
        ] as const;
        expectReport(scene, { cause: a, errors, exitCode: 1 });
      },
    ),
);

test(
  {
    en: 'hooks run although nobody waits yet, and only once',
    zh: '没有人 wait 时钩子也会运行，而且只运行一次',
  },
  () =>
    inVirtualTime(
      "onShutdown('hook', …); go(A, …); shutdown(); …later…; shutdown(); wait(); wait()",
      async () => {
        const scene = new Scene();
        const ran = new Chan<void>(3);
        scene.group.onShutdown('hook', () => {
          scene.note('hook');
          ran.trySend();
        });
        scene.group.go('A', async (ctx) => {
          await ctx.done().recv();
          scene.note('A returns');
        });
        scene.group.shutdown();
        await ran.recv();
        scene.group.shutdown(new Error('again'));
        await scene.wait();
        scene.group.shutdown();
        await scene.group.wait();
        await gosched();
        expectReport(scene, {});
        mustBe('what happened', scene.story, 'A returns, hook, wait() resolves');
      },
    ),
);

test(
  {
    en: 'after the shutdown has begun onShutdown is refused, in hooks too, and go is in hooks',
    zh: '停机开始后，onShutdown 一律拒绝，在钩子里也是；钩子里的 go 同样被拒绝',
  },
  () =>
    inVirtualTime(
      "onShutdown('1', …); shutdown(); onShutdown('2', …); wait(); onShutdown('3', …)",
      async () => {
        const scene = new Scene();
        const refused: [string, unknown][] = [];
        const late = (name: string, where: string): void => {
          const called = `onShutdown('${name}') ${where}`;
          refused.push([
            called,
            thrownBy(() => scene.group.onShutdown(name, () => scene.note(name)), called),
          ]);
        };
        scene.group.onShutdown('1', async () => {
          late('4', 'in a hook');
          const called = "go('A') in a hook";
          refused.push([called, thrownBy(() => scene.group.go('A', async () => scene.note('A')), called)]);
          await gosched();
        });
        scene.group.shutdown();
        late('2', 'after shutdown()');
        await scene.wait();
        late('3', 'after the end');
        for (const [called, error] of refused)
          must(
            error instanceof GroupClosedError,
            `${called} threw no GroupClosedError, but ${String(error)}`,
          );
        await gosched();
        expectReport(scene, {});
        mustBe('what happened', scene.story, 'wait() resolves');
      },
    ),
);

test(
  {
    en: 'a hook that is accepted at the last moment runs, once',
    zh: '最后一刻被接受的钩子也会运行，且只运行一次',
  },
  () =>
    everyOrder({
      program: "go(A, return) | wait() | X: onShutdown('hook', …), unless refused",
      lanes: ['main', 'A', 'X'],
      bound: 0,
      run: (start) => {
        const scene = new Scene();
        let accepted = 1;
        scene.group.go('A', () => gosched());
        scene.watch();
        start('X', async () => {
          await gosched();
          try {
            scene.group.onShutdown('hook', () => scene.note('hook'));
          } catch (error) {
            must(error instanceof GroupClosedError, `onShutdown threw ${String(error)}`);
            accepted = 0;
          }
        });
        return () => {
          expectReport(scene, {});
          const story = accepted === 1 ? 'hook, wait() resolves' : 'wait() resolves';
          mustBe('what happened', scene.story, story);
        };
      },
    }),
);

test(
  {
    en: 'the context of the hooks is their own: it is not over while they run, whatever ended the group',
    zh: '钩子的 context 是独立的：无论什么结束了 group，钩子运行期间它都没有结束',
  },
  () =>
    inVirtualTime("onShutdown('hook', (ctx) => …); go(A, …); shutdown(stop) or end; wait()", async () => {
      for (const how of ['shutdown(stop)', 'the error of A', 'the return of A'] as const) {
        const scene = new Scene();
        let before: unknown = 'not run';
        let after: unknown = 'not run';
        scene.group.onShutdown('hook', async (ctx) => {
          before = ctx.err();
          await gosched();
          after = ctx.err();
        });
        scene.group.go('A', async () => {
          if (how === 'the error of A') throw new Error('boom');
        });
        if (how === 'shutdown(stop)') scene.group.shutdown(new Error('stop'));
        await scene.wait();
        expect(before, `ctx.err() of a hook after ${how}`).toBe(undefined);
        expect(after, `ctx.err() of a hook after ${how}, a moment later`).toBe(undefined);
      }
    }),
);

test(
  {
    en: 'hooks may have the same name, or be the same function, and belong to one group',
    zh: '钩子可以同名，也可以是同一个函数，并且只属于一个 group',
  },
  () =>
    inVirtualTime(
      "one: onShutdown('x', throw a), onShutdown('x', throw b); other: onShutdown('x', f), onShutdown('x', f)",
      async () => {
        const one = new Scene();
        const other = new Scene();
        const [a, b] = [new Error('a'), new Error('b')];
        for (const error of [a, b]) {
          one.group.onShutdown('x', () => {
            throw error;
          });
        }
        const hook = (): void => other.note('x of the other group');
        other.group.onShutdown('x', hook);
        other.group.onShutdown('x', hook);
        await one.wait();
        expectReport(one, {
          errors: [
            ['x', b],
            ['x', a],
          ],
          exitCode: 1,
        });
        mustBe('what happened in the other group', other.story, 'nothing');
        await other.wait();
        mustBe(
          'what happened in the other group, after its wait()',
          other.story,
          'x of the other group, x of the other group, wait() resolves',
        );
        reportOf(other);
      },
    ),
);

const IN_ORDER = '3 begins, 3 ends, 2 begins, 2 ends, 1 begins, 1 ends';

/** A hook that says when it begins and ends, and takes a while in between. */
function noisyHook(scene: Scene, name: string, over: string[] = []): void {
  scene.group.onShutdown(name, async (ctx) => {
    scene.note(`${name} begins`);
    if (ctx.err() !== undefined) over.push(name);
    await gosched();
    scene.note(`${name} ends`);
  });
}

/** Tells the ways in which hooks come in a wrong order apart. */
function mustBeInOrder(scene: Scene, goroutine: string): void {
  const { story } = scene;
  must(scene.at('3 begins') !== Infinity, `not all hooks were run: ${story}`);
  must(
    scene.at('1 begins') > scene.at('3 begins'),
    `hooks were run in the order of their registration: ${story}`,
  );
  must(scene.at(goroutine) < scene.at('3 begins'), `hooks were run while A was still running: ${story}`);
  for (const [above, below] of [
    ['3', '2'],
    ['2', '1'],
  ]) {
    must(
      scene.at(`${below} begins`) > scene.at(`${above} ends`),
      `hook ${below} was begun before the hook above it had settled: ${story}`,
    );
  }
}
