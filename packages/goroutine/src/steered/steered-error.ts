import { type Blocked, describeBlocked } from './goroutine.ts';

/** Nothing can go on any more, and the program has not ended. */
export class DeadlockError extends Error {
  override readonly name = 'DeadlockError';
  readonly blocked: readonly Blocked[];

  constructor(blocked: readonly Blocked[]) {
    super(`all goroutines are asleep - deadlock!\n\n${describeBlocked(blocked)}`);
    this.blocked = blocked;
  }
}

/** The program has ended and left goroutines or alarms behind. */
export class LeakError extends Error {
  override readonly name = 'LeakError';
  readonly blocked: readonly Blocked[];

  constructor(blocked: readonly Blocked[], alarms: number) {
    super(
      `the program has ended, but ${blocked.length} goroutines and ${alarms} alarms are left\n\n${describeBlocked(blocked)}`,
    );
    this.blocked = blocked;
  }
}

/** The program took more steps than it may. */
export class StepLimitError extends Error {
  override readonly name = 'StepLimitError';

  constructor(steps: number) {
    super(`the program has not ended after ${steps} steps`);
  }
}
