import { Chan, context, recv, select, WaitGroup } from '@katas/goroutine';
import { everySchedule } from '@katas/kata/schedules';
import { test } from '@katas/kata/suite';
import { fresh } from './expectation.ts';
import { raceOfStop } from './race-of-stop.ts';

/** Programs in which `stop` and `reset` race with the clock and with those who receive, under every schedule. */
export function stopRaces(): void {
  test(
    {
      en: 'of stop and a receiver that race for one time, exactly one gets it',
      zh: 'stop 与读取者争夺同一个时间，恰好一方得到',
    },
    async () => {
      await everySchedule({
        program: 'clock: 10 ms pass | A: timer.C.recv(ctx) | B: timer.stop(), cancel()',
        lanes: ['main', 'clock', 'A', 'B'],
        bound: 2,
        looksLike: raceOfStop,
        run: async () => {
          const { clock, timers } = fresh();
          const timer = timers.newTimer(10);
          const [ctx, cancel] = context.withCancel(context.background());
          const received: unknown[] = [];
          let stopped: boolean | undefined;
          const group = new WaitGroup();
          group.go('clock', () => clock.move(10));
          group.go('A', async () => {
            try {
              received.push((await timer.C.recv(ctx)).value);
            } catch {
              // Cancelled.
            }
          });
          group.go('B', () => {
            stopped = timer.stop();
            cancel();
          });
          await group.wait();
          const left = timer.C.tryRecv();
          return () => {
            clock.check();
            if (left !== undefined)
              return `after stop() and A's recv(), C.tryRecv() still gives ${String(left.value)}`;
            if (stopped === (received.length === 0)) return true;
            return `stop() returned ${String(stopped)}, and A received ${received.length === 0 ? 'nothing' : received.join()}`;
          };
        },
      });
    },
  );

  test(
    {
      en: 'reset says truly whether the earlier time was received',
      zh: 'reset 如实说明之前的时间是否已被读走',
    },
    async () => {
      await everySchedule({
        program:
          'clock: 10 ms pass | A: timer.C.recv() | B: timer.reset(20); then main: 30 ms pass, timer.stop()',
        lanes: ['main', 'clock', 'A', 'B'],
        bound: 1,
        looksLike: raceOfStop,
        run: async () => {
          const { clock, timers } = fresh();
          const timer = timers.newTimer(10);
          let received: number | undefined;
          let active: boolean | undefined;
          let resetAtMs = 0;
          const group = new WaitGroup();
          const changes = new WaitGroup();
          changes.go('clock', () => clock.move(10));
          group.go('A', async () => {
            received = (await timer.C.recv()).value;
          });
          changes.go('B', () => {
            resetAtMs = clock.now();
            active = timer.reset(20);
          });
          await changes.wait();
          clock.move(30);
          await group.wait();
          const stopped = timer.stop();
          return () => {
            clock.check();
            const expected = active === true ? resetAtMs + 20 : 10;
            if (received !== expected)
              return `reset(20) at ${resetAtMs} returned ${String(active)}, and A received ${String(received)}, not ${expected}`;
            // If A got the first time, the second one is unread; if not, A got the second one.
            return (
              stopped === !active ||
              `A received ${expected}, and stop() at the end returned ${String(stopped)}`
            );
          };
        },
      });
    },
  );

  test(
    {
      en: 'once stop has returned nothing can be received, not even by a select that waits',
      zh: 'stop 返回之后什么也收不到，等待中的 select 也一样',
    },
    async () => {
      await everySchedule({
        program: 'A: select([recv(timer.C), recv(done)]) | clock: 10 ms pass | B: timer.stop(), done.close()',
        lanes: ['main', 'A', 'clock', 'B'],
        bound: 1,
        looksLike: raceOfStop,
        run: async () => {
          const { clock, timers } = fresh();
          const timer = timers.newTimer(10);
          const done = new Chan<never>(0, 'done');
          let taken: number | undefined;
          let stopped: boolean | undefined;
          const group = new WaitGroup();
          group.go('A', async () => {
            taken = (await select([recv(timer.C), recv(done)])).index;
          });
          group.go('clock', () => clock.move(10));
          group.go('B', () => {
            stopped = timer.stop();
            done.close();
          });
          await group.wait();
          const left = timer.C.tryRecv();
          return () => {
            clock.check();
            if (left !== undefined) return 'C.tryRecv() gives a time after stop()';
            return (
              stopped === (taken === 1) ||
              `stop() returned ${String(stopped)}, and select took case ${String(taken)}`
            );
          };
        },
      });
    },
  );
}
