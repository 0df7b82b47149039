import type { Story, TasksStage } from '@katas/explore';
import { everySchedule } from '@katas/kata/schedules';
import { Pool, type PoolOptions } from '#solution';
import { Database, type Conn } from './database.ts';

export interface Scene {
  readonly db: Database;
  readonly pool: Pool<Conn>;
  readonly t: TasksStage;
}

export interface Program {
  /** As the learner would write it: `A: acquire, release | B: acquire, release`. */
  readonly text: string;
  readonly options: PoolOptions;
  /** Called for every schedule. What it gives is called when nothing goes on any more. */
  readonly run: (scene: Scene) => Promise<void | (() => void)>;
  readonly bound?: number;
  readonly lanes?: readonly string[];
  /** The mistake that a failure looks like, unless its sentence names another. */
  readonly looksLike?: string;
  /** What is left at the end counts; only of programs that close the pool. */
  readonly leavesNothing?: boolean;
}

/** Runs a program on a pool and a database of its own under every schedule within the bound. */
export async function program(one: Program): Promise<void> {
  const { options, run, bound = 1, lanes, leavesNothing = false } = one;
  const { maxOpen, maxIdle, ...limits } = options;
  const shown = [`maxOpen ${maxOpen}`, `maxIdle ${maxIdle}`];
  for (const [name, value] of Object.entries(limits)) shown.push(`${name} ${String(value)}`);
  await everySchedule({
    program: `${shown.join(', ')}: ${one.text}`,
    bound,
    ...(lanes && { lanes }),
    leaks: leavesNothing ? 'fail' : 'ignore',
    looksLike: (story) => mistakeOf(story) ?? one.looksLike,
    run: async (t) => {
      const db = new Database(maxOpen, t);
      const after = await run({ db, pool: new Pool<Conn>(db, options), t });
      return after ?? undefined;
    },
  });
}

/** Failures that say themselves what they come from, whatever the program was. */
function mistakeOf({ sentence }: Story): string | undefined {
  const said = typeof sentence === 'string' ? sentence : sentence.en;
  if (/connections exist at once/.test(said)) return 'check-await-increment';
  if (/in two hands/.test(said)) return 'released-twice';
  return undefined;
}
