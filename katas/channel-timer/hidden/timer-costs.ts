import { looksLike, test, withInput } from '@katas/kata/suite';
import type { Timer } from '#solution';
import { expect } from 'vitest';
import { atRest, fresh, gives, withProgram, within } from './expectation.ts';
import { kilobytesKeptBy } from './memory.ts';
import { movedElements } from './moved-elements.ts';
import { chance, shuffled } from './shuffled.ts';

/** kB that may stay in use; what is to be found leaves a megabyte and more. */
const LIMIT = 400;

/** The part of the last stage that counts: wake-ups, moved elements, memory, and what would take for ever if it were linear. */
export function timerCosts(): void {
  test(
    {
      en: 'a timer behind the earliest one does not touch the clock',
      zh: '排在最早者之后的定时器不去碰时钟',
    },
    async () => {
      await withProgram(
        'a timer of 10 ms; then 1000 of 1000 … 1999 ms, 500 of which are stopped',
        async () => {
          const { clock, timers } = fresh();
          const first = timers.after(10);
          const { arms } = clock;
          const made = shuffled(Array.from({ length: 1000 }, (_, i) => 1000 + i)).map((ms) =>
            timers.newTimer(ms),
          );
          await looksLike('arms-at-every-call', () =>
            within(clock.arms - arms, 16, 'calls of clock.arm for 1000 timers behind the earliest one'),
          );
          for (const timer of made.slice(0, 500)) timer.stop();
          await looksLike('arms-at-every-call', () =>
            within(clock.arms - arms, 32, 'calls of clock.arm when 500 of them were stopped'),
          );
          await clock.advance(10);
          gives(first, 10, 'of the earliest timer');
          for (const timer of made) timer.stop();
          atRest(clock);
        },
      );
    },
  );

  test(
    { en: 'what is due at one moment takes one wake-up', zh: '同一时刻到期的定时器只花一次唤醒' },
    async () => {
      await withProgram('1000 timers of 50 ms, 1000 tickers of 100 ms; 100 ms pass', async () => {
        const { clock, timers } = fresh();
        const shots = Array.from({ length: 1000 }, () => timers.after(50));
        const tickers = Array.from({ length: 1000 }, () => timers.newTicker(100));
        const { arms, rings } = clock;
        await clock.advance(100);
        within(clock.rings - rings, 16, 'wake-ups for two moments');
        within(clock.arms - arms, 16, 'calls of clock.arm for two moments');
        expect(shots.filter((C) => C.tryRecv()?.value === 50).length, 'timers that have fired').toBe(1000);
        expect(tickers.filter(({ C }) => C.tryRecv()?.value === 100).length, 'tickers that have ticked').toBe(
          1000,
        );
        for (const ticker of tickers) ticker.stop();
        atRest(clock);
      });
    },
  );

  test(
    {
      en: 'setting and stopping a timer does not move the others',
      zh: '设置或停止一个定时器不需要搬动其他定时器',
    },
    async () => {
      await withProgram(
        '3000 timers in random order; each is reset once, and half of them are stopped',
        async () => {
          const { clock, timers } = fresh();
          const next = chance(2);
          const count = 3000;
          const made: Timer[] = [];
          const fill = (): void => {
            for (let i = 0; i < count; i++) made.push(timers.newTimer(1 + next(100_000)));
          };
          const change = (): void => {
            for (let i = 0; i < count; i++) made[i]?.reset(1 + next(100_000));
          };
          const stop = (): void => {
            for (let i = 0; i < count; i += 2) made[i]?.stop();
          };
          for (const [what, body] of Object.entries({ newTimer: fill, reset: change, stop })) {
            within(
              Math.round(movedElements(body) / count),
              128,
              `elements that array methods move or look through for one ${what}, on average, among ${count} timers`,
            );
          }
          for (const timer of made) timer.stop();
          atRest(clock);
        },
      );
    },
  );

  test({ en: 'a stopped timer leaves nothing behind', zh: '停掉的定时器不留下任何东西' }, async () => {
    const count = 12_000;
    const program = `${count} × timers.newTimer(3_600_000).stop(), with an earlier timer pending, a later one, or none`;
    await withProgram(program, async () => {
      const all = ['earlier', 'later', 'none'].map((pending) => ({ pending, ...fresh() }));
      const kept = await kilobytesKeptBy(() => {
        for (const { pending, timers } of all) {
          if (pending === 'earlier') timers.after(10);
          if (pending === 'later') timers.after(7_200_000);
          for (let i = 0; i < count; i++) timers.newTimer(3_600_000 + (i % 7)).stop();
        }
      }, LIMIT);
      await looksLike('never-compacted', () =>
        within(kept, LIMIT, `kB in use after ${count} timers were created and stopped, three times`),
      );
      for (const { clock } of all) clock.check();
    });
  });

  test(
    { en: 'a timer that is reset over and over stays one timer', zh: '反复重置的定时器始终只是一个定时器' },
    async () => {
      await withProgram('25 000 × timer.reset(…) while another one is pending', async () => {
        const { clock, timers } = fresh();
        timers.after(10);
        const timer = timers.newTimer(5000);
        const kept = await kilobytesKeptBy(() => {
          for (let i = 0; i < 25_000; i++) timer.reset(5000 + (i % 977));
        }, LIMIT);
        await looksLike('never-compacted', () =>
          within(kept, LIMIT, 'kB in use after 25 000 resets of one timer'),
        );
        clock.check();
        timer.stop();
      });
    },
  );

  test(
    { en: 'a timer that has fired leaves nothing behind', zh: '触发过的定时器不留下任何东西' },
    async () => {
      await withProgram('10 000 × timers.after(1), each received or forgotten, beside a ticker', async () => {
        const { clock, timers } = fresh();
        let received = 0;
        const kept = await kilobytesKeptBy(async () => {
          const ticker = timers.newTicker(1);
          for (let round = 0; round < 10; round++) {
            const channels = Array.from({ length: 1000 }, () => timers.after(1));
            await clock.advance(1);
            for (const [i, C] of channels.entries()) if (i % 2 === 0 && C.tryRecv() !== undefined) received++;
          }
          ticker.stop();
          return timers;
        }, LIMIT);
        expect(received, 'times received').toBe(5000);
        within(kept, LIMIT, 'kB in use after 10 000 timers have fired');
        atRest(clock);
      });
    },
  );

  test(
    { en: 'a timer costs the same among many as among few', zh: '定时器再多，单个操作的代价也几乎不变' },
    () => {
      // What looks at all timers for each operation runs into the limit of time, far off.
      withInput('40 000 timers; 20 000 × reset of one of them; all are stopped', () => {
        const { clock, timers } = fresh();
        const next = chance(3);
        const later = (): number => 1_000_000 + next(1_000_000);
        const made = Array.from({ length: 40_000 }, () => timers.afterFunc(later(), () => undefined));
        let active = 0;
        for (let i = 0; i < 20_000; i++) if (made[next(made.length)]?.reset(later()) === true) active++;
        expect(active, 'resets that returned true').toBe(20_000);
        for (const timer of made) if (timer.stop()) active++;
        expect(active, 'resets and stops that returned true').toBe(60_000);
        atRest(clock);
      });
    },
  );
}
