import { time } from '@katas/goroutine';
import {
  type Blocked,
  bubble,
  type Chooser,
  DeadlockError,
  LeakError,
  StepLimitError,
} from '@katas/goroutine/steered';

/** What the clock shows when a program begins. */
export const START_MS = 1_800_000_000_000;

const MAX_STEPS = 20_000;

/** The program waits for ever. */
export class NeverEndsError extends Error {
  override readonly name = 'NeverEndsError';
}

/** The program has ended, and something of the queue has not. */
class LeftBehindError extends Error {
  override readonly name = 'LeftBehindError';
  /** Slug of the known mistake that it is the signature of. */
  readonly mistake?: string;
}

/**
 * Runs a program once, in one order and in virtual time, for what does not depend on who is faster. Everything of it must
 * have ended, and nothing may be left.
 * @param program - as the learner would write it; shown with a failure
 * @param chooser - decides who goes on; default: who has been ready longest
 */
export async function alone(program: string, body: () => Promise<void>, chooser?: Chooser): Promise<void> {
  const main = async (): Promise<void> => {
    await body();
    // What has to end by itself now has had its turn.
    await time.sleep(1);
  };
  const unhandled = new UnhandledRejections();
  try {
    await bubble(main, { startMs: START_MS, maxSteps: MAX_STEPS, ...(chooser && { chooser }) });
    unhandled.mustBeNone();
  } catch (error) {
    throw Object.assign(explained(error), { input: program });
  } finally {
    unhandled.ignore();
  }
}

/** Rejections that nobody handles, from now on: they belong to the program that runs, not to whoever listens otherwise. */
class UnhandledRejections {
  readonly #others = process.listeners('unhandledRejection');
  readonly #seen: unknown[] = [];

  constructor() {
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', (reason) => void this.#seen.push(reason));
  }

  mustBeNone(): void {
    if (this.#seen.length === 0) return;
    throw new Error(`a promise was rejected, and nobody handled it: ${String(this.#seen[0])}`);
  }

  ignore(): void {
    process.removeAllListeners('unhandledRejection');
    for (const other of this.#others) process.on('unhandledRejection', other);
  }
}

/** In the words of the learner's program, not of the test's. */
function explained(error: unknown): Error {
  if (error instanceof DeadlockError)
    return new NeverEndsError(
      `the program never ends: nobody is left to wake those who wait${listed(error.blocked)}`,
    );
  if (error instanceof LeakError) return leftBehind(error);
  if (error instanceof StepLimitError)
    return new Error('the program goes on and on, and nothing comes of it');
  return error instanceof Error ? error : new Error(`the program threw ${String(error)}`);
}

function leftBehind({ message, blocked }: LeakError): Error {
  const alarms = Number(/ (\d+) alarms/.exec(message)?.[1] ?? 0);
  const parts = [
    ...(blocked.length > 0 ? [`goroutines that wait: ${blocked.length}`] : []),
    ...(alarms > 0 ? [`armed timers: ${alarms}`] : []),
  ];
  const error = new LeftBehindError(
    `the queue is closed, and something of it is left behind (${parts.join(', ')})${listed(blocked)}`,
  );
  return blocked.length === 0 ? Object.assign(error, { mistake: 'timer-left' }) : error;
}

function listed(blocked: readonly Blocked[]): string {
  return blocked
    .map(({ goroutine, waits: [wait] }) => {
      const on = wait === undefined || wait.on === '' ? '' : ` on ${wait.on}`;
      return `\n  ${goroutine.name} waits in ${wait === undefined ? 'a promise' : wait.op}${on}`;
    })
    .join('');
}
