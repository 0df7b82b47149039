import { ChanQueue } from '#solution';
import { WaitGroup } from '@katas/goroutine';
import type { Story } from '@katas/explore';
import { everySchedule } from '@katas/kata/schedules';
import { type Entry, hasPut, type History, isPut, isTake, takenBy } from './history.ts';
import { judge, wrongLooks } from './judgement.ts';
import { Players } from './players.ts';
import { type Lane, lanesOf, stepsOf } from './script.ts';
import { isHeavy } from './weight.ts';

/** Goroutines on one queue, run under every schedule within a bound. */
export interface Race {
  readonly capacity: number;
  /** What is pushed before anybody starts: `tryPush(1)`. */
  readonly before?: string;
  /** `P1: push(1); push(2) | C1: pop()` */
  readonly program: string;
  /** Ends `ctx` by itself after so many (virtual) milliseconds. */
  readonly ctxMs?: number;
  /** Every schedule with so many deviations is run; for a heavy solution every one without any. */
  readonly bound: 1 | 2;
  /** Too many schedules for a heavy solution: left out there. */
  readonly isLong?: true;
  /** The queue may leave something behind: that is asked for in a later stage. */
  readonly mayLeave?: true;
}

/**
 * Runs the program, closes and drains the queue, and judges all answers.
 * @throws {ScheduleError} with the story of the smallest failing schedule
 */
export async function race({ capacity, before, program, ctxMs, ...depth }: Race): Promise<void> {
  const isHeavyOne = await isHeavy();
  if (isHeavyOne && depth.isLong === true) return;
  const bound = isHeavyOne ? 0 : depth.bound;
  const lanes = lanesOf(program);
  // Of the run that was made last: in the end that is the one that failed.
  let last: { readonly history: History; mistake: string | undefined } | undefined;
  await everySchedule({
    bound,
    leaks: depth.mayLeave === true ? 'ignore' : 'fail',
    program: `queue of ${capacity}${before === undefined ? '' : `, after ${before}`} | ${program}`,
    lanes: lanes.map(({ name }) => name),
    looksLike: (story) => last?.mistake ?? stuckLike(story, last?.history.entries ?? [], capacity),
    run: async () => {
      const players = new Players(new ChanQueue<number>(capacity), ctxMs);
      const mine: { history: History; mistake: string | undefined } = {
        history: players.history,
        mistake: undefined,
      };
      last = mine;
      const main: Lane = { name: 'main', steps: before === undefined ? [] : stepsOf(before) };
      await players.play(main);
      const group = new WaitGroup();
      for (const lane of lanes) group.go(lane.name, () => players.play(lane));
      await group.wait();
      players.drain();
      return () => {
        const wrong = judge(players.history.entries, capacity);
        mine.mistake = wrong?.mistake;
        return wrong?.sentence ?? true;
      };
    },
  });
}

/** Somebody waits although there is what it waits for. */
function stuckLike(story: Story, entries: readonly Entry[], capacity: number): string | undefined {
  if (story.kind === 'leak') return 'left-behind';
  if (story.kind !== 'deadlock') return undefined;
  const looked = wrongLooks(entries, capacity);
  if (looked) return looked.mistake;
  const inside = entries.filter(hasPut).length - entries.filter((one) => takenBy(one)).length;
  const waiting = entries.filter((one) => one.return === Infinity);
  const isClosed = entries.some((one) => one.name === 'close');
  // Where a call has failed, it may as well have kept a lock.
  const hasFailed = entries.some((one) => one.error !== undefined);
  if (isClosed) return hasFailed ? undefined : 'sleeps-through-close';
  if (waiting.some(isTake) && inside > 0) return 'lost-wake-up';
  if (waiting.some(isPut) && inside < capacity) return 'lost-wake-up';
  return undefined;
}
